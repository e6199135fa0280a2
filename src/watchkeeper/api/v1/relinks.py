"""Linking plays anew after a library was rebuilt or moved, and merging libraries."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from pydantic import Field

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.shape import MOST_ROWS, Number, Paging, Part, Shape
from watchkeeper.api.v1.stated import number_of, text_of
from watchkeeper.domain.facts import SectionId
from watchkeeper.errors import NotFoundError
from watchkeeper.features.history import Candidate, Preview
from watchkeeper.features.history import RelinkOrder as Order
from watchkeeper.features.history import Scope as OurScope
from watchkeeper.features.history.relinking.matching import Confidence, Reason
from watchkeeper.features.libraries import Library, LibraryItem
from watchkeeper.features.system.jobs.job import Job


class Suggestion(Shape):
    """Many items of a server are gone, and there under other numbers."""

    server_id: int = Field(description="Number of the server.")
    items: int = Field(description="Items that can be linked for sure.")
    plays: int = Field(description="Plays of them.")


class Suggestions(Shape):
    """Where linking anew is worth it, as of the last reading of the libraries."""

    suggestions: list[Suggestion] = Field(description="All of them.")
    total: int = Field(description="How many there are.")


class Target(Shape):
    """An item of today."""

    server_id: int = Field(description="Number of its server.")
    rating_key: int = Field(description="Its number there.")
    section_id: int = Field(description="Number of its library.")
    media_type: str = Field(description="movie, episode or track.")
    full_title: str = Field(description="Title with that of its show or artist.")
    year: int | None = Field(description="Year of the item.")


class RelinkCandidate(Shape):
    """An item that is gone, and what it is today."""

    rating_key: int = Field(description="The number under which it was played.")
    section_id: int | None = Field(description="The library in which it was.")
    full_title: str | None = Field(description="Its title, as its plays state it.")
    year: int | None = Field(description="Its year, as its plays state it.")
    plays: int = Field(description="Plays of it.")
    is_certain: bool = Field(description="Whether it is linked unless you choose otherwise.")
    reason: Reason | None = Field(description="By what they are held to be one.")
    confidence: Confidence | None = Field(description="How sure that is; null: nothing found.")
    target: Target | None = Field(description="What it is today; null: nothing fits, or too much.")
    options: list[Target] = Field(description="All that fit, to choose from.")


class RelinkPreview(Part):
    """What linking anew would do; certain items first, then doubtful ones, then unmatched."""

    is_read: bool = Field(description="Whether the libraries were read in full; else: nothing.")
    plays: dict[str, int] = Field(
        description="Plays by what becomes of them: sure, likely, doubtful, unmatched."
    )
    candidates: list[RelinkCandidate] = Field(description="This part of them.")
    job_id: int | None = Field(
        default=None,
        description="Number of the job that works it out, for very many items: ask again when it"
        " is done; null: this is it.",
    )


class RelinkAsked(Paging):
    """Which plays: of a library, or of an item with all below it; without both of the server."""

    section_id: Number | None = Field(None, description="Number of a library.")
    rating_key: Number | None = Field(None, description="Number of an item.")


class Choice(Shape):
    """An item that is gone, and what it is to be."""

    rating_key: Number = Field(description="The number under which it was played.")
    target_server_id: Number = Field(description="Server of the item, one of its options.")
    target_rating_key: Number = Field(description="Number of the item there.")


class RelinkOrder(Shape):
    """What to link anew."""

    section_id: Number | None = Field(None, description="Only plays of this library.")
    rating_key: Number | None = Field(None, description="Only this item and all below it.")
    choices: list[Choice] | None = Field(
        min_length=1, max_length=MOST_ROWS, description="What to link; null: all that is certain."
    )


class IntoAsked(Paging):
    """The library to merge into."""

    into_server_id: Number = Field(description="Number of its server.")
    into_section_id: Number = Field(description="Its number there.")


class MergeOrder(Shape):
    """The library to merge into."""

    into_server_id: Number = Field(description="Number of its server.")
    into_section_id: Number = Field(description="Its number there.")
    with_rest: bool = Field(
        False, description="Move plays of items too that the other library does not have."
    )


class Moved(Shape):
    """Plays that were changed, or are being changed by a job."""

    plays: int = Field(description="How many plays; of a job, how many at most.")
    change_id: int | None = Field(
        description="Number in the audit trail, by which it can be undone; null: nothing to undo,"
        " or not yet."
    )
    job_id: int | None = Field(
        default=None,
        description="Number of the job that does it, for very many plays; null: it is done.",
    )


ServerPath = Annotated[Number, Path(description="Number of the server.")]
SectionPath = Annotated[Number, Path(description="Number of the library on its server.")]


async def list_relink_suggestions(asks: Asks) -> Suggestions:
    """List the servers on which many items are there under other numbers."""
    found = [
        Suggestion(server_id=one.server_id, items=one.items, plays=one.plays)
        for one in asks.app.relinks.suggestions
    ]
    return Suggestions(suggestions=found, total=len(found))


async def preview_relink(
    asks: Asks, server_id: ServerPath, asked: Annotated[RelinkAsked, Query()]
) -> RelinkPreview:
    """See which items that were played are gone, and what they are today."""
    scope = await _scope(asks, server_id, asked.section_id, asked.rating_key)
    return preview_of(await asks.app.link_previews.of(scope), asked)


async def relink(asks: Asks, server_id: ServerPath, wanted: RelinkOrder) -> Moved:
    """Link plays to the items of today, as one change that can be undone. Many take a job."""
    scope = await _scope(asks, server_id, wanted.section_id, wanted.rating_key)
    chosen = None
    if wanted.choices is not None:
        chosen = [
            (one.rating_key, (one.target_server_id, one.target_rating_key))
            for one in wanted.choices
        ]
    return await _moved(asks, Order(scope=scope, chosen=chosen))


async def preview_library_merge(
    asks: Asks,
    server_id: ServerPath,
    section_id: SectionPath,
    asked: Annotated[IntoAsked, Query()],
) -> RelinkPreview:
    """See what the items of a library are in another one."""
    source = await _library(asks, server_id, section_id, "section_id")
    into = await _library(asks, asked.into_server_id, asked.into_section_id, "into_section_id")
    return preview_of(await asks.app.link_previews.of(_merging(source, into)), asked)


async def merge_library(
    asks: Asks, server_id: ServerPath, section_id: SectionPath, wanted: MergeOrder
) -> Moved:
    """Move the history of a library into another, as one change that can be undone.

    That of very many plays takes a job.
    """
    source = await _library(asks, server_id, section_id, "section_id")
    into = await _library(asks, wanted.into_server_id, wanted.into_section_id, "into_section_id")
    return await _moved(asks, Order(scope=_merging(source, into), with_rest=wanted.with_rest))


def preview_of(found: Preview | Job, asked: Paging) -> RelinkPreview:
    """A part of a preview in the words of the API, or the job that makes it."""
    if isinstance(found, Job):
        return RelinkPreview(
            is_read=True, plays={}, candidates=[], total=0, offset=asked.offset, job_id=found.id
        )
    part = found.candidates[asked.offset : asked.offset + asked.limit]
    return RelinkPreview(
        is_read=found.is_read,
        plays=dict(found.plays),
        candidates=[candidate_of(one) for one in part],
        total=len(found.candidates),
        offset=asked.offset,
    )


def candidate_of(one: Candidate) -> RelinkCandidate:
    """An item that is gone in the words of the API."""
    match = one.match
    return RelinkCandidate(
        rating_key=one.lost.rating_key,
        section_id=one.lost.section_id,
        full_title=text_of(one.facts.get("full_title") or one.facts.get("title")),
        year=number_of(one.facts.get("year")),
        plays=one.lost.plays,
        is_certain=one.is_certain,
        reason=match.reason,
        confidence=match.confidence,
        target=None if match.target is None else target_of(match.target),
        options=[target_of(item) for item in match.options],
    )


def target_of(item: LibraryItem) -> Target:
    """An item of today in the words of the API."""
    return Target(
        server_id=item.server_id,
        rating_key=item.rating_key,
        section_id=item.section_id,
        media_type=item.media_type,
        full_title=item.full_title,
        year=item.year,
    )


async def _moved(asks: Caller, order: Order) -> Moved:
    begun = await asks.app.large_changes.link(order, asks.principal.name)
    return Moved(plays=begun.plays, change_id=begun.audit_id, job_id=begun.job_id)


async def _scope(
    asks: Caller, server_id: int, section_id: int | None, rating_key: int | None
) -> OurScope:
    server = await asks.server(server_id)
    section = None if section_id is None else SectionId(section_id)
    return OurScope(server_id=server.id, section_id=section, rating_key=rating_key)


def _merging(source: Library, into: Library) -> OurScope:
    return OurScope(
        server_id=source.server_id,
        section_id=source.section_id,
        into=(into.server_id, into.section_id),
    )


async def _library(asks: Caller, server_id: int, section_id: int, field: str) -> Library:
    server = await asks.server(server_id)
    library = await asks.app.libraries.get(server.id, SectionId(section_id))
    if library is None:
        raise NotFoundError(f"There is no library {section_id} on this server.", field=field)
    return library
