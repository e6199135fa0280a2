"""Saved views: filters of the history with a name."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import Field

from watchkeeper.api.v1.caller import Asks
from watchkeeper.api.v1.shape import Number, Shape, Text


class View(Shape):
    """A filter of the history with a name."""

    id: int = Field(description="Number of the view.")
    name: str = Field(description="What its owner called it.")
    query: str = Field(description="Query of the address of the history page, /history?….")


class ViewList(Shape):
    """Views, by name."""

    views: list[View] = Field(description="All of them.")
    total: int = Field(description="How many there are.")


class NewView(Shape):
    """A filter to be kept."""

    name: Text = Field(description="A name that no other view has.")
    query: Text = Field(description="Query of the address of the history page, e.g. kind=movie.")


ViewPath = Annotated[Number, Path(description="Number of the view.")]


async def list_views(asks: Asks) -> ViewList:
    """List the saved views."""
    views = [
        View(id=one.id, name=one.name, query=one.query) for one in await asks.app.saved_views.all()
    ]
    return ViewList(views=views, total=len(views))


async def save_view(asks: Asks, wanted: NewView) -> View:
    """Save a filter under a name."""
    made = await asks.app.saved_views.save(wanted.name, wanted.query.removeprefix("?"))
    return View(id=made.id, name=made.name, query=made.query)


async def delete_view(asks: Asks, view_id: ViewPath) -> ViewList:
    """Delete a saved view."""
    await asks.app.saved_views.delete(view_id)
    return await list_views(asks)
