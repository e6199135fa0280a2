"""What the command box offers besides search results: pages to open and things to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from watchkeeper.features.history.queries.saved_views import SavedView
from watchkeeper.features.history.search.words import fit
from watchkeeper.features.preferences import PreferenceField
from watchkeeper.values import dataclass
from watchkeeper.web.look import Look
from watchkeeper.web.navigation import OWNER_ENTRIES
from watchkeeper.web.views.settings.areas import AREAS, area_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something that the box can open or do.

    `path` is opened. With `look`, a name and a value of how the pages look, that is chosen instead.
    """

    words: str
    path: str = ""
    also: str = ""  # other words by which it is found
    look: tuple[str, str] | None = None
    icon: str = "next"
    help: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """A command that changes something: shown, then done by POST to `path`."""

    name: str
    words: str
    effect: str
    path: str
    also: str = ""


DEEDS = (
    Deed(
        "back-up",
        "Back up now",
        "The database is copied, and the copy is opened, checked and counted before it is kept."
        " Nothing stops meanwhile.",
        "/settings/backups/make",
        "backup copy save",
    ),
    Deed(
        "refresh",
        "Refresh libraries and people",
        "Every watched server is asked for its libraries and for the people who may use it.",
        "/settings/data/refresh",
        "update reload users",
    ),
    Deed(
        "check-database",
        "Check the database",
        "The whole file is read. That takes seconds to minutes and changes nothing.",
        "/settings/data/check",
        "integrity repair",
    ),
    Deed(
        "debug",
        "Record debugging for 15 minutes",
        "The program's log tells more than usual, then goes back by itself.",
        "/logs/debug",
        "verbose trace",
    ),
)


def commands(look: Look, views: Iterable[SavedView] = ()) -> list[Command]:
    """All there is to open or do, for a browser that looks like this."""
    shown = [
        Command(words=f"Open view: {view.name}", path=f"/history?{view.query}", icon="history")
        for view in views
    ]
    pages = [
        Command(words=f"Go to {entry.word}", path=entry.path, icon=entry.name)
        for entry in OWNER_ENTRIES
    ]
    areas = [
        Command(
            words=f"Open settings: {area.title}",
            path=area.path,
            also=area.words,
            icon="settings",
        )
        for area in AREAS
    ]
    deeds = [
        Command(words=deed.words, path=f"/do/{deed.name}", also=deed.also, icon="play")
        for deed in DEEDS
    ]
    account = Command(words="Your account", path="/account")
    return [*deeds, *_looks(look), *shown, *pages, *areas, account]


def deed_named(name: str) -> Deed | None:
    """The deed of that name."""
    return next((deed for deed in DEEDS if deed.name == name), None)


def fitting(known: Iterable[Command], wanted: Sequence[bytes], limit: int) -> list[Command]:
    """The commands that fit the words, best first."""
    ranked = [
        (max(2 * fit(one.words, wanted), fit(f"{one.words} {one.also}", wanted)), one)
        for one in known
    ]
    best = sorted((pair for pair in ranked if pair[0]), key=lambda pair: -pair[0])
    return [one for _fit, one in best[:limit]]


def preference_commands(
    catalogue: Iterable[PreferenceField], wanted: Sequence[bytes], limit: int
) -> list[Command]:
    """The preferences that fit the words, each at its place in the settings."""
    ranked = [
        (
            max(2 * fit(field.title, wanted), fit(f"{field.title} {field.help}", wanted)),
            Command(
                words=field.title,
                path=f"{area_of(field).path}#{field.field}",
                icon="settings",
                help=area_of(field).title,
            ),
        )
        for field in catalogue
    ]
    best = sorted((pair for pair in ranked if pair[0]), key=lambda pair: -pair[0])
    return [one for _fit, one in best[:limit]]


def _looks(look: Look) -> list[Command]:
    chosen = [
        ("Dark theme", ("theme", "dark"), "colour mode night"),
        ("Light theme", ("theme", "light"), "colour mode day"),
        ("Theme of the system", ("theme", "system"), "colour mode"),
        (
            "Privacy view on" if look.privacy == "off" else "Privacy view off",
            ("privacy", look.other("privacy")),
            "hide names titles stand-ins screenshot",
        ),
        (
            "Compact tables" if look.density == "comfortable" else "Comfortable tables",
            ("density", look.other("density")),
            "rows density",
        ),
    ]
    return [
        Command(words=words, look=pair, also=also, icon="theme" if pair[0] == "theme" else "eye")
        for words, pair, also in chosen
    ]
