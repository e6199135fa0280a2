"""What people watched, each counted once whatever accounts they have."""

from __future__ import annotations

from collections.abc import Sequence

import anyio.to_thread

from watchkeeper.columns.columns import Columns
from watchkeeper.columns.figures.persons import Accounts, tally_devices, tally_people
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """One person's plays; continued plays count as one."""

    plays: int
    seconds: int  # watch time
    first_seen: int  # UTC seconds; oldest start
    last_seen: int  # UTC seconds; newest start
    newest_id: int  # number of the play that started last
    places: int  # different addresses


@dataclass(frozen=True, slots=True)
class DeviceFigures:
    """All plays on one device; devices of one player, product and platform are one."""

    player: str | None
    product: str | None
    platform: str | None
    plays: int
    seconds: int  # watch time
    first_seen: int  # UTC seconds
    last_seen: int  # UTC seconds


class PeopleFigures:
    """Counts by person and by device; every number comes from the columns."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    async def table(
        self, people: Sequence[Accounts], wanted: HistoryFilter | None = None
    ) -> dict[int, PersonFigures]:
        """By place in `people`; whoever has no plays is left out."""
        meant = wanted or HistoryFilter()

        def count() -> dict[int, PersonFigures]:
            found = self._columns.ask(
                lambda plays, groups: tally_people(plays, groups, meant, people)
            )
            return {
                place: PersonFigures(
                    plays=one.numbers.plays,
                    seconds=one.numbers.seconds,
                    first_seen=one.numbers.first_started,
                    last_seen=one.numbers.last_started,
                    newest_id=one.numbers.newest_id,
                    places=one.places,
                )
                for place, one in found.items()
            }

        return await anyio.to_thread.run_sync(count)

    async def devices(self, wanted: HistoryFilter) -> list[DeviceFigures]:
        """On which devices the plays ran, the one used last first."""

        def count() -> list[DeviceFigures]:
            found = self._columns.ask(lambda plays, groups: tally_devices(plays, groups, wanted))
            devices = [
                DeviceFigures(*name, one.plays, one.seconds, one.first_started, one.last_started)
                for name, one in found.items()
            ]
            return sorted(devices, key=lambda one: -one.last_seen)

        return await anyio.to_thread.run_sync(count)
