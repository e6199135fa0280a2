"""Settings of agents in words: what they are called, and what to enter."""

from __future__ import annotations

from collections.abc import Mapping

LABELS: Mapping[str, str] = {
    "api_key": "API key",
    "api_token": "API token",
    "app_id": "App ID",
    "app_secret": "App secret",
    "as_json": "Texts are JSON",
    "auto_hide_delay": "Seconds on screen",
    "avatar_url": "Picture address",
    "bcc": "Bcc",
    "bot_id": "Bot ID",
    "cc": "Cc",
    "chat_id": "Chat ID",
    "clientid": "Client ID",
    "device_id": "Device ID",
    "display_time": "Seconds on screen",
    "group_id": "Page ID",
    "hook": "Webhook address",
    "html_support": "HTML in texts",
    "icon_emoji": "Icon",
    "incl_card": "Card about the item",
    "incl_description": "Summary",
    "incl_pmslink": "Link to Plex Web",
    "incl_poster": "Poster",
    "incl_subject": "Subject",
    "incl_thumbnail": "Small poster",
    "incl_url": "Link to the title",
    "movie_provider": "Movies link to",
    "music_provider": "Music links to",
    "qos": "Quality of service",
    "redirect_uri": "Redirect address",
    "smtp_password": "SMTP password",
    "smtp_port": "SMTP port",
    "smtp_server": "SMTP server",
    "smtp_user": "SMTP user name",
    "tls": "Encryption",
    "tts": "Read aloud",
    "tv_provider": "TV shows link to",
    "urls": "Addresses",
    "user_ids": "People",
}
"""What settings are called where their names alone say it badly."""

HELP: Mapping[str, str] = {
    "apprise.urls": "One address a line, as Apprise writes them, e.g. matrix://user:password@host.",
    "browser.auto_hide_delay": "Tautulli's setting; browsers decide for themselves here.",
    "discord.hook": "Server settings, Integrations, Webhooks: copy the address of one.",
    "discord.color": "Of the card's edge, e.g. #e5a00d.",
    "email.from": "The sender's address, which the mail server must allow.",
    "email.tls": "TLS/SSL goes with port 465, TLS/STARTTLS with port 587.",
    "email.to": "One address or more, one a line.",
    "facebook.group_id": "The number of a page: groups take no messages of programs since 2024.",
    "gotify.app_token": "Of an application in Gotify, not of a client.",
    "gotify.host": "Gotify's address, e.g. http://gotify.local:8080.",
    "groupme.access_token": "Needed for posters alone.",
    "ifttt.event": "The event's name; {action} in it becomes play, watched, created …",
    "ifttt.value3": "The name of a parameter to send as third value.",
    "join.device_names": "Which devices get it; none: all.",
    "mqtt.broker": "Name or address of the broker; mqtts:// in front encrypts.",
    "mqtt.topic": "May hold parameters, e.g. plex/{action}.",
    "ntfy.host": "Ntfy's address, e.g. https://ntfy.sh.",
    "ntfy.topic": "On a public server everybody who knows the topic can read it.",
    "plexmobileapp.user_ids": "Whose Plex apps show it; the owner needs a Plex Pass.",
    "pushbullet.device_id": "Which device gets it; none: all.",
    "pushover.expire": "Seconds after which an emergency is no longer repeated, at most 10800.",
    "pushover.key": "The key of a user or a group.",
    "pushover.priority": "From -2 (silent) to 2 (an emergency, repeated until somebody sees it).",
    "pushover.retry": "Seconds between repetitions of an emergency, at least 30.",
    "scripts.script": "A file of the folder that WATCHKEEPER_SCRIPTS names. It gets PLEX_URL,"
    " PLEX_TOKEN, TAUTULLI_URL and TAUTULLI_APIKEY, but no PLEX_USER_TOKEN.",
    "scripts.script_folder": "Tautulli's setting; here WATCHKEEPER_SCRIPTS alone names the folder.",
    "scripts.timeout": "Seconds after which it is ended with all that it started; 0: never.",
    "slack.channel": "Begins with #; none: the webhook's own.",
    "slack.hook": "The address of an incoming webhook of a Slack app.",
    "telegram.bot_token": "What @BotFather gave for the bot.",
    "telegram.chat_id": "The chat's number or @name; with /number for a topic of a group.",
    "microsoftteams.hook": "The address of a workflow that posts webhook requests to a channel.",
    "twitter.consumer_key": "The app's API key at X, with the permission to write.",
    "webhook.hook": "Where the request goes, e.g. http://192.168.1.5:8000/hook.",
    "webhook.method": "POST for most receivers.",
    "xbmc.hosts": "Name or address with port, e.g. 192.168.1.7:8080; several parted by commas.",
    "plex.hosts": "Name or address with port, e.g. 192.168.1.7:3005; several parted by commas.",
    "zapier.hook": "The address of a catch hook.",
    "hook": "The receiver's address.",
    "incl_description": "The item's summary on the card.",
    "incl_poster": "The poster goes along where the service takes pictures.",
    "incl_subject": "Send the subject in front of the body.",
}
"""What to enter: by the setting's name, or by agent and name where they differ."""


def label(name: str) -> str:
    """The name of a setting in words.

    Examples:
        >>> label("smtp_server"), label("from_name")
        ('SMTP server', 'From name')
    """
    return LABELS.get(name, name.replace("_", " ").capitalize())


def help_of(agent: str, name: str) -> str:
    """What to enter for a setting of an agent; "" where its name says enough.

    Examples:
        >>> help_of("webhook", "method"), help_of("mqtt", "port")
        ('POST for most receivers.', '')
    """
    return HELP.get(f"{agent}.{name}", HELP.get(name, ""))
