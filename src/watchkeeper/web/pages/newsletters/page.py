"""The list of newsletters, new ones, and the log of issues."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.domain.facts import ServerId, whole_number
from watchkeeper.domain.newsletters.blocks import KINDS
from watchkeeper.errors import InputError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.newsletters.letters.editing import Edit, edited
from watchkeeper.texts import N_, _
from watchkeeper.web.pages.forms import text_of
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.newsletters.lines import IssueLine, LetterCard, issue_line, letter_card

PATH = "/newsletters"
MOST_ISSUES = 60
TYPES = frozenset({"movie", "show", "artist"})
"""Libraries that newsletters can tell of."""
SUBJECTS = {
    "recently_added": N_("New on {server_name} ({end_date})"),
    "watched": N_("Watched on {server_name} ({end_date})"),
    "both": N_("New and watched on {server_name} ({end_date})"),
}
MORNING = "0 9 * * mon"


class NewsletterPages:
    """The list and the log."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application
        self._room = site.application.newsroom

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page(PATH, self.show, Access.OWNER, name="newsletters"),
            Page(f"{PATH}/new", self.add, Access.OWNER, ("POST",)),
            Page(f"{PATH}/issues", self.issues, Access.OWNER),
            Page(f"{PATH}/issues/{{issue_id:int}}/retry", self.retry, Access.OWNER, ("POST",)),
        ]

    async def show(self, request: Request) -> Response:
        """All newsletters as they are."""
        cards: list[LetterCard] = []
        servers = await self._app.servers.all()
        for server in servers:
            newest = await self._room.issues.newest(server.id)
            cards += [
                letter_card(letter, newest.get(letter.number), self._app.zone)
                for letter in await self._room.letters.all(server.id)
            ]
        values = {
            "cards": cards,
            "servers": {int(server.id): server.name for server in servers},
            "kinds": {name: words for name, (words, __) in KINDS.items()},
            "has_address": bool(self._room.addresses.public),
        }
        return await self._site.show(
            request, "newsletters/list.html", values, section="notifications"
        )

    async def add(self, request: Request) -> Response:
        """Make a newsletter of a kind, with all libraries that it can tell of; it is off yet."""
        form = await request.form()
        kind = text_of(form, "kind")
        if kind not in KINDS:
            raise InputError("Choose what it tells of.", field="kind")
        server = await self._app.servers.get(ServerId(whole_number(text_of(form, "server")) or 0))
        number = await self._room.letters.add(server.id)
        letter = await self._room.letters.get(server.id, number)
        libraries = [
            str(library.section_id)
            for library in await self._app.libraries.all(server.id)
            if library.section_type in TYPES and library.is_active
        ]
        edit = Edit(
            row={"friendly_name": _(KINDS[kind][0]), "subject": _(SUBJECTS[kind]), "cron": MORNING},
            config={"incl_libraries": libraries},
            email={"from_name": server.name},
            design={"blocks": KINDS[kind][1], "separately": True},
        )
        await self._room.letters.put(server.id, number, edited(letter, edit))
        words = _("The newsletter is made. Say who gets it, look at it, and switch it on.")
        return self._site.go(f"{PATH}/{server.id}/{number}", Message(words, "ok"))

    async def issues(self, request: Request) -> Response:
        """What was made, and how it went."""
        lines: list[IssueLine] = []
        for server in await self._app.servers.all():
            lines += await self._lines(server.id)
        newest_first = sorted(lines, key=lambda line: line.id, reverse=True)[:MOST_ISSUES]
        return await self._site.show(
            request, "newsletters/issues.html", {"lines": newest_first}, section="notifications"
        )

    async def retry(self, request: Request) -> Response:
        """Try the messages of an issue that were given up anew."""
        await self._room.sending.retry(request.path_params["issue_id"])
        return self._site.go(f"{PATH}/issues", Message(_("It is sent again."), "ok"))

    async def _lines(self, server_id: ServerId) -> list[IssueLine]:
        titles = {each.number: each.title for each in await self._room.letters.all(server_id)}
        issues = await self._room.issues.log(server_id, most=MOST_ISSUES)
        deliveries = await self._room.issues.deliveries([issue.id for issue in issues])
        return [
            issue_line(
                issue,
                titles.get(issue.newsletter)
                or _("Newsletter %(number)s, deleted", number=issue.newsletter),
                deliveries[issue.id],
                self._app.zone,
            )
            for issue in issues
        ]
