"""The kinds of notifiers to choose from, in a few words each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from watchkeeper.domain.notices.agents import AGENTS, OUR_AGENTS, REFUSALS, Agent
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass

OTHER = N_("Other services")
GROUPS: Mapping[str, Sequence[str]] = {
    N_("For other programs"): ("webhook", "scripts", "mqtt", "ifttt", "zapier"),
    N_("Chat"): ("discord", "slack", "telegram", "microsoftteams", "groupme"),
    N_("Phone and browser"): (
        *("browser", "ntfy", "gotify", "pushover", "pushbullet", "prowl", "join", "lunasea"),
        *("plexmobileapp", "remoteapp", "boxcar"),
    ),
    N_("Mail"): ("email",),
    N_("Screens"): ("xbmc", "plex", "growl"),
}
WORDS: Mapping[str, str] = {
    "webhook": N_("Calls an address with JSON of your own: TitleCardMaker, Home Assistant, n8n."),
    "scripts": N_("Starts a program of yours with arguments."),
    "mqtt": N_("Publishes to a topic of a broker."),
    "ifttt": N_("Sets off an applet."),
    "zapier": N_("Sets off a Zap."),
    "discord": N_("Writes into a channel, with a card and a poster where you like."),
    "slack": N_("Writes into a channel."),
    "telegram": N_("Writes to a person, a group or a topic through a bot."),
    "microsoftteams": N_("Writes into a channel."),
    "groupme": N_("Writes into a group through a bot."),
    "browser": N_("Pushes to browsers, also while no page of ours is open."),
    "ntfy": N_("Pushes to phones through ntfy.sh or a server of your own."),
    "gotify": N_("Pushes to phones through a server of your own."),
    "pushover": N_("Pushes to phones, with urgency and sounds."),
    "pushbullet": N_("Pushes to phones and browsers."),
    "prowl": N_("Pushes to iPhones."),
    "join": N_("Pushes to Android phones and Chrome."),
    "lunasea": N_("Pushes to the LunaSea app."),
    "plexmobileapp": N_("Pushes through Plex's own apps; needs Plex Pass."),
    "remoteapp": N_("Pushes to a paired Tautulli Remote app; only the app can read it."),
    "boxcar": N_("Pushes through Boxcar."),
    "growl": N_("Shows a line on a desktop where Growl listens."),
    "email": N_("Sends mail to whom you name."),
    "xbmc": N_("Shows a line on a Kodi screen."),
    "plex": N_("Shows a line on an old Plex Home Theater."),
    "facebook": N_("Writes into a group."),
    "twitter": N_("Posts to an account."),
    "apprise": N_("More than a hundred other services, by their Apprise address."),
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
        KindGroup(_(title), tuple(_kind(known.pop(name), supported) for name in names))
        for title, names in GROUPS.items()
    ]
    rest = [_kind(agent, supported) for agent in known.values()]
    others = tuple(sorted(rest, key=lambda kind: bool(kind.refusal)))
    return (*groups, KindGroup(_(OTHER), others))


def refusal_of(agent: Agent | None, supported: Collection[str]) -> str:
    """Why an agent cannot be sent to; "" when it can."""
    if agent is None:
        return _("This kind of notifier is not known here.")
    if agent.name in REFUSALS:
        return _(REFUSALS[agent.name])
    return "" if agent.name in supported else _("It cannot be sent to yet.")


def _kind(agent: Agent, supported: Collection[str]) -> Kind:
    refusal = refusal_of(agent, supported)
    return Kind(agent.id, _(agent.label), _(WORDS.get(agent.name, "")), refusal)
