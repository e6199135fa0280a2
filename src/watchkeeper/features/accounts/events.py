"""What others may want to know about accounts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetUpDone:
    """The owner's account was made: the set-up code is useless from now on."""

    owner: str
