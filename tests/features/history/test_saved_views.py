"""Saved views: named, told by name, deleted and brought back."""

from __future__ import annotations

import pytest

from tests.features.history.conftest import Record
from watchkeeper.errors import ConflictError, InputError, NotFoundError
from watchkeeper.features.history import SavedViews
from watchkeeper.features.history.saved_views import LONGEST_NAME, MOST


@pytest.fixture
def views(record: Record) -> SavedViews:
    return SavedViews(record.db, record.clock)


async def names(views: SavedViews) -> list[str]:
    return [view.name for view in await views.all()]


async def test_views_are_told_by_name(views: SavedViews) -> None:
    for name in ("west", "  The   east ", "Äpfel", "north"):
        await views.save(name, "kind=movie")
    assert await names(views) == ["north", "The east", "west", "Äpfel"]


async def test_a_deleted_view_comes_back_until_another_one_is_saved(views: SavedViews) -> None:
    view = await views.save("Films", "kind=movie")
    await views.delete(view.id)
    assert await names(views) == []
    await views.restore(view.id)
    assert await views.all() == [view]
    await views.delete(view.id)
    await views.save("Films", "kind=episode")
    with pytest.raises(NotFoundError):
        await views.restore(view.id)


async def test_what_cannot_be_a_view_is_refused_with_its_field(views: SavedViews) -> None:
    await views.save("Films", "kind=movie")
    for name, query, field in (
        ("", "kind=movie", "name"),
        ("x" * (LONGEST_NAME + 1), "kind=movie", "name"),
        ("None", "", "query"),
        ("Long", "x" * 5000, "query"),
    ):
        with pytest.raises(InputError) as refused:
            await views.save(name, query)
        assert refused.value.field == field
    with pytest.raises(ConflictError):
        await views.save("films", "kind=episode")
    for missing in (views.delete, views.restore):
        with pytest.raises(NotFoundError):
            await missing(99)


async def test_there_are_not_more_views_than_can_be_overlooked(views: SavedViews) -> None:
    for number in range(MOST):
        await views.save(f"View {number}", "kind=movie")
    with pytest.raises(ConflictError, match="delete one first"):
        await views.save("One more", "kind=movie")
