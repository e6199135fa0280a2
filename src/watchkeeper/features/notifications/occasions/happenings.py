"""Events of servers and of the house as notifiers can be set off by them.

Some tell of a *trouble* that lasts: its start is told once, its end only to whom the start was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.standing import RemoteAccess
from watchkeeper.features.accounts.events import SignedInAnew, SignInLocked
from watchkeeper.features.monitoring import ServerState, Trouble
from watchkeeper.features.monitoring.events import GapClosed, GapOpened, ServerWentDown
from watchkeeper.features.system.events import BackupFailed, DiskFreed, DiskLow
from watchkeeper.plans.plan import PlanStopped
from watchkeeper.values import dataclass

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


def happening_of(event: object) -> Happening | None:
    """What an event is to notifiers; None: nothing."""
    made = MADE_OF.get(type(event))
    return made(event) if made else None


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


def _server_down(event: ServerWentDown) -> Happening:
    return Happening(
        trigger="on_intdown",
        server_id=event.server_id,
        begins=SERVER_DOWN,
        extra=_reason(event.cause),
    )


def _collection_stopped(event: GapOpened) -> Happening | None:
    if event.cause == Trouble.NOT_RUNNING:
        return None
    return Happening(
        trigger="on_collectionstop",
        server_id=event.server_id,
        begins=NOT_COLLECTING,
        extra=_reason(event.cause),
    )


def _collection_back(event: GapClosed) -> Happening:
    return Happening(trigger="on_collectionback", server_id=event.server_id, ends=NOT_COLLECTING)


def _backup_failed(event: BackupFailed) -> Happening:
    trigger = "on_plexpydbcorrupt" if event.is_corrupt else "on_backupfailed"
    return Happening(trigger=trigger, extra=_reason(event.reason))


def _disk_low(event: DiskLow) -> Happening:
    free = {
        "disk_free": size_words(event.free_bytes),
        "disk_free_bytes": event.free_bytes,
        "disk_free_percent": event.free_percent,
    }
    return Happening(trigger="on_lowdisk", begins=DISK, extra=free)


def _disk_freed(_event: DiskFreed) -> Happening:
    return Happening(ends=DISK)


def _plan_stopped(event: PlanStopped) -> Happening:
    plan = {"plan_id": event.plan_id, "plan_kind": event.kind}
    return Happening(trigger="on_safetystop", extra={**plan, **_reason(event.reason)})


def _signed_in(event: SignedInAnew) -> Happening:
    device = {"sign_in_device": event.device}
    return Happening(trigger="on_signin", extra={**device, **_sign_in(event)})


def _locked(event: SignInLocked) -> Happening:
    return Happening(trigger="on_lockout", extra=_sign_in(event))


def _sign_in(event: SignedInAnew | SignInLocked) -> Mapping[str, object]:
    return {"sign_in_name": event.name, "sign_in_address": event.address}


MADE_OF: Mapping[type, Callable[[Any], Happening | None]] = {  # Any: each takes its own event
    ServerWentDown: _server_down,
    GapOpened: _collection_stopped,
    GapClosed: _collection_back,
    BackupFailed: _backup_failed,
    DiskLow: _disk_low,
    DiskFreed: _disk_freed,
    PlanStopped: _plan_stopped,
    SignedInAnew: _signed_in,
    SignInLocked: _locked,
}
