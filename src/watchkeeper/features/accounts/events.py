"""What others may want to know about accounts."""

from __future__ import annotations

from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class SetUpDone:
    """The owner's account was made: the set-up code is useless from now on."""

    owner: str


@dataclass(frozen=True, slots=True)
class SignedInAnew:
    """Somebody signed in with a device that had not signed in to this account before."""

    name: str
    address: str
    device: str  # what its browser calls itself


@dataclass(frozen=True, slots=True)
class SignInLocked:
    """So many sign-ins failed that further ones have to wait."""

    name: str
    address: str
