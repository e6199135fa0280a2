"""Tautulli's notification agents: their numbers, names, and usual settings and texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from watchkeeper.domain.notices import triggers
from watchkeeper.texts import N_
from watchkeeper.values import dataclass

Setting: TypeAlias = str | int | list[str]
Settings: TypeAlias = Mapping[str, Setting]

TRIGGERS = tuple(trigger.name for trigger in triggers.TRIGGERS)
ALL_TRIGGERS = tuple(trigger.name for trigger in triggers.ALL_TRIGGERS)
USUAL_TEXTS: Mapping[str, tuple[str, str]] = {
    each.name: (each.subject, each.body) for each in triggers.ALL_TRIGGERS
}


@dataclass(frozen=True, slots=True)
class Agent:
    """A kind of notifier. Each usual setting also tells the type of its values."""

    id: int
    name: str  # also the prefix of its parameters
    label: str
    usual: Settings
    is_ours: bool = False  # Tautulli has none of it: shown on our pages and in our own API alone

    @property
    def has_texts(self) -> bool:
        """Whether its messages have usual texts."""
        return self.name not in {"scripts", "webhook"}


PROVIDERS: Settings = {"movie_provider": "", "tv_provider": "", "music_provider": ""}
POSTER: Settings = {"incl_subject": 1, "incl_poster": 0}
LINKED: Settings = {"incl_pmslink": 0, **PROVIDERS}
SCREEN: Settings = {"hosts": "", "username": "", "password": "", "display_time": 5, "image": ""}
MAIL: Settings = {
    "from_name": "Tautulli", "from": "", "to": [], "cc": [], "bcc": [], "smtp_server": "",
    "smtp_port": 465, "smtp_user": "", "smtp_password": "", "tls": 2, "html_support": 1,
}  # fmt: skip

AGENTS: Sequence[Agent] = (
    Agent(0, "growl", "Growl", {"host": "", "password": ""}),
    Agent(1, "prowl", "Prowl", {"key": "", "priority": 0}),
    Agent(2, "xbmc", "Kodi", SCREEN),
    Agent(3, "plex", "Plex Home Theater", SCREEN),
    Agent(6, "pushbullet", "Pushbullet", {"api_key": "", "device_id": "", "channel_tag": "",
          **POSTER}),
    Agent(7, "pushover", "Pushover", {"api_token": "", "key": "", "html_support": 1, "sound": "",
          "priority": 0, "retry": 30, "expire": 3600, "incl_url": 1, **POSTER, **PROVIDERS}),
    Agent(8, "osx", "macOS Notification Center", {"notify_app": "/Applications/Tautulli"}),
    Agent(9, "boxcar", "Boxcar", {"token": "", "sound": ""}),
    Agent(10, "email", N_("Email"), MAIL),
    Agent(11, "twitter", "Twitter", {"access_token": "", "access_token_secret": "",
          "consumer_key": "", "consumer_secret": "", **POSTER}),
    Agent(12, "ifttt", "IFTTT", {"key": "", "event": "tautulli", "value3": ""}),
    Agent(13, "telegram", "Telegram", {"bot_token": "", "chat_id": "", "disable_web_preview": 0,
          "silent_notification": 0, "html_support": 1, **POSTER}),
    Agent(14, "slack", "Slack", {"hook": "", "channel": "", "username": "", "icon_emoji": "",
          "color": "", "incl_subject": 1, "incl_card": 0, "incl_description": 1,
          "incl_thumbnail": 0, **LINKED}),
    Agent(15, "scripts", N_("Script"), {"script_folder": "", "script": "", "timeout": 30}),
    Agent(16, "facebook", "Facebook", {"redirect_uri": "", "access_token": "", "app_id": "",
          "app_secret": "", "group_id": "", "incl_subject": 1, "incl_card": 0, **PROVIDERS}),
    Agent(17, "browser", N_("Browser"), {"auto_hide_delay": 5}),
    Agent(18, "join", "Join", {"api_key": "", "device_names": [], "priority": 2, **POSTER,
          **PROVIDERS}),
    Agent(20, "discord", "Discord", {"hook": "", "username": "", "avatar_url": "", "color": "",
          "tts": 0, "incl_subject": 1, "incl_card": 0, "incl_description": 1,
          "incl_thumbnail": 0, **LINKED}),
    Agent(21, "remoteapp", "Tautulli Remote App", {"device_id": "", "priority": 3,
          "notification_type": 0}),
    Agent(22, "groupme", "GroupMe", {"access_token": "", "bot_id": "", **POSTER}),
    Agent(23, "mqtt", "MQTT", {"broker": "", "port": 1883, "protocol": "MQTTv311", "username": "",
          "password": "", "clientid": "tautulli", "topic": "", "qos": 1, "retain": 0,
          "keep_alive": 60, "as_json": 0}),
    Agent(24, "zapier", "Zapier", {"hook": "", **PROVIDERS}),
    Agent(25, "webhook", "Webhook", {"hook": "", "method": "POST"}),
    Agent(26, "plexmobileapp", "Plex Android / iOS App", {"user_ids": [],
          "tap_action": "preplay"}),
    Agent(27, "lunasea", "LunaSea", {"hook": "", "profile": "", "incl_subject": 1}),
    Agent(28, "microsoftteams", "Microsoft Teams", {"hook": "", "incl_subject": 1, "incl_card": 0,
          "incl_description": 1, "incl_pmslink": 0, "poster_size": 2, **PROVIDERS}),
    Agent(29, "gotify", "Gotify", {"host": "", "app_token": "", "priority": 0, **POSTER,
          "incl_url": 1, **PROVIDERS}),
    Agent(30, "ntfy", "ntfy", {"host": "", "access_token": "", "topic": "", "priority": "default",
          "incl_subject": 1, "incl_description": 1, "incl_poster": 0, "incl_url": 0, **LINKED}),
)  # fmt: skip
"""Tautulli's own, in the order of their numbers."""

OUR_AGENTS: Sequence[Agent] = (
    Agent(1001, "apprise", "Apprise", {"urls": "", "incl_subject": 1}, is_ours=True),
)

REFUSALS: Mapping[str, str] = {
    "osx": N_(
        "Notifications of macOS need a program that runs on a Mac's desktop, which this server"
        " is not: use a browser on that Mac in its place."
    ),
}
"""Agents that are kept with their settings, but cannot be sent to: why, and what to use instead."""


def agent_of(agent_id: int) -> Agent | None:
    """The agent of that number, Tautulli's or ours."""
    return next((agent for agent in (*AGENTS, *OUR_AGENTS) if agent.id == agent_id), None)


def agent_named(name: str) -> Agent | None:
    """The agent of that name, Tautulli's or ours."""
    return next((agent for agent in (*AGENTS, *OUR_AGENTS) if agent.name == name), None)


def usual_texts(agent: Agent, trigger: str) -> tuple[str, str]:
    """Subject and body of a message where the owner wrote none."""
    return USUAL_TEXTS[trigger] if agent.has_texts else ("", "")
