"""The year in review: of everybody, of one person, of oneself, and by a link that was shared."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.errors import AccessError, InputError, NotFoundError
from watchkeeper.features.accounts import Access, AccountKey, Page, Principal
from watchkeeper.features.guests import NewLink, SharedYear
from watchkeeper.features.history import PlayRow
from watchkeeper.features.preferences import Guests
from watchkeeper.features.statistics.year import YearQuery
from watchkeeper.runtime.clock import as_datetime
from watchkeeper.texts import N_, _, told
from watchkeeper.values import dataclass
from watchkeeper.web.pages.forms import text_of
from watchkeeper.web.rendering import Message, context_of
from watchkeeper.web.site import Site
from watchkeeper.web.views.year.links import link_line
from watchkeeper.web.views.year.review import YearView, year_view
from watchkeeper.web.views.year.words import Words

FIRST_YEAR, LAST_YEAR = 1971, 2999
DAY_SECONDS = 86_400
USUAL_DAYS = 30
DAYS = ((7, N_("a week")), (30, N_("a month")), (90, N_("three months")), (366, N_("a year")))
UNLISTED = {"X-Robots-Tag": "noindex, nofollow"}
SVG = "image/svg+xml"

Values = dict[str, Any]  # Any: views of many shapes


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose year a page shows; `accounts` None is everybody's.

    `shared_by` is the guest who may share it, None the owner.
    """

    path: str
    section: str
    name: str
    accounts: tuple[AccountKey, ...] | None = None
    linked: bool = False
    names_people: bool = False
    may_share: bool = True
    shared_by: UserId | None = None


WhoseOf = Callable[[Request], Awaitable[Whose]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareForm:
    """What stands in the form for a link, and the link when one was just made."""

    name: str = ""
    days: int = USUAL_DAYS
    problem: str = ""
    field: str = ""
    link: str = ""


class YearPages:
    """/year, /users/…/year, /me/year and /shared/year."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page("/year/links", self.links, Access.OWNER),
            Page("/year/links/{link_id:int}/revoke", self.revoke, Access.OWNER, ("POST",)),
            *self._four("/year", Access.OWNER, self._everybody),
            *self._four("/users/{server_id:int}/{user_id:int}/year", Access.OWNER, self._somebody),
            *self._four("/me/year", Access.GUEST, self._oneself),
            Page("/shared/year/{link}.svg", self.shared_picture, Access.PUBLIC),
            Page("/shared/year/{link}", self.shared, Access.PUBLIC),
        ]

    async def links(self, request: Request) -> Response:
        """All links that last."""
        links = await self._app.year_links.all()
        values = {"links": [link_line(link, self._app.zone) for link in links]}
        return await self._site.show(request, "pages/year_links.html", values, section="statistics")

    async def revoke(self, request: Request) -> Response:
        """End a link."""
        await self._app.year_links.revoke(request.path_params["link_id"])
        return self._site.go("/year/links", Message(_("The link opens nothing any more."), "ok"))

    async def shared(self, request: Request) -> Response:
        """What a link shows to whoever has it: nothing but that."""
        link, view = await self._opened(request)
        address = f"/shared/year/{request.path_params['link']}.svg"
        values: Values = {
            "page": context_of(request, "year"),
            "view": view,
            "name": link.shown_name,
            "picture": self._site.renderer.url(address),
        }
        response = self._site.renderer.page("pages/year_shared.html", values)
        response.headers.update(UNLISTED)
        return response

    async def shared_picture(self, request: Request) -> Response:
        """The same as a picture."""
        link, view = await self._opened(request)
        response = self._drawn(view, link.shown_name)
        response.headers.update(UNLISTED)
        return response

    def _four(self, path: str, access: Access, whose_of: WhoseOf) -> list[Page]:
        """The newest year, a year, its picture, sharing it."""
        return [
            Page(path, partial(self._newest, whose_of), access),
            Page(path + "/{year:int}.svg", partial(self._picture, whose_of), access),
            Page(path + "/{year:int}/share", partial(self._share, whose_of), access, ("POST",)),
            Page(path + "/{year:int}", partial(self._show, whose_of), access),
        ]

    async def _newest(self, whose_of: WhoseOf, request: Request) -> Response:
        whose = await whose_of(request)
        years = await self._years(whose)
        this_year = as_datetime(self._app.clock.now()).astimezone(self._app.zone).year
        return self._site.go(f"{whose.path}/{years[0] if years else this_year}")

    async def _show(
        self, whose_of: WhoseOf, request: Request, form: ShareForm | None = None
    ) -> Response:
        whose, year = await whose_of(request), _year(request)
        years = await self._years(whose)
        values: Values = {
            "whose": whose,
            "year": year,
            "years": sorted({*years, year}, reverse=True),
            "view": await self._view(whose, year),
            "picture": self._site.renderer.url(f"{whose.path}/{year}.svg"),
            "form": form or ShareForm(name=whose.name),
            "days": DAYS,
        }
        return await self._site.show(request, "pages/year.html", values, section=whose.section)

    async def _picture(self, whose_of: WhoseOf, request: Request) -> Response:
        whose, year = await whose_of(request), _year(request)
        view = await self._view(replace(whose, names_people=False), year)
        if view is None:
            raise NotFoundError("Nothing was played in %(year)s.", year=year)
        return self._drawn(view, whose.name)

    async def _share(self, whose_of: WhoseOf, request: Request) -> Response:
        """Make a link; it is shown on the page that answers, and nowhere later."""
        whose, year = await whose_of(request), _year(request)
        if not whose.may_share:
            raise AccessError("The owner does not let guests share their year.")
        form = await request.form()
        entered = ShareForm(name=text_of(form, "name"))
        try:
            entered = replace(entered, days=_days(form))
            token = await self._app.year_links.share(
                NewLink(
                    year=year,
                    accounts=whose.accounts,
                    shown_name=entered.name,
                    shows_people=whose.names_people and bool(text_of(form, "people")),
                    shared_by=whose.shared_by,
                    seconds=entered.days * DAY_SECONDS,
                )
            )
        except InputError as error:
            shown = replace(entered, problem=told(error), field=error.field or "")
            return await self._show(whose_of, request, shown)
        path = self._site.renderer.url(f"/shared/year/{token}")
        here = f"{request.url.scheme}://{request.headers.get('host', '')}"
        return await self._show(whose_of, request, replace(entered, link=here + path))

    async def _opened(self, request: Request) -> tuple[SharedYear, YearView]:
        link = await self._app.year_links.opened(request.path_params["link"])
        whose = Whose(
            path="",
            section="year",
            name=link.shown_name,
            accounts=link.accounts,
            names_people=link.shows_people,
        )
        view = await self._view(whose, link.year)
        if view is None:
            raise NotFoundError("This link has ended, or was never made.")
        return link, view

    async def _everybody(self, _request: Request) -> Whose:
        return Whose(
            path="/year",
            section="statistics",
            name=_("Our house"),
            linked=True,
            names_people=True,
        )

    async def _somebody(self, request: Request) -> Whose:
        server_id = ServerId(request.path_params["server_id"])
        user_id = UserId(request.path_params["user_id"])
        person = await self._app.people.get(server_id, user_id)
        if await self._app.opting_out.has(person.keys):
            raise AccessError(
                "%(name)s keeps their year in review to themselves.", name=person.name
            )
        return Whose(
            path=f"/users/{server_id}/{user_id}/year",
            section="users",
            name=person.name,
            accounts=person.keys,
            linked=True,
        )

    async def _oneself(self, request: Request) -> Whose:
        principal: Principal = request.state.principal
        is_owner = principal.kind == "owner"
        accounts = principal.accounts
        if is_owner:
            accounts = await self._app.guest_admission.own_accounts()
        if not accounts:
            raise NotFoundError("No account on a server is yours.")
        return Whose(
            path="/me/year",
            section="year",
            name=principal.name,
            accounts=accounts,
            may_share=is_owner or self._app.preferences.group(Guests).guests_share_years,
            shared_by=None if is_owner else principal.user_id,
        )

    async def _years(self, whose: Whose) -> list[int]:
        return await self._app.years.known(self._filter(whose))

    def _filter(self, whose: Whose) -> HistoryFilter:
        if whose.accounts is not None:
            return HistoryFilter(accounts=whose.accounts)
        return self._app.people.counted(HistoryFilter())

    async def _view(self, whose: Whose, year: int) -> YearView | None:
        wanted = self._filter(whose)
        kept = await self._app.opting_out.accounts() if whose.accounts is None else ()
        query = YearQuery(year=year, filter=wanted, unnamed=tuple(sorted(kept)))
        review = await self._app.years.review(query)
        if review is None:
            return None
        words = Words(
            zone=self._app.zone,
            url=self._site.renderer.url,
            accounts=_joined(wanted.accounts),
            without=_joined(wanted.without_accounts),
            linked=whose.linked,
            person_of=_name_of if whose.names_people else None,
            pictures=self._site.pictures if whose.linked else None,
            today=self._app.explorer.today,
        )
        return year_view(review, words)

    def _drawn(self, view: YearView, name: str) -> Response:
        text = self._site.renderer.text("pages/year.svg", {"view": view, "name": name})
        headers = {"Content-Disposition": f'attachment; filename="year-{view.year}.svg"'}
        return Response(text, media_type=SVG, headers=headers)


def _name_of(row: PlayRow) -> str:
    return row.friendly_name or row.username or _("Unknown")


def _joined(accounts: tuple[tuple[int, int], ...]) -> str:
    return ",".join(f"{server_id}-{user_id}" for server_id, user_id in accounts)


def _year(request: Request) -> int:
    year = int(request.path_params["year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFoundError("There is no year %(year)s on record.", year=year, field="year")
    return year


def _days(form: FormData) -> int:
    try:
        return int(text_of(form, "days") or USUAL_DAYS)
    except ValueError:
        raise InputError("Say in days how long the link lasts.", field="days") from None
