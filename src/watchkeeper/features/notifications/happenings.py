"""Events of servers and of the house as notifiers can be set off by them.

Some tell of a *trouble* that lasts: its start is told once, its end only to whom the start was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.standing import RemoteAccess
from watchkeeper.features.accounts.events import SignedInAnew, SignInLocked
from watchkeeper.features.monitoring import ServerState, Trouble
from watchkeeper.features.monitoring.events import GapClosed, GapOpened, ServerWentDown
from watchkeeper.features.notifications.events import ToBeTold
from watchkeeper.features.system.events import BackupFailed, DiskFreed, DiskLow
from watchkeeper.plans.plan import PlanStopped

SERVER_DOWN, NOT_COLLECTING = "server down", "not collecting"
SIGNED_OUT, NO_REMOTE_ACCESS, DISK = "signed out", "no remote access", "disk"
UNITS = ("bytes", "kB", "MB", "GB", "TB")
KILO = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that may set notifiers off, though it is not about a stream or an item."""

    trigger: str = ""  # "": nobody is told
    server_id: ServerId | None = None  # None: the notifiers of every server
    extra: Mapping[str, object] = field(default_factory=dict)
    begins: str = ""  # the trouble whose start this is
    ends: str = ""  # the trouble whose end this is
    calls_off: str = ""  # the trigger of a start that, not told yet, is not told any more
    after_seconds: int = 0  # it is told only if it lasts so long
    tag: str = ""  # what each notifier is told only once


def happening_of(event: object) -> Happening | None:  # noqa: C901, PLR0911  # a table of events
    """What an event is to notifiers; None: nothing."""
    match event:
        case ToBeTold():
            return Happening(trigger=event.trigger, server_id=event.server_id, extra=event.values)
        case ServerWentDown(server_id, _since, cause):
            return Happening(
                trigger="on_intdown", server_id=server_id, begins=SERVER_DOWN, extra=_reason(cause)
            )
        case GapOpened(server_id, _from_at, cause) if cause != Trouble.NOT_RUNNING:
            return Happening(
                trigger="on_collectionstop",
                server_id=server_id,
                begins=NOT_COLLECTING,
                extra=_reason(cause),
            )
        case GapClosed(server_id):
            return Happening(trigger="on_collectionback", server_id=server_id, ends=NOT_COLLECTING)
        case BackupFailed(reason, is_corrupt):
            trigger = "on_plexpydbcorrupt" if is_corrupt else "on_backupfailed"
            return Happening(trigger=trigger, extra=_reason(reason))
        case DiskLow():
            return Happening(trigger="on_lowdisk", begins=DISK, extra=_free(event))
        case DiskFreed():
            return Happening(ends=DISK)
        case PlanStopped(plan_id, kind, reason):
            return Happening(
                trigger="on_safetystop",
                extra={"plan_id": plan_id, "plan_kind": kind, **_reason(reason)},
            )
        case SignedInAnew(name, address, device):
            return Happening(trigger="on_signin", extra=_sign_in(name, address, device))
        case SignInLocked(name, address):
            return Happening(trigger="on_lockout", extra=_sign_in(name, address, ""))
        case _:
            return None


def standing_of(state: ServerState) -> list[Happening]:
    """What the state of a server is to notifiers, whenever it changed."""
    server_id, found = state.server_id, []
    is_signed_out = state.trouble is Trouble.SIGN_IN
    if state.is_connected:
        found.append(Happening(trigger="on_intup", server_id=server_id, ends=SERVER_DOWN))
        if is_signed_out:
            found.append(Happening(trigger="on_tokenexpired", server_id=server_id))
        else:
            found.append(Happening(server_id=server_id, ends=SIGNED_OUT))
    elif is_signed_out:
        found.append(
            Happening(
                trigger="on_signinexpired",
                server_id=server_id,
                begins=SIGNED_OUT,
                extra=_reason(state.cause),
            )
        )
    return found


def remote_access_happening(
    server_id: ServerId, told: RemoteAccess, after_seconds: int
) -> Happening | None:
    """What a server says of its remote access is to notifiers; None while it is being set up."""
    if told.is_waiting:
        return None
    values = told.values()
    if told.reason:
        return Happening(
            trigger="on_extdown",
            server_id=server_id,
            begins=NO_REMOTE_ACCESS,
            extra=values,
            after_seconds=after_seconds,
        )
    return Happening(
        trigger="on_extup",
        server_id=server_id,
        ends=NO_REMOTE_ACCESS,
        calls_off="on_extdown",
        extra=values,
    )


def size_words(size: int) -> str:
    """A number of bytes in short.

    Examples:
        >>> size_words(999), size_words(12_345_678), size_words(5_000_000_000)
        ('999 bytes', '12.3 MB', '5.0 GB')
    """
    number, unit = float(size), 0
    while number >= KILO and unit < len(UNITS) - 1:
        number, unit = number / KILO, unit + 1
    return f"{number:.1f} {UNITS[unit]}" if unit else f"{size} bytes"


def _reason(reason: str) -> Mapping[str, object]:
    return {"reason": reason.rstrip(".")}


def _free(event: DiskLow) -> Mapping[str, object]:
    return {
        "disk_free": size_words(event.free_bytes),
        "disk_free_bytes": event.free_bytes,
        "disk_free_percent": event.free_percent,
    }


def _sign_in(name: str, address: str, device: str) -> Mapping[str, object]:
    return {"sign_in_name": name, "sign_in_address": address, "sign_in_device": device}
