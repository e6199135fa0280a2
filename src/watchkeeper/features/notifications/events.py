"""What features that stand on this one publish, so that notifiers are set off by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from watchkeeper.domain.facts import ServerId
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ToBeTold:
    """Something for which there is a trigger; `values` are its parameters by name."""

    trigger: str  # on_...
    server_id: ServerId | None = None  # None: the notifiers of every server
    values: Mapping[str, str | int] = field(default_factory=dict)
