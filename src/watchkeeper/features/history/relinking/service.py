"""Finding plays whose items got other numbers, and what those items are today (F19)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

import anyio.to_thread
import structlog

from watchkeeper.columns import defects
from watchkeeper.columns.columns import Columns
from watchkeeper.columns.defects import Lost, Place
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import InputError
from watchkeeper.features.history.corrections import Corrections
from watchkeeper.features.history.links import Link
from watchkeeper.features.history.relinking.candidates import MatchSearch
from watchkeeper.features.history.relinking.matching import Confidence, Old
from watchkeeper.features.history.relinking.preview import (
    Candidate,
    Extent,
    Preview,
    Scope,
    Target,
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
        lost = await self._lost(scope) or []
        return Extent(len(lost), sum(one.plays for one in lost))

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
        lost = await self._lost(scope)
        if lost is None:
            return Preview((), is_read=False)
        if only is not None:
            lost = [one for one in lost if one.rating_key in only]
        candidates: list[Candidate] = []
        for start in range(0, len(lost), PART):
            if tell is not None:
                await tell(start, len(lost))
            candidates += await self._candidates(scope, lost[start : start + PART])
        return Preview(tuple(sorted(candidates, key=_place)), is_read=True)

    async def link(
        self, scope: Scope, chosen: Mapping[int, Target | None] | None, who: str
    ) -> tuple[int, int | None]:
        """Link anew what the preview shows as certain; plays linked, and the audit entry.

        `chosen` names by old rating key what is linked instead, of the options of each; without
        it, all that is certain.

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
        chosen: Mapping[int, Target | None] | None,
        *,
        tell: Tell | None = None,
    ) -> dict[int, Link]:
        """What `link` gives each play; those that were linked already are not among them.

        Raises:
            InputError: an item was chosen that is none of its options.
        """
        preview = await self.preview(scope, only=chosen, tell=tell)
        targets = _targets(preview.candidates, chosen)
        numbers = await self._plays_of(scope, targets.keys())
        return {
            number: Link.to(item)
            for key, item in targets.items()
            for number in numbers.get(key, ())
        }

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
        keys = [one.lost.rating_key for one in preview.candidates]
        numbers = await self._plays_of(scope, keys)
        rest = Link(*into)
        return {
            number: Link.to(targets[key]) if key in targets else rest
            for key in keys
            if key in targets or with_rest
            for number in numbers.get(key, ())
        }

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

    async def _candidates(self, scope: Scope, lost: Sequence[Lost]) -> list[Candidate]:
        facts = await self._history.item_words([one.item for one in lost])
        last = await self._inventory.items(scope.server_id, [one.rating_key for one in lost])
        olds = [Old.of(one, facts[one.item], last.get(one.rating_key)) for one in lost]
        found = await MatchSearch(self._inventory, scope.into).matches(olds)
        return [
            Candidate(one, facts[one.item], match)
            for one, match in zip(lost, found, strict=True)
            if match.target is None or not _is_same(one, match.target)
        ]

    async def _lost(self, scope: Scope) -> list[Lost] | None:
        """The items that are gone; None before the libraries were read in full."""
        if scope.into is None and not await self._inventory.is_whole(scope.server_id):
            return None
        present = set() if scope.into else await self._inventory.keys(scope.server_id)
        place = Place(scope.server_id, scope.section_id)

        def look() -> list[Lost]:
            return self._columns.ask(
                lambda plays, _groups: defects.lost(plays, place, present, scope.rating_key)
            )

        return await anyio.to_thread.run_sync(look)

    async def _plays_of(self, scope: Scope, keys: Collection[int]) -> dict[int, list[int]]:
        place = Place(scope.server_id, scope.section_id)

        def look() -> dict[int, list[int]]:
            return self._columns.ask(lambda plays, _groups: defects.plays_of(plays, place, keys))

        return await anyio.to_thread.run_sync(look)


def _targets(
    candidates: Sequence[Candidate], chosen: Mapping[int, Target | None] | None
) -> dict[int, LibraryItem]:
    """By old rating key what its plays are to stand for."""
    if chosen is None:
        return {
            one.lost.rating_key: one.match.target
            for one in candidates
            if one.is_certain and one.match.target is not None
        }
    found: dict[int, LibraryItem] = {}
    for one in candidates:
        wanted = chosen.get(one.lost.rating_key)
        if wanted is None:
            continue
        options = {(item.server_id, item.rating_key): item for item in one.match.options}
        if wanted not in options:
            raise InputError("Choose one of the items that were found.", field="target")
        found[one.lost.rating_key] = options[wanted]
    return found


def _is_same(lost: Lost, item: LibraryItem) -> bool:
    return (lost.server_id, lost.rating_key) == (item.server_id, item.rating_key)


def _place(one: Candidate) -> tuple[int, int]:
    order = (Confidence.SURE, Confidence.LIKELY, Confidence.DOUBTFUL)
    confidence = one.match.confidence
    return (order.index(confidence) if confidence else len(order), -one.lost.plays)
