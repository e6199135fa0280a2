"""Finding plays whose items got other numbers, and what those items are today (F19)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence

import anyio.to_thread
import structlog

from watchkeeper.columns.columns import Columns
from watchkeeper.columns.items.lost import Lost, Place, Shelf, lost, plays_of
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import InputError
from watchkeeper.features.history.corrections import Corrections
from watchkeeper.features.history.links import Link
from watchkeeper.features.history.relinking.candidates import MatchSearch
from watchkeeper.features.history.relinking.matching import Confidence, Old
from watchkeeper.features.history.relinking.preview import (
    Candidate,
    Choices,
    Extent,
    Preview,
    Scope,
    checked_into,
)
from watchkeeper.features.history.service import History
from watchkeeper.features.libraries import Inventory, LibraryItem, StockTaken
from watchkeeper.runtime.bus import Bus
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

ENOUGH_ITEMS = 5
"""From so many vanished items on that are there under another number it is worth a word."""

MOST_AT_ONCE = 2000
"""What more items than this are today is looked for by a job."""
PART = 1000
"""Items that are looked for together."""

Tell = Callable[[int, int], Awaitable[None]]
"""Hears how many items were looked for, and how many there are."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Many items of a server are gone and there under other numbers."""

    server_id: ServerId
    items: int
    plays: int


class Relinks:
    """Previews and does it; each time one change that `History.undo` takes back."""

    def __init__(
        self, columns: Columns, history: History, inventory: Inventory, by: Corrections, bus: Bus
    ) -> None:
        self._columns = columns
        self._history = history
        self._inventory = inventory
        self._corrections = by
        self._suggested: dict[ServerId, Suggestion] = {}
        self._stale: set[ServerId] = set()
        bus.listen(StockTaken, lambda event: self._stale.add(event.server_id))

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """What was found when libraries were last read; costs nothing."""
        return tuple(self._suggested.values())

    async def extent(self, scope: Scope) -> Extent:
        """How much a preview looks at: told at once, however much it is."""
        found = await self._lost(scope) or []
        return Extent(len(found), sum(one.plays for one in found))

    async def preview(
        self,
        scope: Scope,
        *,
        only: Collection[int] | None = None,
        tell: Tell | None = None,
    ) -> Preview:
        """Which items are gone, and what they are today.

        `only` are the old rating keys that are looked at; `tell` hears how far it is. Ten
        thousand items take about two seconds.
        """
        found = await self._lost(scope)
        if found is None:
            return Preview((), is_read=False)
        if only is not None:
            found = [one for one in found if one.rating_key in only]
        candidates: list[Candidate] = []
        for start in range(0, len(found), PART):
            if tell is not None:
                await tell(start, len(found))
            candidates += await self._candidates(scope, found[start : start + PART])
        return Preview(tuple(sorted(candidates, key=_place)), is_read=True)

    async def link(self, scope: Scope, chosen: Choices | None, who: str) -> tuple[int, int | None]:
        """Link anew what the preview shows as certain; plays linked, and the audit entry.

        `chosen` names what is linked instead, of the options of each item; without it, all that
        is certain.

        Raises:
            InputError: an item was chosen that is none of its options.
        """
        links = await self.links(scope, chosen)
        if not links:
            return 0, None
        audit_id = await self._corrections.move(links, who)
        self.look_anew(scope.server_id)
        return len(links), audit_id

    async def links(
        self,
        scope: Scope,
        chosen: Choices | None,
        *,
        tell: Tell | None = None,
    ) -> dict[int, Link]:
        """What `link` gives each play; those that were linked already are not among them.

        Raises:
            InputError: an item was chosen that is none of its options.
        """
        only = None if chosen is None else {key for key, _ in chosen}
        preview = await self.preview(scope, only=only, tell=tell)
        targets = _targets(preview.candidates, chosen)
        return await self._links(scope, {number: Link.to(item) for number, item in targets.items()})

    def look_anew(self, server_id: ServerId) -> None:
        """Let `tend` look at a server again."""
        self._stale.add(server_id)

    async def merge(self, scope: Scope, who: str, *, with_rest: bool) -> tuple[int, int | None]:
        """Move the history of a library into another; plays moved, and the audit entry.

        `with_rest`: plays whose items the other library does not have come along as they are.

        Raises:
            InputError: no library was named, or it would be merged into itself.
        """
        links = await self.merge_links(scope, with_rest=with_rest)
        return (len(links), await self._corrections.move(links, who)) if links else (0, None)

    async def merge_links(
        self, scope: Scope, *, with_rest: bool, tell: Tell | None = None
    ) -> dict[int, Link]:
        """What `merge` gives each play; those that were moved already are not among them.

        Raises:
            InputError: as `merge` does.
        """
        into = checked_into(scope)
        preview = await self.preview(scope, tell=tell)
        targets = _targets(preview.candidates, None)
        rest = Link(*into)
        wanted = {
            number: Link.to(targets[number]) if number in targets else rest
            for one in preview.candidates
            for number in one.lost.descriptions
            if number in targets or with_rest
        }
        return await self._links(scope, wanted)

    async def tend(self) -> None:
        """Look anew for what may be linked, of servers whose libraries were read."""
        while self._stale:
            server_id = self._stale.pop()
            preview = await self.preview(Scope(server_id=server_id))
            certain = [one for one in preview.candidates if one.is_certain]
            if len(certain) < ENOUGH_ITEMS:
                self._suggested.pop(server_id, None)
                continue
            plays = sum(one.lost.plays for one in certain)
            self._suggested[server_id] = Suggestion(server_id, len(certain), plays)

    async def _candidates(self, scope: Scope, found: Sequence[Lost]) -> list[Candidate]:
        facts = await self._history.item_words([one.item for one in found])
        last = await self._inventory.items(scope.server_id, [one.rating_key for one in found])
        olds = [Old.of(one, facts[one.item], last.get(one.rating_key)) for one in found]
        matches = await MatchSearch(self._inventory, scope.into).matches(olds)
        candidates = [
            Candidate(one, facts[one.item], match)
            for one, match in zip(found, matches, strict=True)
        ]
        if scope.into is not None:
            return candidates
        taken = {key for key, item in last.items() if item.is_there}
        return [one for one in candidates if one.lost.rating_key not in taken or _is_elsewhere(one)]

    async def _lost(self, scope: Scope) -> list[Lost] | None:
        """The items that are gone; None before the libraries were read in full."""
        if scope.into is None and not await self._inventory.is_whole(scope.server_id):
            return None
        shelf = Shelf.of(()) if scope.into else await self._inventory.shelf(scope.server_id)
        place = Place(scope.server_id, scope.section_id)

        def look() -> list[Lost]:
            return self._columns.ask(
                lambda plays, _groups: lost(plays, place, shelf, scope.rating_key)
            )

        return await anyio.to_thread.run_sync(look)

    async def _links(self, scope: Scope, wanted: Mapping[int, Link]) -> dict[int, Link]:
        """From what descriptions are to be to what their plays are to be."""
        place = Place(scope.server_id, scope.section_id)

        def look() -> dict[int, list[int]]:
            return self._columns.ask(lambda plays, _groups: plays_of(plays, place, wanted))

        numbers = await anyio.to_thread.run_sync(look)
        return {number: wanted[one] for one, numbers_ in numbers.items() for number in numbers_}


def _targets(candidates: Sequence[Candidate], chosen: Choices | None) -> dict[int, LibraryItem]:
    """What plays are to stand for, by the numbers of their descriptions."""
    found: dict[int, LibraryItem] = {}
    options = _certain(candidates) if chosen is None else _chosen(candidates, chosen)
    for one, item in options:
        found |= dict.fromkeys(one.lost.descriptions, item)
    return found


def _certain(candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, LibraryItem]]:
    for one in candidates:
        if one.is_certain and one.match.target is not None:
            yield one, one.match.target


def _chosen(
    candidates: Iterable[Candidate], chosen: Choices
) -> Iterator[tuple[Candidate, LibraryItem]]:
    """Several items may have had one number: a choice is for those that may be what it names."""
    by_key: defaultdict[int, list[Candidate]] = defaultdict(list)
    for one in candidates:
        by_key[one.lost.rating_key].append(one)
    for key, target in chosen:
        meant = [
            (one, item)
            for one in by_key[key]
            for item in one.match.options
            if (item.server_id, item.rating_key) == target
        ]
        if by_key[key] and not meant:
            raise InputError("Choose one of the items that were found.", field="target")
        yield from meant


def _is_elsewhere(one: Candidate) -> bool:
    """Whether an item whose number is that of something else now is there by another number."""
    own = (one.lost.server_id, one.lost.rating_key)
    keys = [(item.server_id, item.rating_key) for item in one.match.options]
    return bool(keys) and own not in keys


def _place(one: Candidate) -> tuple[int, int]:
    order = (Confidence.SURE, Confidence.LIKELY, Confidence.DOUBTFUL)
    confidence = one.match.confidence
    return (order.index(confidence) if confidence else len(order), -one.lost.plays)
