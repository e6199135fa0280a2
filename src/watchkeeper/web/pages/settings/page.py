"""The settings: an index, and a page for each area with the form of its preferences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.errors import ConflictError, InputError, NotFoundError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.history.search.words import fit, needles
from watchkeeper.features.preferences import GROUPS, Group, PreferenceField
from watchkeeper.features.preferences.service import checked
from watchkeeper.texts import _, speak, told
from watchkeeper.values import dataclass
from watchkeeper.web.look import COOKIE, Look
from watchkeeper.web.pages.forms import text_of, who
from watchkeeper.web.pages.settings.parts import SettingsParts
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.speaking import Speaking
from watchkeeper.web.views.settings.areas import AREAS, Area, area_named, area_of
from watchkeeper.web.views.settings.fields import (
    LANGUAGE,
    Field,
    default_text,
    entered_values,
    field_of,
    offering,
    told_changes,
)

BY_NAME: Mapping[str, type[Group]] = {group.name: group for group in GROUPS}


@dataclass(frozen=True, slots=True)
class Entered:
    """What a form sent that could not be kept."""

    texts: Mapping[str, str] = field(default_factory=dict)  # by field
    problems: Mapping[str, str] = field(default_factory=dict)  # by field
    general: str = ""


class SettingsPages:
    """All that begins with /settings, but for keys and for what only some areas have."""

    def __init__(self, site: Site, parts: SettingsParts) -> None:
        self._site = site
        self._app = site.application
        self._parts = parts
        self._speaking = Speaking(self._app.languages, self._app.preferences)

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        one = "/settings/{area:str}"
        return [
            Page("/settings", self.index, Access.OWNER, name="settings"),
            Page("/settings/undo/{entries:str}", self.undo, Access.OWNER, ("POST",)),
            Page(one, self.show, Access.OWNER),
            Page(one, self.save, Access.OWNER, ("POST",)),
        ]

    async def index(self, request: Request) -> Response:
        """All areas; with a question, those areas and preferences that fit."""
        question = request.query_params.get("q", "").strip()[:200]
        wanted = needles(question)
        fields = self._app.preferences.catalogue()
        areas = [one for one in AREAS if not wanted or _fits(one, fields, wanted)]
        found = [
            (area_of(one), one)
            for one in fields
            if wanted and fit(f"{_words(one)} {one.name} {one.tautulli_name}", wanted)
        ]
        values = {"areas": areas, "found": found, "question": question}
        return await self._site.show(request, "pages/settings.html", values, section="settings")

    async def show(self, request: Request) -> Response:
        """One area."""
        return await self._page(request, _area(request), Entered())

    async def save(self, request: Request) -> Response:
        """Keep what was entered, all of it or nothing; or give one field its default."""
        area, form = _area(request), await request.form()
        texts = {name: text_of(form, name) for name in form}
        known = self._fields(area)
        if "reset" in texts:
            known = [one for one in known if one.field == texts["reset"]]
            texts = {one.field: default_text(one) for one in known}
        groups = entered_values(known, texts)
        problems = _problems(groups)
        if problems:
            return await self._page(request, area, Entered(texts, problems))
        try:
            entries = await self._keep(groups, who(request))
        except (InputError, ConflictError) as error:
            return await self._page(request, area, _refused(known, texts, error))
        speak(self._speaking.language(request))  # which may be what was changed
        after = {one.name: one for one in self._app.preferences.catalogue()}
        said = told_changes(
            [self._field(one) for one in known], [self._field(after[one.name]) for one in known]
        )
        undo = f"/settings/undo/{'-'.join(map(str, entries))}" if entries else ""
        message = Message(said or _("Nothing was different."), "ok" if said else "info", undo)
        return self._site.go(area.path, message)

    async def undo(self, request: Request) -> Response:
        """Take changes of preferences back."""
        form = await request.form()
        numbers = request.path_params["entries"].split("-")
        if not all(number.isdecimal() and len(number) < 10 for number in numbers):
            raise NotFoundError("There is no such change.")
        names = [await self._app.preferences.undo(int(number), who(request)) for number in numbers]
        speak(self._speaking.language(request))  # which may be what was taken back
        known = {one.name: one for one in self._app.preferences.catalogue()}
        titles = ", ".join(_(known[name].title) for name in names)
        back = text_of(form, "next") or "/settings"
        return self._site.go(back, Message(_("Taken back: %(titles)s.", titles=titles), "ok"))

    async def _keep(self, groups: Mapping[str, Mapping[str, object]], name: str) -> list[int]:
        entries: list[int] = []
        for group, values in groups.items():
            entries += await self._app.preferences.change(BY_NAME[group], values, name)
        return entries

    async def _page(self, request: Request, area: Area, entered: Entered) -> Response:
        fields = [self._field(one, entered) for one in self._fields(area)]
        values = {
            "area": area,
            "areas": AREAS,
            "fields": fields,
            "problem": entered.general,
            "is_changed": bool(entered.texts),
            "look": Look.of(request.cookies.get(COOKIE, "")),
            "part": await self._parts.of(area, request),
        }
        template = "pages/settings_area.html"
        response = await self._site.show(request, template, values, section="settings")
        if entered.problems or entered.general:
            response.status_code = 400
        return response

    def _field(self, known: PreferenceField, entered: Entered | None = None) -> Field:
        """The field with what is in effect, or with what was entered last."""
        entered = entered or Entered()
        text = entered.texts.get(known.field, "") if entered.texts else None
        field = field_of(
            known, None if known.is_fixed else text, entered.problems.get(known.field, "")
        )
        if known.name == LANGUAGE:
            return offering(field, known, self._app.languages.offered)
        return field

    def _fields(self, area: Area) -> list[PreferenceField]:
        """The preferences of an area; the advanced one has those that no other shows."""
        return [one for one in self._app.preferences.catalogue() if area_of(one) is area]


def _refused(
    known: Sequence[PreferenceField], texts: Mapping[str, str], error: InputError
) -> Entered:
    """What was entered, with the reason beside its field where it is about one."""
    if error.field in {one.field for one in known}:
        return Entered(texts, {str(error.field): told(error)})
    return Entered(texts, general=told(error))


def _area(request: Request) -> Area:
    area = area_named(request.path_params["area"])
    if area is None:
        raise NotFoundError("There are no such settings.")
    return area


def _problems(groups: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    """What does not fit, by field."""
    found = {}
    for group, values in groups.items():
        for name, value in values.items():
            try:
                checked(BY_NAME[group], {name: value})
            except InputError as error:
                found[name] = told(error)
    return found


def _fits(area: Area, fields: list[PreferenceField], wanted: list[bytes]) -> bool:
    texts = [" ".join(f"{_(text)} {text}" for text in (area.title, area.what, area.words))]
    texts += [_words(one) for one in fields if one.group in area.groups]
    return any(fit(text, wanted) for text in texts)


def _words(field: PreferenceField) -> str:
    """Label and help, in the spoken language and in English: a setting is found in both."""
    return f"{_(field.title)} {_(field.help)} {field.title} {field.help}"
