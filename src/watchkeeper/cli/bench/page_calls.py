"""Our own pages that are measured, beside the calls whose mean is stated."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from watchkeeper.cli.bench.calls import Call, Known
from watchkeeper.domain.facts import ServerId

TABS = ("overview", "media", "people", "playback", "library", "places")
PAGES = (
    ("Libraries", "/libraries"),
    ("a library", "{library}"),
    ("a library, its people", "{library}?tab=people"),
    ("Users", "/users"),
    ("a person", "{person}"),
    ("a person, statistics", "{person}?tab=statistics"),
    ("a person, history", "{person}?tab=history"),
    ("a film", "{items}/{movie}"),
    ("a show", "{items}/{show}"),
    ("a year of the server", "/year/{year}"),
    ("a year of a person", "{person}/year/{year}"),
    ("Search, common word", "/search?q=the"),
    ("Search, a word", "/search?q={word}"),
    ("Search box", "/search/box?q=the"),
    ("Repair", "/repair"),
    ("Settings", "/settings"),
    ("Logs", "/logs"),
)


def page_calls(known: Known, server_id: ServerId) -> Iterator[Call]:
    """The main pages, each with as much to count as it can have."""
    yield Call("Home's cards, 30 days", path="/cards?days=30")
    yield Call("Home's cards, all time", path="/cards?days=0")
    yield Call("History, common word", path="/history?text=the")
    for tab in TABS:
        yield Call(f"Statistics, {tab}, usual range", path=f"/statistics?tab={tab}")
        yield Call(f"Statistics, {tab}, all time", path=f"/statistics?tab={tab}&range=all")
    words = {
        "library": f"/libraries/{server_id}/{known.shows}",
        "person": f"/users/{server_id}/{known.top_user}",
        "items": f"/items/{server_id}",
        "movie": known.movie,
        "show": known.show,
        "year": known.later_day[:4],
        "word": quote(known.word),
    }
    for name, path in PAGES:
        yield Call(name, path=path.format_map(words))
