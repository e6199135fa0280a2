"""What the command box offers besides search results: pages to open and things to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from watchkeeper.features.history.queries.saved_views import SavedView
from watchkeeper.features.history.search.words import fit
from watchkeeper.features.preferences import PreferenceField
from watchkeeper.texts import N_, _
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
    """A command that changes something: shown, then done by POST to `path`.

    `words`, `effect` and `also` are marked: who shows them translates.
    """

    name: str
    words: str
    effect: str
    path: str
    also: str = ""


DEEDS = (
    Deed(
        "back-up",
        N_("Back up now"),
        N_(
            "The database is copied, and the copy is opened, checked and counted before it is kept."
            " Nothing stops meanwhile."
        ),
        "/settings/backups/make",
        N_("backup copy save"),
    ),
    Deed(
        "refresh",
        N_("Refresh libraries and people"),
        N_("Every watched server is asked for its libraries and for the people who may use it."),
        "/settings/data/refresh",
        N_("update reload users"),
    ),
    Deed(
        "check-database",
        N_("Check the database"),
        N_("The whole file is read. That takes seconds to minutes and changes nothing."),
        "/settings/data/check",
        N_("integrity repair"),
    ),
    Deed(
        "debug",
        N_("Record debugging for 15 minutes"),
        N_("The program's log tells more than usual, then goes back by itself."),
        "/logs/debug",
        N_("verbose trace"),
    ),
)


def commands(look: Look, views: Iterable[SavedView] = ()) -> list[Command]:
    """All there is to open or do, for a browser that looks like this."""
    shown = [
        Command(
            words=_("Open view: %(name)s", name=view.name),
            path=f"/history?{view.query}",
            icon="history",
        )
        for view in views
    ]
    pages = [
        Command(
            words=_("Go to %(page)s", page=_(entry.word)),
            path=entry.path,
            also=entry.word,
            icon=entry.name,
        )
        for entry in OWNER_ENTRIES
    ]
    areas = [
        Command(
            words=_("Open settings: %(area)s", area=_(area.title)),
            path=area.path,
            also=f"{area.title} {_(area.words)} {area.words}",
            icon="settings",
        )
        for area in AREAS
    ]
    deeds = [
        Command(
            words=_(deed.words),
            path=f"/do/{deed.name}",
            also=f"{deed.words} {_(deed.also)} {deed.also}",
            icon="play",
        )
        for deed in DEEDS
    ]
    account = Command(words=_("Your account"), path="/account", also="Your account")
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
    return [one for _rank, one in best[:limit]]


def preference_commands(
    catalogue: Iterable[PreferenceField], wanted: Sequence[bytes], limit: int
) -> list[Command]:
    """The preferences that fit the words, each at its place in the settings."""
    ranked = [
        (
            max(_fit(field, wanted, said) for said in (_, str)),
            Command(
                words=_(field.title),
                path=f"{area_of(field).path}#{field.field}",
                icon="settings",
                help=_(area_of(field).title),
            ),
        )
        for field in catalogue
    ]
    best = sorted((pair for pair in ranked if pair[0]), key=lambda pair: -pair[0])
    return [one for _rank, one in best[:limit]]


def _fit(field: PreferenceField, wanted: Sequence[bytes], said: Callable[[str], str]) -> int:
    title = said(field.title)
    return max(2 * fit(title, wanted), fit(f"{title} {said(field.help)}", wanted))


def _looks(look: Look) -> list[Command]:
    chosen = [
        (N_("Dark theme"), ("theme", "dark"), N_("colour mode night")),
        (N_("Light theme"), ("theme", "light"), N_("colour mode day")),
        (N_("Theme of the system"), ("theme", "system"), N_("colour mode")),
        (
            N_("Privacy view on") if look.privacy == "off" else N_("Privacy view off"),
            ("privacy", look.other("privacy")),
            N_("hide names titles stand-ins screenshot"),
        ),
        (
            N_("Compact tables") if look.density == "comfortable" else N_("Comfortable tables"),
            ("density", look.other("density")),
            N_("rows density"),
        ),
    ]
    return [
        Command(
            words=_(words),
            look=pair,
            also=f"{words} {_(also)} {also}",
            icon="theme" if pair[0] == "theme" else "eye",
        )
        for words, pair, also in chosen
    ]
