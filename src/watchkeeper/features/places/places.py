"""Where people watch: the places of addresses, as the owner's database tells them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import anyio.to_thread

from watchkeeper.columns.columns import Columns
from watchkeeper.domain.place import NOWHERE, Place
from watchkeeper.errors import InputError, MalformedError
from watchkeeper.features.places.reading import Open, Reading, stamp_of
from watchkeeper.features.preferences import Location, Preferences, PreferencesChanged
from watchkeeper.runtime.bus import Bus
from watchkeeper.values import dataclass

FILE_FIELD = "database_file"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseState:
    """The database as it is used now; `problem` says why none is."""

    is_on: bool
    path: str = ""
    kind: str = ""  # as its maker names it
    has_cities: bool = False
    built_at: int | None = None  # UTC seconds
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceAsked:
    """Which places are meant, by their keys; each that is not empty must hold."""

    countries: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.countries or self.cities)

    def fits(self, place: Place) -> bool:
        """Whether a place is one of these."""
        is_country = not self.countries or place.country_key in self.countries
        return is_country and (not self.cities or place.city_key in self.cities)


class Places:
    """Answers where addresses are. While that is switched off it knows nothing, and reads nothing.

    A relative path of the database is one within the data folder.
    """

    def __init__(
        self, preferences: Preferences, columns: Columns, folder: Path, open_database: Open
    ) -> None:
        self._preferences = preferences
        self._columns = columns
        self._folder = folder
        self._open = open_database
        self._reading = Reading(open_database)
        preferences.check_by(Location, self._check)

    def listen(self, bus: Bus) -> None:
        """Forget what was looked up as soon as the owner chooses otherwise."""

        def follow(event: PreferencesChanged) -> None:
            if event.group is Location:
                self._reading.forget()

        bus.listen(PreferencesChanged, follow)

    @property
    def is_on(self) -> bool:
        """Whether places are looked up."""
        wanted = self._preferences.group(Location)
        return wanted.local_lookup and bool(wanted.database_file)

    async def of(self, addresses: Iterable[str | None]) -> dict[str | None, Place]:
        """The places of addresses, NOWHERE for what is in none; empty without a database."""
        path = self._path()
        if path is None:
            return {}
        wanted = set(addresses)
        texts = {text for text in wanted if text}
        found = await anyio.to_thread.run_sync(self._reading.places, path, texts)
        if found is None:
            return {}
        return {text: found[text] if text else NOWHERE for text in wanted}

    async def one(self, address: str) -> Place | None:
        """The place of one address; None while there is no database."""
        return (await self.of([address])).get(address)

    def known(self, address: str | None) -> Place | None:
        """What is known of an address without waiting; None when it was not looked up yet."""
        return self._reading.known(address) if self.is_on and address else None

    async def words(self, also: Collection[str | None] = ()) -> frozenset[str]:
        """How the places of all addresses in the record, and of some others, are called."""
        if not self.is_on:
            return frozenset()
        await self.of([*await anyio.to_thread.run_sync(self._recorded), *also])
        return self._reading.words()

    async def countries(self) -> list[Place]:
        """The countries of all addresses in the record, by name."""
        if not self.is_on:
            return []
        found = await self.of(await anyio.to_thread.run_sync(self._recorded))
        # many addresses share a place: told apart as objects, which is faster than by their words
        different = {id(one): one for one in found.values()}.values()
        known = {one.country_key: one.of_country for one in different if one.code}
        return sorted(known.values(), key=lambda one: one.country_words.casefold())

    async def addresses_in(
        self, asked: PlaceAsked, also: Collection[str | None] = ()
    ) -> frozenset[str | None]:
        """Those addresses of the record, and of some others, that are in a place."""
        if not self.is_on:
            return frozenset()
        recorded = await anyio.to_thread.run_sync(self._recorded)
        found = await self.of([*recorded, *also])
        return frozenset(address for address, place in found.items() if asked.fits(place))

    async def state(self) -> DatabaseState:
        """The database that is used now."""
        wanted = self._preferences.group(Location)
        if not self.is_on:
            return DatabaseState(is_on=False, path=wanted.database_file)
        try:
            path = self._located(wanted.database_file)
        except InputError as error:
            return DatabaseState(is_on=True, path=wanted.database_file, problem=error.sentence)
        found, problem = await anyio.to_thread.run_sync(self._reading.database, path)
        if found is None:
            return DatabaseState(is_on=True, path=str(path), problem=problem)
        return DatabaseState(
            is_on=True,
            path=str(path),
            kind=found.kind,
            has_cities=found.has_cities,
            built_at=found.built_at,
        )

    async def forget(self) -> None:
        """Forget all addresses; they are looked up again when they are shown."""
        await anyio.to_thread.run_sync(self._reading.forget)

    def _recorded(self) -> list[str | None]:
        return self._columns.ask(lambda plays, _groups: plays.words["ip_address"].all())

    def _path(self) -> Path | None:
        if not self.is_on:
            return None
        try:
            return self._located(self._preferences.group(Location).database_file)
        except InputError:
            return None

    def _located(self, text: str) -> Path:
        """The file that a path means.

        Raises:
            InputError: it leaves the data folder without being a whole path.
        """
        path = Path(text)
        if path.is_absolute():
            return path
        folder = self._folder.resolve()
        found = (folder / path).resolve()
        if not found.is_relative_to(folder):
            raise InputError(
                "This leads out of the data folder: give the whole path, beginning with “/”.",
                field=FILE_FIELD,
            )
        return found

    async def _check(self, wanted: Location) -> None:
        """Refuse a database that cannot be used, before it is used."""
        if not wanted.local_lookup:
            return
        if not wanted.database_file:
            raise InputError("Name the file that places are looked up in.", field=FILE_FIELD)
        path = self._located(wanted.database_file)
        try:
            await anyio.to_thread.run_sync(self._try, path)
        except MalformedError as error:
            raise InputError(
                "%(path)s: %(reason)s", path=path, reason=error, field=FILE_FIELD
            ) from error

    def _try(self, path: Path) -> None:
        if stamp_of(path) is None:
            raise MalformedError("There is no such file.")
        self._open(path).close()
