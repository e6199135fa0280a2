"""To whom and over which way a stream goes: player, device, network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchkeeper.features.monitoring import LiveSession
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass
from watchkeeper.web.words import bitrate, joined

Known = Mapping[str, Any]  # Any: facts as the server states them, of several types
PLACES = {"lan": N_("local"), "wan": N_("remote"), "cellular": N_("remote, mobile network")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """In words, "" where it is not known."""

    player: str
    device: str
    is_local: bool
    location: str
    is_secure: bool | None
    address: str
    bandwidth: str


def connection_of(live: LiveSession) -> Connection:
    """How a stream reaches its viewer."""
    player, facts = live.observed.player, live.observed.facts
    secure = facts.get("secure")
    return Connection(
        player=joined(*dict.fromkeys((player.player or "", product_words(live))))
        or _("Unknown player"),
        device=joined(*dict.fromkeys((str(facts.get("device") or ""), _platform(live)))),
        is_local=facts.get("location") == "lan",
        location=place_words(facts.get("location"), facts.get("relayed")) or _("place not known"),
        is_secure=None if secure in (None, "") else bool(secure),
        address=live.observed.ip_address or "",
        bandwidth=bitrate(_kbps(facts)),
    )


def product_words(live: LiveSession) -> str:
    """Name and version of the app."""
    player = live.observed.player
    return " ".join(part for part in (player.product, player.product_version) if part)


def place_words(location: object, relayed: object) -> str:
    """Local, remote, and whether Plex passes it on; "" when it is not known."""
    text = _(PLACES.get(str(location or ""), ""))
    if relayed:
        return _("%(place)s, through Plex Relay", place=text or _("remote"))
    return text


def note_of(facts: Known) -> str:
    """Whether another version than the file itself is played."""
    if facts.get("synced_version"):
        return joined(_("Downloaded version"), str(facts.get("synced_version_profile") or ""))
    if facts.get("optimized_version"):
        return joined(_("Optimised version"), str(facts.get("optimized_version_title") or ""))
    return ""


def _platform(live: LiveSession) -> str:
    player = live.observed.player
    return " ".join(part for part in (player.platform, player.platform_version) if part)


def _kbps(facts: Known) -> float | None:
    value = facts.get("bandwidth")
    return float(value) if isinstance(value, int | float) else None
