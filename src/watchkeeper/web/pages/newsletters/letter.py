"""One newsletter: its form, a look at it, a test, sending it now, and deleting it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from watchkeeper.dates import weekday_name
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.newsletters.frames import UNITS
from watchkeeper.domain.newsletters.schedule import in_words
from watchkeeper.errors import InputError, WatchkeeperError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.newsletters import ByHand, IssueState, Newsletter
from watchkeeper.features.newsletters.letters.editing import Edit, edited
from watchkeeper.features.newsletters.letters.newsletter import PICTURES
from watchkeeper.features.newsletters.letters.receivers import checked_addresses
from watchkeeper.features.newsletters.making.pages import Links, page, shipped_source
from watchkeeper.features.newsletters.making.texts import PARAMETERS
from watchkeeper.features.newsletters.sending.issue import API, TEST
from watchkeeper.runtime.clock import instant
from watchkeeper.texts import N_, _, ngettext, told
from watchkeeper.web.pages.forms import text_of
from watchkeeper.web.pages.newsletters.entered import entered
from watchkeeper.web.pages.newsletters.framed import framed
from watchkeeper.web.pages.newsletters.page import PATH, TYPES
from watchkeeper.web.recorded import said_again
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.newsletters.form import (
    SCHEDULES,
    WAYS,
    LetterForm,
    edit_of,
    form_of,
)
from watchkeeper.web.views.newsletters.lines import WEEKDAY_FORM, letter_card
from watchkeeper.web.words import moment

NEXT_TIMES = 3
TEMPLATE_BYTES = 2 * 1024 * 1024
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DIRECTIONS = {"ltr": N_("from left to right"), "rtl": N_("from right to left")}
ENCRYPTIONS = {"0": N_("none"), "1": "STARTTLS", "2": "TLS"}


class LetterPages:
    """All that begins with /newsletters/SERVER/NUMBER."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application
        self._room = site.application.newsroom

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        one = f"{PATH}/{{server_id:int}}/{{number:int}}"
        return [
            Page(one, self.show, Access.OWNER, name="newsletter"),
            Page(one, self.save, Access.OWNER, ("POST",), max_body_bytes=TEMPLATE_BYTES),
            Page(f"{one}/preview", self.preview, Access.OWNER),
            Page(f"{one}/preview/page", self.preview_page, Access.OWNER),
            Page(f"{one}/test", self.test, Access.OWNER, ("POST",)),
            Page(f"{one}/turn-on", self.turn_on, Access.OWNER, ("POST",)),
            Page(f"{one}/send", self.send, Access.OWNER, ("POST",)),
            Page(f"{one}/delete", self.delete, Access.OWNER, ("POST",)),
            Page(f"{one}/unsubscribed/{{entry_id:int}}", self.again, Access.OWNER, ("POST",)),
        ]

    async def show(self, request: Request) -> Response:
        """The form as it is stored."""
        letter = await self._letter(request)
        return await self._page(request, letter, form_of(letter))

    async def save(self, request: Request) -> Response:
        """Keep what was entered; a problem keeps it on the page."""
        letter = await self._letter(request)
        form = entered(await request.form(), form_of(letter))
        try:
            content = edited(letter, edit_of(form, letter))
            await self._room.receivers.post(replace(letter, content=content))
            await self._room.letters.put(letter.server_id, letter.number, content)
        except InputError as error:
            shown = replace(form, problem=told(error), wrong=error.field or "")
            return await self._page(request, letter, shown)
        is_on = "active" in form.on
        words = _("Saved.") if is_on else _("Saved. It is off: nothing is sent by itself.")
        return self._site.go(_place(letter), Message(words, "ok"))

    async def preview(self, request: Request) -> Response:
        """The issue as it would be made now, at the width of a phone and of a desk."""
        letter = await self._letter(request)
        composed = await self._room.press.preview(letter)
        values = {
            "letter": letter_card(letter, None, self._app.zone),
            "place": _place(letter),
            "subject": composed.content.subject,
            "is_empty": not composed.content.sections,
            "receivers": await self._receivers(letter),
        }
        return await self._site.show(
            request, "newsletters/preview.html", values, section="notifications"
        )

    async def preview_page(self, request: Request) -> HTMLResponse:
        """The issue itself, for a frame of ours."""
        composed = await self._room.press.preview(await self._letter(request))
        links = Links(picture=self._room.addresses.picture)
        return framed(page(composed.content, links))

    async def test(self, request: Request) -> Response:
        """Send an issue to one address, and say how it went."""
        letter = await self._letter(request)
        (address, *more) = checked_addresses(text_of(await request.form(), "to"), "to") or ("",)
        if not address or more:
            raise InputError("To which one address?", field="to")
        return await self._sent(letter, ByHand(action=TEST, only_to=address))

    async def send(self, request: Request) -> Response:
        """Send an issue to everybody, now."""
        return await self._sent(await self._letter(request), ByHand(action=API))

    async def turn_on(self, request: Request) -> Response:
        """Let a newsletter be sent that was silent, as imported ones are at first."""
        letter = await self._letter(request)
        content = edited(letter, Edit(design={"is_silent": False}))
        await self._room.letters.put(letter.server_id, letter.number, content)
        return self._site.go(_place(letter), Message(_("It is sent on its schedule now."), "ok"))

    async def delete(self, request: Request) -> Response:
        """Delete a newsletter; what it sent stays in the log."""
        letter = await self._letter(request)
        await self._room.letters.delete(letter.server_id, letter.number)
        return self._site.go(PATH, Message(_("%(name)s was deleted.", name=letter.title), "ok"))

    async def again(self, request: Request) -> Response:
        """Let somebody get it again who asked the owner for it."""
        letter = await self._letter(request)
        key, entry_id = (letter.server_id, letter.number), request.path_params["entry_id"]
        await self._room.unsubscribing.forget(key, entry_id)
        return self._site.go(_place(letter), Message(_("They get it again."), "ok"))

    async def _sent(self, letter: Newsletter, by_hand: ByHand) -> Response:
        issue_id = await self._room.press.send_now(letter, by_hand)
        issue = await self._room.issues.get(issue_id)
        errors = [
            one.last_error
            for one in (await self._room.issues.deliveries([issue_id]))[issue_id]
            if one.last_error
        ]
        if not issue.is_good:
            answer = Message(said_again(issue.problem or errors[0]), "danger")
            return self._site.go(_place(letter), answer)
        words = _("It was kept.") if issue.state is IssueState.SAVED else _("It was sent.")
        said = " ".join([words, *map(said_again, errors[:1])])
        return self._site.go(_place(letter), Message(said, "ok"))

    async def _page(self, request: Request, letter: Newsletter, form: LetterForm) -> Response:
        values = {
            "letter": letter_card(letter, None, self._app.zone),
            "place": _place(letter),
            "form": form,
            "choices": await self._choices(letter),
            "next_times": self._next_times(letter),
            "sentence": in_words(letter.cron) if letter.cron else "",
            "unsubscribed": [
                (one, moment(one.at, self._app.zone))
                for one in await self._room.unsubscribing.all((letter.server_id, letter.number))
            ],
            "has_address": bool(self._room.addresses.public),
            "own_address": await self._own_address(letter.server_id),
        }
        response = await self._site.show(
            request, "newsletters/letter.html", values, section="notifications"
        )
        response.status_code = 400 if form.problem else 200
        return response

    async def _choices(self, letter: Newsletter) -> Mapping[str, Any]:  # Any: lists of many shapes
        notifiers = await self._app.notifiers.all(letter.server_id)
        mails = [one for one in notifiers if one.content.get("agent_name") == "email"]
        return {
            "ways": WAYS,
            "schedules": SCHEDULES,
            "units": UNITS,
            "weekdays": {day: weekday_name(at) for at, day in enumerate(WEEKDAYS)},
            "directions": DIRECTIONS,
            "pictures": PICTURES,
            "encryptions": ENCRYPTIONS,
            "parameters": PARAMETERS,
            "template": shipped_source("newsletter.html"),
            "libraries": [
                (str(library.section_id), library.section_name or "")
                for library in await self._app.libraries.all(letter.server_id)
                if library.section_type in TYPES
            ],
            "people": [
                (str(user.user_id), user.display_name, user.email)
                for user in await self._app.users.all(letter.server_id)
                if user.email
            ],
            "notifiers": [(str(one.number), one.title) for one in notifiers],
            "mail_notifiers": [(str(one.number), one.title) for one in mails],
        }

    async def _receivers(self, letter: Newsletter) -> str:
        """Who would get it, in words."""
        if letter.is_saved_only:
            return _("It goes to nobody, and is only kept as a page.")
        try:
            found = await self._room.receivers.receivers(letter)
        except WatchkeeperError as error:
            return told(error)
        count = sum(len(one.addresses) for one in found)
        if not count:
            return _("Its text goes through a notifier.")
        return ngettext("%(num)s address would get it.", "%(num)s addresses would get it.", count)

    async def _own_address(self, server_id: ServerId) -> str:
        users = await self._app.users.all(server_id)
        return next((user.email for user in users if user.is_admin and user.email), "")

    def _next_times(self, letter: Newsletter) -> list[str]:
        cron, now = letter.cron, instant(self._app.clock)
        if cron is None:
            return []
        times = cron.next_times(now, self._app.zone, NEXT_TIMES)
        return [moment(at, self._app.zone, WEEKDAY_FORM).text for at in times]

    async def _letter(self, request: Request) -> Newsletter:
        found = request.path_params
        return await self._room.letters.get(ServerId(found["server_id"]), found["number"])


def _place(letter: Newsletter) -> str:
    return f"{PATH}/{letter.server_id}/{letter.number}"
