"""What people can be told of: Tautulli's 22 triggers in the order of its API, then our own."""

from __future__ import annotations

from watchkeeper.texts import N_
from watchkeeper.values import dataclass

USUAL_SUBJECT = "Tautulli ({server_name})"
OUR_SUBJECT = "Watchkeeper ({server_name})"
VIDEO = ("movie", "episode")
PLAYED = (*VIDEO, "track")
ADDED = ("movie", "show", "season", "episode", "artist", "album", "track")
OF_SERVER = ("server",)
STREAM = "{user} ({player}) "
SERVER = "The Plex Media Server "


@dataclass(frozen=True, slots=True)
class Trigger:
    """One kind of event; `body` is what its messages say where the owner wrote nothing.

    `media_types` are those that a preview is offered for; "server" stands for no item at all.
    Callers of Tautulli's API neither see nor set those that are ours.
    """

    name: str
    label: str
    body: str
    media_types: tuple[str, ...]
    is_ours: bool = False

    @property
    def subject(self) -> str:
        """What the subject of its messages is where the owner wrote none."""
        return OUR_SUBJECT if self.is_ours else USUAL_SUBJECT

    @property
    def action(self) -> str:
        """The name without its "on_", as texts and receivers know it."""
        return self.name.removeprefix("on_")


TRIGGERS: tuple[Trigger, ...] = (
    Trigger("on_play", N_("Playback Start"), STREAM + "started playing {title}.", PLAYED),
    Trigger("on_stop", N_("Playback Stop"), STREAM + "has stopped {title}.", PLAYED),
    Trigger("on_pause", N_("Playback Pause"), STREAM + "has paused {title}.", PLAYED),
    Trigger("on_resume", N_("Playback Resume"), STREAM + "has resumed {title}.", PLAYED),
    Trigger(
        "on_change",
        N_("Transcode Decision Change"),
        STREAM + "has changed transcode decision for {title}.",
        PLAYED,
    ),
    Trigger("on_buffer", N_("Buffer Warning"), STREAM + "is buffering {title}.", PLAYED),
    Trigger(
        "on_error",
        N_("Playback Error"),
        STREAM + "encountered an error trying to play {title}.",
        PLAYED,
    ),
    Trigger(
        "on_intro",
        N_("Intro Marker"),
        STREAM + "has reached an intro marker for {title}.",
        ("episode",),
    ),
    Trigger(
        "on_credits",
        N_("Credits Marker"),
        STREAM + "has reached a credits marker for {title}.",
        VIDEO,
    ),
    Trigger(
        "on_commercial",
        N_("Commercial Marker"),
        STREAM + "has reached a commercial marker for {title}.",
        VIDEO,
    ),
    Trigger("on_watched", N_("Watched"), STREAM + "has watched {title}.", PLAYED),
    Trigger("on_created", N_("Recently Added"), "{title} was recently added to Plex.", ADDED),
    Trigger(
        "on_extdown",
        N_("Plex Remote Access Down"),
        SERVER + "remote access is down. ({remote_access_reason})",
        OF_SERVER,
    ),
    Trigger("on_intdown", N_("Plex Server Down"), SERVER + "is down.", OF_SERVER),
    Trigger(
        "on_extup",
        N_("Plex Remote Access Back Up"),
        SERVER + "remote access is back up.",
        OF_SERVER,
    ),
    Trigger("on_intup", N_("Plex Server Back Up"), SERVER + "is back up.", OF_SERVER),
    Trigger(
        "on_pmsupdate",
        N_("Plex Update Available"),
        "An update is available for the Plex Media Server (version {update_version}).",
        OF_SERVER,
    ),
    Trigger(
        "on_concurrent",
        N_("User Concurrent Streams"),
        "{user} has {user_streams} concurrent streams.",
        PLAYED,
    ),
    Trigger(
        "on_newdevice",
        N_("User New Device"),
        "{user} is streaming from a new device: {player}.",
        PLAYED,
    ),
    Trigger(
        "on_plexpyupdate",
        N_("Tautulli Update Available"),
        "An update is available for Tautulli (version {tautulli_update_version}).",
        OF_SERVER,
    ),
    Trigger(
        "on_plexpydbcorrupt",
        N_("Tautulli Database Corruption"),
        "Tautulli database corruption detected."
        " Automatic cleanup of database backups is suspended.",
        OF_SERVER,
    ),
    Trigger(
        "on_tokenexpired",
        N_("Tautulli Plex Token Expired"),
        "The Tautulli Plex account token has expired.",
        OF_SERVER,
    ),
)

"""Those that Tautulli has."""

OUR_TRIGGERS: tuple[Trigger, ...] = tuple(
    Trigger(name, label, body, media_types, is_ours=True)
    for name, label, body, media_types in (
        (
            "on_newplace",
            N_("User New Place"),
            "{user} is streaming from a new place: {ip_address}.",
            PLAYED,
        ),
        ("on_upgraded", N_("Title Upgraded"), "{title} came again in another file.", ADDED),
        (
            "on_collectionstop",
            N_("Collection Stopped"),
            "What plays on {server_name} is not collected any more: {reason}.",
            OF_SERVER,
        ),
        (
            "on_collectionback",
            N_("Collection Goes On"),
            "What plays on {server_name} is collected again.",
            OF_SERVER,
        ),
        ("on_signinexpired", N_("Sign-in Expired"), "Sign in again: {reason}", OF_SERVER),
        ("on_backupfailed", N_("Backup Failed"), "No backup was made: {reason}", OF_SERVER),
        (
            "on_lowdisk",
            N_("Disk Almost Full"),
            "{disk_free_percent} % of the disk is free ({disk_free}).",
            OF_SERVER,
        ),
        ("on_safetystop", N_("Safety Stop"), "A plan was stopped: {reason}", OF_SERVER),
        (
            "on_signin",
            N_("Sign-in from a New Device"),
            "{sign_in_name} signed in from {sign_in_device} ({sign_in_address}).",
            OF_SERVER,
        ),
        (
            "on_lockout",
            N_("Sign-in Locked"),
            "Too many failed sign-ins as {sign_in_name} from {sign_in_address}.",
            OF_SERVER,
        ),
    )
)
"""Those of Watchkeeper's own."""

ALL_TRIGGERS = (*TRIGGERS, *OUR_TRIGGERS)


def trigger_of(name: str) -> Trigger | None:
    """The trigger of that name, Tautulli's or our own."""
    return next((trigger for trigger in ALL_TRIGGERS if trigger.name == name), None)
