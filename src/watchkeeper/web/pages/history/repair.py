"""Repair: what is wrong in the record, explained and put right with one click."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.columns import defects as columns_defects
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import InputError, NotFoundError
from watchkeeper.features.accounts import Access, Page
from watchkeeper.features.history import Defect
from watchkeeper.features.history.repair.service import MOST_AT_ONCE
from watchkeeper.runtime.clock import instant
from watchkeeper.texts import N_, _, ngettext, number
from watchkeeper.values import dataclass
from watchkeeper.web.pages.forms import text_of, who
from watchkeeper.web.recorded import said_again
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.views.history.repair import KINDS, Kind, Scene, finding_line
from watchkeeper.web.words import Moment, moment, span

SIZE = 50
MOST_GAPS = 10
WHOSE = {"user": (N_("Person"), "user_id"), "section": (N_("Library"), "section_id")}
"""From a column to what it tells, and the name under which the history is filtered by it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A kind of findings, and how many there are."""

    kind: Kind
    count: int
    ignored: int


@dataclass(frozen=True, slots=True)
class GapLine:
    """A time in which nothing was collected."""

    server: str
    at: Moment
    lasted: str  # "" while it lasts
    cause: str
    backfilled: int
    is_checked: bool


@dataclass(frozen=True, slots=True)
class Stranger:
    """Plays of somebody, or of a library, that no server lists."""

    what: str
    number: int | None
    server: str
    plays: int
    url: str


class RepairPages:
    """All of /repair but linking anew."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page("/repair", self.overview, Access.OWNER, name="repair"),
            Page("/repair/check", self.check, Access.OWNER, ("POST",)),
            Page("/repair/rebuild", self.rebuild, Access.OWNER, ("POST",)),
            Page("/repair/find/{kind}", self.findings, Access.OWNER),
            Page("/repair/find/{kind}/fix", self.fix, Access.OWNER, ("POST",)),
            Page("/repair/find/{kind}/ignore", self.ignore, Access.OWNER, ("POST",)),
            Page("/repair/find/{kind}/heed", self.heed, Access.OWNER, ("POST",)),
        ]

    async def overview(self, request: Request) -> Response:
        """Everything that was found, by kind."""
        findings, ignored = await self._app.repairs.findings(), await self._app.repairs.ignored()
        values = {
            "found": [
                Found(kind, len(findings[name]), ignored.get(name.value, 0))
                for name, kind in KINDS.items()
            ],
            "suggestions": self._app.relinks.suggestions,
            "servers": await self._app.servers.all(),
            "gaps": await self._gaps(),
            "strangers": await self._strangers(),
        }
        return await self._site.show(request, "pages/repair.html", values, section="repair")

    async def findings(self, request: Request) -> Response:
        """The findings of one kind, page by page."""
        kind = _kind(request)
        page = _page(request)
        found = (await self._app.repairs.findings())[kind]
        part = await self._app.repairs.ordered(found[(page - 1) * SIZE : page * SIZE])
        rows = await self._app.repairs.rows(part)
        scene = Scene(self._app.zone, self._site.pictures, instant(self._app.clock))
        lines = [line for one in part if (line := finding_line(one, rows, scene)) is not None]
        values = {
            "kind": KINDS[kind],
            "lines": lines,
            "total": len(found),
            "most": MOST_AT_ONCE,
            "ignored": (await self._app.repairs.ignored()).get(kind.value, 0),
            "number": page,
            "last": max(1, -(-len(found) // SIZE)),
        }
        return await self._site.show(request, "pages/findings.html", values, section="repair")

    async def fix(self, request: Request) -> Response:
        """Put the chosen findings right, or all of the kind; the message offers to undo it."""
        kind, form = _kind(request), await request.form()
        marks = None if text_of(form, "all") else {str(one) for one in form.getlist("mark")}
        done = await self._app.repairs.fix(kind, marks, who(request))
        path = f"/repair/find/{kind.value}"
        if not done.findings:
            return self._site.go(
                path, Message(_("Nothing was chosen, so nothing changed."), "warning")
            )
        undo = f"/history/undo/{done.audit_id}" if done.audit_id is not None else ""
        text = ngettext("%(num)s finding put right.", "%(num)s findings put right.", done.findings)
        return self._site.go(path, Message(text, "ok", undo=undo))

    async def ignore(self, request: Request) -> Response:
        """Leave the chosen findings out for good."""
        kind, form = _kind(request), await request.form()
        marks = [str(one) for one in form.getlist("mark")]
        count = await self._app.repairs.ignore(kind, marks, who(request))
        text = ngettext(
            "%(num)s finding left as it is, and not shown again.",
            "%(num)s findings left as it is, and not shown again.",
            count,
        )
        return self._site.go(f"/repair/find/{kind.value}", Message(text, "ok"))

    async def heed(self, request: Request) -> Response:
        """Show again what was left out."""
        kind = _kind(request)
        count = await self._app.repairs.heed(kind)
        text = ngettext("%(num)s finding shown again.", "%(num)s findings shown again.", count)
        return self._site.go(f"/repair/find/{kind.value}", Message(text, "ok"))

    async def check(self, _request: Request) -> Response:
        """Hold the figures against a recount of the database."""
        found = await self._app.history.check()
        if not found:
            text = _("Every figure agrees with a recount of the database.")
            return self._site.go("/repair", Message(text, "ok"))
        text = _(
            "%(num)s figures differ from the database, first %(what)s."
            " Build the figures anew below.",
            num=number(len(found)),
            what=found[0].what,
        )
        return self._site.go("/repair", Message(text, "danger"))

    async def rebuild(self, _request: Request) -> Response:
        """Build the figures anew from the database."""
        await self._app.history.rebuild()
        text = _(
            "The figures were built anew from %(num)s plays.", num=number(len(self._app.columns))
        )
        return self._site.go("/repair", Message(text, "ok"))

    async def _gaps(self) -> list[GapLine]:
        lines = []
        for server in await self._app.servers.all():
            for gap in (await self._app.monitoring.gaps(server.id))[:MOST_GAPS]:
                lasted = span(gap.to_at - gap.from_at) if gap.to_at is not None else ""
                at = moment(gap.from_at, self._app.zone)
                lines.append(
                    GapLine(
                        server=server.name,
                        at=at,
                        lasted=lasted,
                        cause=said_again(gap.cause),
                        backfilled=gap.backfilled,
                        is_checked=gap.is_checked,
                    )
                )
        return sorted(lines, key=lambda line: line.at.iso, reverse=True)[:MOST_GAPS]

    async def _strangers(self) -> list[Stranger]:
        servers = await self._app.servers.all()
        names = {server.id: server.name for server in servers}
        known: dict[str, list[tuple[int, int | None]]] = {
            "user": [
                (one.server_id, one.user_id)
                for server in servers
                for one in await self._app.users.all(server.id, with_deleted=True)
            ],
            "section": [
                (one.server_id, one.section_id)
                for server in servers
                for one in await self._app.libraries.all(server.id, with_deleted=True)
            ],
        }
        return [
            self._stranger(column, pair, names.get(ServerId(pair[0]), ""), plays)
            for column, pairs in known.items()
            for pair, plays in self._unlisted(column, pairs).items()
        ]

    def _unlisted(
        self, column: str, known: Sequence[tuple[int, int | None]]
    ) -> dict[tuple[int, int | None], int]:
        return self._app.columns.ask(
            lambda plays, _groups: columns_defects.strangers(plays, column, known)
        )

    def _stranger(
        self, column: str, pair: tuple[int, int | None], server: str, plays: int
    ) -> Stranger:
        server_id, number = pair
        what, name = WHOSE[column]
        url = self._site.renderer.url(f"/history?server_id={server_id}&{name}={number}")
        return Stranger(what, number, server, plays, url if number is not None else "")


def _kind(request: Request) -> Defect:
    try:
        return Defect(request.path_params["kind"])
    except ValueError:
        raise NotFoundError("There are no findings of this kind.", field="kind") from None


def _page(request: Request) -> int:
    text = request.query_params.get("page") or "1"
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise InputError("Give the page as a number.", field="page")
    return max(1, int(text))
