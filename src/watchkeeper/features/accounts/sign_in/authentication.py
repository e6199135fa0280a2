"""Checking names and passwords: throttled, logged, and silent about what was wrong."""

from __future__ import annotations

import structlog

from watchkeeper.db.database import Database
from watchkeeper.errors import AccessError
from watchkeeper.features.accounts import queries
from watchkeeper.features.accounts.events import SignInLocked
from watchkeeper.features.accounts.queries import Account
from watchkeeper.features.accounts.sessions.signing import DeviceMarks
from watchkeeper.features.accounts.sign_in import sign_ins
from watchkeeper.features.accounts.sign_in.addresses import place_of
from watchkeeper.features.accounts.sign_in.passwords import Passwords
from watchkeeper.features.accounts.sign_in.sign_ins import Attempt, Client
from watchkeeper.features.accounts.sign_in.throttle import (
    Bucket,
    Throttle,
    device_bucket,
    name_bucket,
    place_bucket,
)
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

KNOWN_PLACE_SECONDS = 90 * 86_400


@dataclass(frozen=True, slots=True)
class AuthenticationParts:
    """What checking needs."""

    db: Database
    clock: Clock
    bus: Bus
    passwords: Passwords
    devices: DeviceMarks
    throttle: Throttle


class Authentication:
    """Tells whether a name and a password belong together."""

    def __init__(self, parts: AuthenticationParts) -> None:
        self._db = parts.db
        self._clock = parts.clock
        self._bus = parts.bus
        self._passwords = parts.passwords
        self._devices = parts.devices
        self._throttle = parts.throttle

    async def check(self, name: str, password: str, client: Client) -> Account:
        """The account.

        Raises:
            AccessError: name or password is wrong; neither answer nor time tell which.
            ThrottledError: tried too often; nothing was checked or logged.
        """
        buckets = await self._buckets(name, client)
        self._throttle.take(*buckets)
        account = await self._db.read(queries.account_named, name)
        stored = account.password_hash if account else None
        if not await self._passwords.is_right(stored, password) or account is None:
            attempt = Attempt(instant(self._clock), name, client)
            await self._db.write(sign_ins.write_attempt, attempt)
            log.warning("sign-in failed", address=client.ip_address)
            if self._throttle.has_just_filled(*buckets):
                self._bus.publish(SignInLocked(name, client.ip_address))
            raise AccessError("The name or the password is wrong.")
        self._throttle.give_back(*buckets)
        return account

    async def _buckets(self, name: str, client: Client) -> tuple[Bucket, ...]:
        device = self._devices.device_of(client.device, name)
        if device is not None:
            return (device_bucket(device),)
        place = place_of(client.ip_address)
        since = instant(self._clock) - KNOWN_PLACE_SECONDS
        if await self._db.read(sign_ins.is_place_known, name, place, since):
            return (place_bucket(place),)
        return place_bucket(place), name_bucket(name)
