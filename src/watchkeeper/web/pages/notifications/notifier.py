"""The pages of one notifier: its settings, what sets it off, its texts, conditions and options."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.notices.conditions import FIELD as CONDITIONS_FIELD
from watchkeeper.domain.notices.logic import FIELD as LOGIC_FIELD
from watchkeeper.errors import InputError, NotFoundError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.notifications import Notifier
from watchkeeper.features.notifications.notifiers.checking import STRICT, concerned, flaws
from watchkeeper.features.notifications.notifiers.edit import edited
from watchkeeper.integrations.channels import SUPPORTED
from watchkeeper.texts import N_, _, told
from watchkeeper.web.pages.notifications.page import ONE, PATH
from watchkeeper.web.pages.notifications.sending import send_test
from watchkeeper.web.pages.notifications.tabs import (
    ADD,
    CHANGES,
    REMOVE,
    SAVE_AND_TEST,
    TEST,
    Entered,
    edit_of,
    entered_of,
    trigger_named,
)
from watchkeeper.web.pages.notifications.values import Shown, TabValues
from watchkeeper.web.rendering import Message, with_query
from watchkeeper.web.site import Site
from watchkeeper.web.views.notifications.cards import Sending, notifier_card

TABS = (
    ("settings", N_("Settings")),
    ("triggers", N_("What sets it off")),
    ("texts", N_("Texts")),
    ("conditions", N_("Conditions")),
    ("options", N_("How often")),
    ("dry-run", N_("Dry run")),
)
NAMES = frozenset(name for name, __ in TABS)
ANCHORS = {CONDITIONS_FIELD: "conditions", LOGIC_FIELD: "logic", "digest_at": "digest"}
"""From a field that is wrong to its place on the page, where that has another name."""


class NotifierPages:
    """All that is below the address of one notifier."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application
        self._values = TabValues(site.application)

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page(ONE, self.show, Access.OWNER),
            Page(f"{ONE}/preview", self.preview, Access.OWNER, ("POST",)),
            Page(f"{ONE}/save/{{tab:str}}", self.save, Access.OWNER, ("POST",)),
        ]

    async def show(self, request: Request) -> Response:
        """One tab."""
        tab = request.query_params.get("tab", "settings")
        if tab not in NAMES:
            raise NotFoundError("A notifier has no such part.")
        shown = Shown(notifier=await self._notifier(request), query=request.query_params)
        return await self._page(request, tab, shown)

    async def preview(self, request: Request) -> Response:
        """What would be sent of an event with the texts that are being written."""
        notifier, entered = await self._notifier(request), entered_of(await request.form())
        edit, _problems = edit_of("texts", notifier, entered)
        tried = edited(notifier, edit)
        shown = await self._values.preview(tried, entered.get("trigger"), entered.get("event"))
        page = await self._site.frame(request, "notifications")
        values = {"page": page, "preview": shown}
        return self._site.renderer.page("parts/notifier_preview.html", values)

    async def save(self, request: Request) -> Response:
        """Keep what was entered, all of it or nothing; or do what else a button asks for."""
        tab = request.path_params["tab"]
        if tab not in CHANGES:
            raise NotFoundError("A notifier has no such part.")
        notifier, entered = await self._notifier(request), entered_of(await request.form())
        if entered.act == ADD or entered.act.startswith(REMOVE):
            entered = entered.with_rows_changed()
        tried, problems = _tried(tab, notifier, entered)
        shown = Shown(notifier=tried, query=request.query_params, entered=entered)
        if not entered.is_to_be_kept:
            return await self._page(request, tab, shown)
        if problems:
            return await self._page(request, tab, replace(shown, problems=problems))
        if entered.act == TEST:
            said = await self._test(tried, entered)
            return await self._page(request, tab, replace(shown, said=said))
        edit, _problems = edit_of(tab, notifier, entered)
        kept = await self._app.notifiers.edit(notifier.server_id, notifier.number, edit)
        is_tried = entered.act == SAVE_AND_TEST
        message = (
            await send_test(self._app.outbox, kept) if is_tried else Message(_("Saved."), "ok")
        )
        where = {"tab": tab, "trigger": entered.get("trigger"), "event": entered.get("event")}
        return self._site.go(with_query(_place(notifier), where), message)

    async def _test(self, notifier: Notifier, entered: Entered) -> Message:
        """Send what the preview shows, to the letter."""
        trigger = trigger_named(entered.get("trigger"), notifier)
        offered = await self._app.previews.events(notifier, trigger)
        found = await self._app.previews.of(notifier, trigger, entered.get("event"), offered)
        return await send_test(self._app.outbox, notifier, found.wording)

    async def _page(self, request: Request, tab: str, shown: Shown) -> Response:
        notifier = shown.notifier
        newest = await self._app.outbox.newest(notifier.server_id)
        waiting = await self._app.outbox.waiting()
        sending = Sending(
            newest.get(notifier.number), waiting.get((notifier.server_id, notifier.number), 0)
        )
        place = _place(notifier)
        values = {
            "notifier": notifier_card(notifier, sending, SUPPORTED, self._app.zone),
            "place": place,
            "tab": tab,
            "tabs": [
                {
                    "name": name,
                    "text": _(text),
                    "url": self._site.renderer.url(f"{place}?tab={name}"),
                }
                for name, text in TABS
            ],
            "problems": shown.problems,
            "problem_lines": [
                (ANCHORS.get(field, field.rpartition("_")[2] if tab == "texts" else field), text)
                for field, text in shown.problems.items()
            ],
            "is_changed": shown.entered is not None,
            "said": shown.said,
            **await self._values.of(tab, shown),
        }
        template = "pages/notifier.html"
        response = await self._site.show(request, template, values, section="notifications")
        if shown.problems:
            response.status_code = 400
        return response

    async def _notifier(self, request: Request) -> Notifier:
        place = request.path_params
        return await self._app.notifiers.the(ServerId(place["server_id"]), place["number"])


def _tried(tab: str, notifier: Notifier, entered: Entered) -> tuple[Notifier, dict[str, str]]:
    """A notifier as somebody wants it to be, and why it cannot be, by field."""
    edit, problems = edit_of(tab, notifier, entered)
    try:
        tried = edited(notifier, edit)
    except InputError as error:
        return notifier, {**problems, error.field or "": told(error)}
    found = flaws(tried, concerned(notifier, tried))
    return tried, problems | {
        flaw.field: told(flaw.text) for flaw in found if flaw.severity in STRICT
    }


def _place(notifier: Notifier) -> str:
    return f"{PATH}/{notifier.server_id}/{notifier.number}"
