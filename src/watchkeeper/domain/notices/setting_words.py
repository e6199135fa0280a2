"""Settings of agents in words: what they are called, and what to enter."""

from __future__ import annotations

from collections.abc import Mapping

from watchkeeper.texts import N_, Sentence

LABELS: Mapping[str, str] = {
    "access_token": N_("Access token"),
    "access_token_secret": N_("Access token secret"),
    "api_key": N_("API key"),
    "api_token": N_("API token"),
    "app_id": N_("App ID"),
    "app_secret": N_("App secret"),
    "app_token": N_("App token"),
    "as_json": N_("Texts are JSON"),
    "auto_hide_delay": N_("Seconds on screen"),
    "avatar_url": N_("Picture address"),
    "bcc": N_("Bcc"),
    "bot_id": N_("Bot ID"),
    "bot_token": N_("Bot token"),
    "broker": N_("Broker"),
    "cc": N_("Cc"),
    "channel": N_("Channel"),
    "channel_tag": N_("Channel tag"),
    "chat_id": N_("Chat ID"),
    "clientid": N_("Client ID"),
    "color": N_("Color"),
    "consumer_key": N_("Consumer key"),
    "consumer_secret": N_("Consumer secret"),
    "device_id": N_("Device ID"),
    "device_names": N_("Device names"),
    "disable_web_preview": N_("Disable web preview"),
    "display_time": N_("Seconds on screen"),
    "event": N_("Event"),
    "expire": N_("Expire"),
    "from": N_("From"),
    "from_name": N_("From name"),
    "group_id": N_("Page ID"),
    "hook": N_("Webhook address"),
    "host": N_("Host"),
    "hosts": N_("Hosts"),
    "html_support": N_("HTML in texts"),
    "icon_emoji": N_("Icon"),
    "image": N_("Image"),
    "incl_card": N_("Card about the item"),
    "incl_description": N_("Summary"),
    "incl_pmslink": N_("Link to Plex Web"),
    "incl_poster": N_("Poster"),
    "incl_subject": N_("Subject"),
    "incl_thumbnail": N_("Small poster"),
    "incl_url": N_("Link to the title"),
    "keep_alive": N_("Keep alive"),
    "key": N_("Key"),
    "method": N_("Method"),
    "movie_provider": N_("Movies link to"),
    "music_provider": N_("Music links to"),
    "notification_type": N_("Notification type"),
    "notify_app": N_("Notify app"),
    "password": N_("Password"),
    "port": N_("Port"),
    "poster_size": N_("Poster size"),
    "priority": N_("Priority"),
    "profile": N_("Profile"),
    "protocol": N_("Protocol"),
    "qos": N_("Quality of service"),
    "redirect_uri": N_("Redirect address"),
    "retain": N_("Retain"),
    "retry": N_("Retry"),
    "script": N_("Script"),
    "script_folder": N_("Script folder"),
    "silent_notification": N_("Silent notification"),
    "smtp_password": N_("SMTP password"),
    "smtp_port": N_("SMTP port"),
    "smtp_server": N_("SMTP server"),
    "smtp_user": N_("SMTP user name"),
    "sound": N_("Sound"),
    "tap_action": N_("Tap action"),
    "timeout": N_("Timeout"),
    "tls": N_("Encryption"),
    "to": N_("To"),
    "token": N_("Token"),
    "topic": N_("Topic"),
    "tts": N_("Read aloud"),
    "tv_provider": N_("TV shows link to"),
    "urls": N_("Addresses"),
    "user_ids": N_("People"),
    "username": N_("Username"),
    "value3": N_("Value3"),
}
"""What the settings of agents are called."""

HELP: Mapping[str, str] = {
    "apprise.urls": N_(
        "One address a line, as Apprise writes them, e.g. matrix://user:password@host."
    ),
    "browser.auto_hide_delay": N_("Tautulli's setting; browsers decide for themselves here."),
    "discord.hook": N_("Server settings, Integrations, Webhooks: copy the address of one."),
    "discord.color": N_("Of the card's edge, e.g. #e5a00d."),
    "email.from": N_("The sender's address, which the mail server must allow."),
    "email.tls": N_("TLS/SSL goes with port 465, TLS/STARTTLS with port 587."),
    "email.to": N_("One address or more, one a line."),
    "facebook.group_id": N_(
        "The number of a page: groups take no messages of programs since 2024."
    ),
    "gotify.app_token": N_("Of an application in Gotify, not of a client."),
    "gotify.host": N_("Gotify's address, e.g. http://gotify.local:8080."),
    "groupme.access_token": N_("Needed for posters alone."),
    "ifttt.event": N_("The event's name; {action} in it becomes play, watched, created …"),
    "ifttt.value3": N_("The name of a parameter to send as third value."),
    "join.device_names": N_("Which devices get it; none: all."),
    "mqtt.broker": N_("Name or address of the broker; mqtts:// in front encrypts."),
    "mqtt.topic": N_("May hold parameters, e.g. plex/{action}."),
    "ntfy.host": N_("Ntfy's address, e.g. https://ntfy.sh."),
    "ntfy.topic": N_("On a public server everybody who knows the topic can read it."),
    "plexmobileapp.user_ids": N_("Whose Plex apps show it; the owner needs a Plex Pass."),
    "pushbullet.device_id": N_("Which device gets it; none: all."),
    "pushover.expire": N_("Seconds after which an emergency is no longer repeated, at most 10800."),
    "pushover.key": N_("The key of a user or a group."),
    "pushover.priority": N_(
        "From -2 (silent) to 2 (an emergency, repeated until somebody sees it)."
    ),
    "pushover.retry": N_("Seconds between repetitions of an emergency, at least 30."),
    "scripts.script": N_(
        "A file of the folder that WATCHKEEPER_SCRIPTS names. It gets PLEX_URL,"
        " PLEX_TOKEN, TAUTULLI_URL and TAUTULLI_APIKEY, but no PLEX_USER_TOKEN."
    ),
    "scripts.script_folder": N_(
        "Tautulli's setting; here WATCHKEEPER_SCRIPTS alone names the folder."
    ),
    "scripts.timeout": N_("Seconds after which it is ended with all that it started; 0: never."),
    "slack.channel": N_("Begins with #; none: the webhook's own."),
    "slack.hook": N_("The address of an incoming webhook of a Slack app."),
    "telegram.bot_token": N_("What @BotFather gave for the bot."),
    "telegram.chat_id": N_("The chat's number or @name; with /number for a topic of a group."),
    "microsoftteams.hook": N_(
        "The address of a workflow that posts webhook requests to a channel."
    ),
    "twitter.consumer_key": N_("The app's API key at X, with the permission to write."),
    "webhook.hook": N_("Where the request goes, e.g. http://192.168.1.5:8000/hook."),
    "webhook.method": N_("POST for most receivers."),
    "xbmc.hosts": N_("Name or address with port, e.g. 192.168.1.7:8080; several parted by commas."),
    "plex.hosts": N_("Name or address with port, e.g. 192.168.1.7:3005; several parted by commas."),
    "zapier.hook": N_("The address of a catch hook."),
    "hook": N_("The receiver's address."),
    "incl_description": N_("The item's summary on the card."),
    "incl_poster": N_("The poster goes along where the service takes pictures."),
    "incl_subject": N_("Send the subject in front of the body."),
}
"""What to enter: by the setting's name, or by agent and name where they differ."""


def label(name: str) -> Sentence:
    """The name of a setting in words.

    Examples:
        >>> label("smtp_server"), label("from_name")
        ('SMTP server', 'From name')
    """
    return Sentence(LABELS.get(name) or name.replace("_", " ").capitalize())


def help_of(agent: str, name: str) -> Sentence:
    """What to enter for a setting of an agent; "" where its name says enough.

    Examples:
        >>> help_of("webhook", "method"), help_of("mqtt", "port")
        ('POST for most receivers.', '')
    """
    return Sentence(HELP.get(f"{agent}.{name}", HELP.get(name, "")))
