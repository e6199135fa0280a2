"""The kinds of notifiers to choose from, in a few words each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from watchkeeper.domain.notices.agents import AGENTS, OUR_AGENTS, REFUSALS, Agent
from watchkeeper.values import dataclass

OTHER = "Other services"
GROUPS: Mapping[str, Sequence[str]] = {
    "For other programs": ("webhook", "scripts", "mqtt", "ifttt", "zapier"),
    "Chat": ("discord", "slack", "telegram", "microsoftteams", "groupme"),
    "Phone and browser": (
        *("browser", "ntfy", "gotify", "pushover", "pushbullet", "prowl", "join", "lunasea"),
        *("plexmobileapp", "remoteapp", "boxcar"),
    ),
    "Mail": ("email",),
    "Screens": ("xbmc", "plex", "growl"),
}
WORDS: Mapping[str, str] = {
    "webhook": "Calls an address with JSON of your own: TitleCardMaker, Home Assistant, n8n.",
    "scripts": "Starts a program of yours with arguments.",
    "mqtt": "Publishes to a topic of a broker.",
    "ifttt": "Sets off an applet.",
    "zapier": "Sets off a Zap.",
    "discord": "Writes into a channel, with a card and a poster where you like.",
    "slack": "Writes into a channel.",
    "telegram": "Writes to a person, a group or a topic through a bot.",
    "microsoftteams": "Writes into a channel.",
    "groupme": "Writes into a group through a bot.",
    "browser": "Pushes to browsers, also while no page of ours is open.",
    "ntfy": "Pushes to phones through ntfy.sh or a server of your own.",
    "gotify": "Pushes to phones through a server of your own.",
    "pushover": "Pushes to phones, with urgency and sounds.",
    "pushbullet": "Pushes to phones and browsers.",
    "prowl": "Pushes to iPhones.",
    "join": "Pushes to Android phones and Chrome.",
    "lunasea": "Pushes to the LunaSea app.",
    "plexmobileapp": "Pushes through Plex's own apps; needs Plex Pass.",
    "remoteapp": "Pushes to a paired Tautulli Remote app; only the app can read it.",
    "boxcar": "Pushes through Boxcar.",
    "growl": "Shows a line on a desktop where Growl listens.",
    "email": "Sends mail to whom you name.",
    "xbmc": "Shows a line on a Kodi screen.",
    "plex": "Shows a line on an old Plex Home Theater.",
    "facebook": "Writes into a group.",
    "twitter": "Posts to an account.",
    "apprise": "More than a hundred other services, by their Apprise address.",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notifier that can be added."""

    agent_id: int
    label: str
    what: str
    refusal: str  # why it cannot be sent to; "": it can


@dataclass(frozen=True, slots=True)
class KindGroup:
    """Kinds that belong together."""

    title: str
    kinds: tuple[Kind, ...]


def catalogue(supported: Collection[str]) -> tuple[KindGroup, ...]:
    """All kinds that can be sent to, in groups; those that no longer can be come last."""
    known = {agent.name: agent for agent in (*AGENTS, *OUR_AGENTS)}
    groups = [
        KindGroup(title, tuple(_kind(known.pop(name), supported) for name in names))
        for title, names in GROUPS.items()
    ]
    rest = [_kind(agent, supported) for agent in known.values()]
    others = tuple(sorted(rest, key=lambda kind: bool(kind.refusal)))
    return (*groups, KindGroup(OTHER, others))


def refusal_of(agent: Agent | None, supported: Collection[str]) -> str:
    """Why an agent cannot be sent to; "" when it can."""
    if agent is None:
        return "This kind of notifier is not known here."
    if agent.name in REFUSALS:
        return REFUSALS[agent.name]
    return "" if agent.name in supported else "It cannot be sent to yet."


def _kind(agent: Agent, supported: Collection[str]) -> Kind:
    refusal = refusal_of(agent, supported)
    return Kind(agent.id, agent.label, WORDS.get(agent.name, ""), refusal)
