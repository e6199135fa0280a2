"""The server's own history: one line per completed view."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from typing import TypeAlias

from watchkeeper.demo.items import Item
from watchkeeper.values import dataclass

ViewRow: TypeAlias = tuple[Item, int, int, int]
"""Item, account, device and time of a view."""


@dataclass(frozen=True, slots=True)
class View:
    """A completed view: who, what and when."""

    viewed_at: int
    number: int
    account_id: int
    device_id: int
    item: Item


class Views:
    """All completed views in order of time."""

    def __init__(self) -> None:
        self._views: list[View] = []
        self._next = 1

    def record(self, item: Item, account_id: int, device_id: int, viewed_at: int) -> None:
        """Note that an account has watched an item."""
        view = View(viewed_at, self._next, account_id, device_id, item)
        insort(self._views, view, key=_place)
        self._next += 1

    def newest_first(
        self,
        *,
        account_id: int | None = None,
        section_id: int | None = None,
        item_key: int | None = None,
        since: int | None = None,
    ) -> list[View]:
        """The views that fit; an item's own key or that of what it belongs to."""

        def fits(view: View) -> bool:
            return (
                account_id in (None, view.account_id)
                and section_id in (None, view.item.section_id)
                and (since is None or view.viewed_at >= since)
                and item_key
                in (None, view.item.rating_key, view.item.parent_key, view.item.grandparent_key)
            )

        return [view for view in reversed(self._views) if fits(view)]

    def extend(self, rows: Iterable[ViewRow]) -> None:
        """Note many views at once."""
        for item, account_id, device_id, viewed_at in rows:
            self._views.append(View(viewed_at, self._next, account_id, device_id, item))
            self._next += 1
        self._views.sort(key=_place)


def _place(view: View) -> tuple[int, int]:
    return view.viewed_at, view.number
