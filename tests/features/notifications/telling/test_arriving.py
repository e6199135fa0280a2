"""Which new items one message speaks of."""

from __future__ import annotations

import pytest

from watchkeeper.domain.facts import ServerId
from watchkeeper.features.notifications.telling.arriving import (
    Announcement,
    Arrived,
    announcements,
    families,
)

SHOW, FIRST, SECOND = 1, 10, 20


def came(key: int, parent: int | None = None, top: int | None = None, at: int = 0) -> Arrived:
    return Arrived(
        server_id=ServerId(1),
        rating_key=key,
        media_type="episode" if top else "movie",
        parent_rating_key=parent,
        grandparent_rating_key=top,
        arrived_at=at,
    )


EPISODE, NEXT, LATER = came(11, FIRST, SHOW), came(12, FIRST, SHOW), came(21, SECOND, SHOW)
WHOLE = came(SHOW)


@pytest.mark.parametrize(
    ("members", "by_top", "by_parent", "told"),
    [
        ([came(5)], True, True, [Announcement(5)]),
        ([EPISODE], True, True, [Announcement(11)]),
        ([WHOLE, EPISODE], True, True, [Announcement(11)]),
        ([EPISODE, NEXT], True, True, [Announcement(FIRST, (11, 12))]),
        ([EPISODE, NEXT], True, False, [Announcement(11), Announcement(12)]),
        ([EPISODE, LATER], True, True, [Announcement(SHOW, (FIRST, SECOND))]),
        ([EPISODE, LATER], False, True, [Announcement(11), Announcement(21)]),
    ],
)
def test_items_are_grouped_as_tautulli_does_it(
    members: list[Arrived], by_top: bool, by_parent: bool, told: list[Announcement]
) -> None:
    assert list(announcements(members, by_top=by_top, by_parent=by_parent)) == told


def test_f38_a_thousand_episodes_of_a_show_are_one_message() -> None:
    (family,) = families(came(100 + n, 10 + n % 7, SHOW, at=n) for n in range(1000))
    (told,) = announcements(family.members, by_top=True, by_parent=True)
    assert (told.rating_key, len(told.child_keys), family.last_at) == (SHOW, 7, 999)


def test_what_belongs_to_one_show_waits_together_and_films_alone() -> None:
    found = families([EPISODE, came(5), LATER, came(6)])
    assert [(each.top_key, len(each.members)) for each in found] == [(SHOW, 2), (5, 1), (6, 1)]
