"""A picture at a service that shows it to everybody who has its address."""

from __future__ import annotations

from dataclasses import field

from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Uploaded:
    """Where everybody sees it, and by what it is deleted there."""

    url: str
    handle: str = field(repr=False)
