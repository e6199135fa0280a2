"""What can set a notifier off, in groups and plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from watchkeeper.domain.notices.triggers import Trigger, trigger_of
from watchkeeper.features.notifications import Notifier
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass

GROUPS: Mapping[str, Sequence[str]] = {
    N_("Streams"): (
        *("on_play", "on_stop", "on_pause", "on_resume", "on_watched", "on_buffer", "on_error"),
        *("on_change", "on_intro", "on_credits", "on_commercial"),
    ),
    N_("People"): ("on_concurrent", "on_newdevice", "on_newplace"),
    N_("Libraries"): ("on_created", "on_upgraded"),
    N_("Plex server"): ("on_intdown", "on_intup", "on_extdown", "on_extup", "on_pmsupdate"),
    N_("Watchkeeper"): (
        *("on_collectionstop", "on_collectionback", "on_signinexpired", "on_tokenexpired"),
        *("on_backupfailed", "on_plexpydbcorrupt", "on_lowdisk", "on_safetystop", "on_signin"),
        *("on_lockout", "on_plexpyupdate"),
    ),
}
WHEN: Mapping[str, str] = {
    "on_play": N_("A stream begins."),
    "on_stop": N_("A stream ends, also one that was too short for the record."),
    "on_pause": N_("A stream is paused."),
    "on_resume": N_("A paused stream goes on."),
    "on_watched": N_("The part is reached that counts as watched, once a stream."),
    "on_buffer": N_("A stream has buffered as often as Settings → Recording allows."),
    "on_error": N_("The player reports an error."),
    "on_change": N_("The stream is delivered in another way than before."),
    "on_intro": N_("The intro of an episode is reached."),
    "on_credits": N_("The credits are reached."),
    "on_commercial": N_("A commercial break is reached."),
    "on_concurrent": N_("Somebody begins one stream more than Settings → Notifications allows."),
    "on_newdevice": N_("Somebody begins a stream on a device that they never used."),
    "on_newplace": N_("Somebody begins a stream from a network that they never used."),
    "on_created": N_("Something new is in a library, told together once nothing more comes."),
    "on_upgraded": N_("A title comes again in another file."),
    "on_intdown": N_("The server does not answer any more."),
    "on_intup": N_("The server answers again."),
    "on_extdown": N_("The server cannot be reached from outside any more."),
    "on_extup": N_("The server can be reached from outside again."),
    "on_pmsupdate": N_("There is a newer version of the media server."),
    "on_collectionstop": N_("Streams of a server can no longer be collected."),
    "on_collectionback": N_("Streams of a server are collected again."),
    "on_signinexpired": N_("Plex does not accept the sign-in any more."),
    "on_tokenexpired": N_("The token of the Plex account is refused."),
    "on_backupfailed": N_("A backup could not be made."),
    "on_plexpydbcorrupt": N_("The database fails its check before a backup."),
    "on_lowdisk": N_("The disk with the data folder is almost full."),
    "on_safetystop": N_("A plan was stopped because it would have changed too much."),
    "on_signin": N_("Somebody signs in to Watchkeeper from a device that is new."),
    "on_lockout": N_("Somebody failed to sign in too often."),
    "on_plexpyupdate": N_("There is a newer version of Watchkeeper."),
}
KINDS: Mapping[str, str] = {
    "movie": N_("films"),
    "show": N_("shows"),
    "season": N_("seasons"),
    "episode": N_("episodes"),
    "artist": N_("artists"),
    "album": N_("albums"),
    "track": N_("tracks"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerRow:
    """One trigger of a notifier."""

    name: str
    label: str
    when: str
    about: str  # films, episodes ...; "" for events of the server
    is_on: bool
    is_ours: bool
    has_own_text: bool


@dataclass(frozen=True, slots=True)
class TriggerGroup:
    """Triggers that belong together."""

    title: str
    rows: tuple[TriggerRow, ...]


def trigger_groups(notifier: Notifier) -> tuple[TriggerGroup, ...]:
    """All triggers, as a notifier has them."""
    return tuple(
        TriggerGroup(
            _(title), tuple(_row(notifier, known) for name in names if (known := trigger_of(name)))
        )
        for title, names in GROUPS.items()
    )


def label_of(name: str) -> str:
    """The words for a trigger; its name where it is not known."""
    found = trigger_of(name)
    return _(found.label) if found else name


def about(trigger: Trigger) -> str:
    """What its events are about; "" for those of a server."""
    return ", ".join(_(KINDS[kind]) for kind in trigger.media_types if kind in KINDS)


def _row(notifier: Notifier, trigger: Trigger) -> TriggerRow:
    wording, agent = notifier.wording(trigger.name), notifier.agent
    usual = (trigger.subject, trigger.body) if agent and agent.has_texts else ("", "")
    return TriggerRow(
        name=trigger.name,
        label=_(trigger.label),
        when=_(WHEN.get(trigger.name, "")),
        about=about(trigger),
        is_on=trigger.name in notifier.triggers,
        is_ours=trigger.is_ours,
        has_own_text=(wording.subject, wording.body) != usual,
    )
