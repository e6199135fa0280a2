"""Preferences: read anywhere at no cost, changed without restart, some fixed from outside."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar, cast

import structlog

from watchkeeper.db.database import Database
from watchkeeper.errors import ConflictError, InputError, NotFoundError
from watchkeeper.features.preferences import queries
from watchkeeper.features.preferences.catalogue import PreferenceField, field_of
from watchkeeper.features.preferences.events import PreferencesChanged
from watchkeeper.features.preferences.fields import Group
from watchkeeper.features.preferences.groups import GROUPS
from watchkeeper.features.preferences.names import Place, place_of
from watchkeeper.features.preferences.tautulli_names import WITHOUT_MEANING
from watchkeeper.reading import UnfitError, read_fields
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock, instant

log = structlog.get_logger(__name__)

G = TypeVar("G", bound=Group)
Check = Callable[[Any], Awaitable[None]]  # Any: a group of the kind that is checked
"""Looks whether values can be used; raises InputError with the field when they cannot."""


class Preferences:
    """What the owner chose.

    `fixed` are values from outside by name (ours or Tautulli's), as text: they win, and cannot be
    changed here.

    Raises:
        InputError: `fixed` names no preference, or a value does not fit; `field` is the name.
    """

    def __init__(self, db: Database, bus: Bus, clock: Clock, fixed: Mapping[str, str]) -> None:
        self._db = db
        self._bus = bus
        self._clock = clock
        self._fixed = fixed_values(fixed)
        stored = db.read_now(queries.stored_values)
        self._groups = {group: self._assembled(group, stored) for group in GROUPS}
        self._checks: dict[type[Group], Check] = {}

    def check_by(self, kind: type[G], check: Callable[[G], Awaitable[None]]) -> None:
        """Ask this before values of a group are kept that depend on the world outside."""
        self._checks[kind] = check

    def group(self, kind: type[G]) -> G:
        """The present values of a group."""
        return cast(G, self._groups[kind])  # each group is kept under its own type

    def is_fixed(self, name: str) -> bool:
        """Whether the preference of that name is fixed from outside."""
        return place_of(name) in self._fixed

    async def change(
        self, kind: type[Group], values: Mapping[str, object], who: str
    ) -> tuple[int, ...]:
        """Give fields of a group new values; all of them, or none.

        Returns the numbers of the changes on record, which `undo` takes; none when all stays.

        Raises:
            InputError: a value does not fit; `field` names it.
            ConflictError: a value is fixed from outside.
        """
        return await self._change(kind, values, queries.Stamp(who, instant(self._clock)))

    async def undo(self, audit_id: int, who: str) -> str:
        """Give a preference the value that it had before a change; returns its full name.

        Raises:
            ConflictError: the change was taken back already, or the preference is fixed by now.
            NotFoundError: there is no such change.
        """
        found = await self._db.read(queries.open_change, audit_id)
        place = place_of(found[0]) if found else None
        if found is None or place is None:
            raise NotFoundError(
                "There is no change %(audit_id)s that can be taken back.", audit_id=audit_id
            )
        stamp = queries.Stamp(who, instant(self._clock), audit_id)
        await self._change(place.group, {place.field: found[1]}, stamp)
        return place.name

    async def _change(
        self, kind: type[Group], values: Mapping[str, object], stamp: queries.Stamp
    ) -> tuple[int, ...]:
        before = self._groups[kind]
        for field in values:
            self._refuse_fixed(Place(kind, field))
        after = replace(before, **_read(kind, values))
        changed = {field for field in values if getattr(after, field) != getattr(before, field)}
        if not changed:
            return ()
        if kind in self._checks:
            await self._checks[kind](after)
        entries = await self._db.write(
            queries.store_values,
            _by_name(kind, after, changed),
            _by_name(kind, before, changed),
            stamp,
        )
        self._groups[kind] = after
        log.info("preferences changed", group=kind.name, fields=sorted(changed), who=stamp.who)
        self._bus.publish(PreferencesChanged(kind, frozenset(changed)))
        return tuple(entries)

    def catalogue(self) -> list[PreferenceField]:
        """All fields with their words, defaults, bounds, present values and locks."""
        return [
            field_of(
                Place(group, field), getattr(values, field), Place(group, field) in self._fixed
            )
            for group, values in self._groups.items()
            for field in group.names()
        ]

    def _refuse_fixed(self, place: Place) -> None:
        if place in self._fixed:
            raise ConflictError(
                "%(name)s is fixed by WATCHKEEPER_SET and cannot be changed here.",
                name=place.field,
                field=place.field,
            )

    def _assembled(self, group: type[Group], stored: Mapping[str, object]) -> Group:
        """Defaults, then what is stored, then what is fixed; what no longer fits is left out."""
        values: dict[str, object] = {}
        for field in group.names():
            place = Place(group, field)
            if place in self._fixed:
                values[field] = self._fixed[place]
            elif place.name in stored and _fits(place, stored[place.name]):
                values[field] = stored[place.name]
        return checked(group, values)


def fixed_values(fixed: Mapping[str, str]) -> dict[Place, object]:
    """Values from outside by place, checked.

    Raises:
        InputError: no preference of that name, or a value that does not fit.
    """
    values: dict[Place, object] = {}
    for name, text in fixed.items():
        place = place_of(name)
        if place is None and name.strip().lower() not in WITHOUT_MEANING:
            raise InputError("There is no preference called %(name)s.", name=name, field=name)
        if place is None:
            log.warning("setting of Tautulli without meaning here", name=name)
            continue
        try:
            values[place] = getattr(checked(place.group, {place.field: text}), place.field)
        except InputError as error:
            raise InputError("%(name)s: %(reason)s", name=name, reason=error, field=name) from error
    return values


def checked(group: type[G], values: Mapping[str, object]) -> G:
    """The group with these values, defaults for the rest.

    Raises:
        InputError: a value does not fit; `field` names it.
    """
    return replace(group(), **_read(group, values))


def _read(group: type[Group], values: Mapping[str, object]) -> dict[str, Any]:
    try:
        return read_fields(group, values)
    except UnfitError as error:
        raise InputError(error.sentence, field=error.field) from error


def _fits(place: Place, value: object) -> bool:
    try:
        checked(place.group, {place.field: value})
    except InputError as error:
        log.warning("stored preference left out", name=place.name, reason=str(error))
        return False
    return True


def _by_name(kind: type[Group], values: Group, fields: set[str]) -> dict[str, object]:
    return {Place(kind, field).name: getattr(values, field) for field in sorted(fields)}
