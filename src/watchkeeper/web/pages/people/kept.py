"""What is kept of a person: handing it out, shortening addresses, erasing them for good."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from watchkeeper.errors import ConflictError, InputError, NotFoundError
from watchkeeper.features.accounts import Access, Page, Principal
from watchkeeper.features.users import Privacy
from watchkeeper.runtime.clock import instant
from watchkeeper.texts import _, told
from watchkeeper.web.pages.forms import text_of, who
from watchkeeper.web.pages.people.person import asked_person
from watchkeeper.web.rendering import Message
from watchkeeper.web.site import Site
from watchkeeper.web.words import moment

BASE = "/users/{server_id:int}/{user_id:int}"


class PersonDataPages:
    """Export, short addresses and erasure, below the page of a person."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = site.application

    def pages(self) -> list[Page]:
        """The addresses, and whom they let in."""
        return [
            Page(f"{BASE}/export", self.export, Access.OWNER, ("POST",)),
            Page(f"{BASE}/export/{{job_id:int}}", self.download, Access.OWNER),
            Page(f"{BASE}/shorten", self.shorten, Access.OWNER, ("POST",)),
            Page(f"{BASE}/erase", self.ask, Access.OWNER),
            Page(f"{BASE}/erase", self.erase, Access.OWNER, ("POST",)),
        ]

    async def export(self, request: Request) -> Response:
        """Begin to write everything about the person into a file."""
        person = await asked_person(self._site, request)
        await self._app.personal_data.hand_out(person)
        message = Message(_("The file is being written: reload this page in a moment."), "ok")
        return self._site.go(f"{person.path}?tab=privacy", message)

    async def download(self, request: Request) -> Response:
        """The file of an export."""
        person = await asked_person(self._site, request)
        path = await self._app.personal_data.file(person, request.path_params["job_id"])
        headers = {"Cache-Control": "no-store"}
        return FileResponse(
            path, media_type="application/zip", filename="person.zip", headers=headers
        )

    async def shorten(self, request: Request) -> Response:
        """Keep short addresses from now on, and shorten those that are stored."""
        person, form = await asked_person(self._site, request), await request.form()
        shortens = bool(text_of(form, "shortens_addresses"))
        known = self._app.people.privacy(person)
        wanted = Privacy(known.is_hidden, shortens)
        await self._app.people.set_privacy(person, wanted, who(request))
        then = f"{person.path}?tab=privacy"
        if not shortens:
            text = _("New plays keep their whole address again. What was shortened stays short.")
            return self._site.go(then, Message(text, "ok"))
        await self._app.personal_data.shorten(person)
        return self._site.go(then, Message(_("Their addresses are being shortened."), "ok"))

    async def ask(self, request: Request) -> Response:
        """What an erasure would take, and what it would leave."""
        person = await asked_person(self._site, request)
        held = await self._app.personal_data.held(person)
        zone = self._app.zone
        values = {
            "person": person,
            "counts": held.counts,
            "backups": [(one, moment(one.made_at, zone)) for one in held.backups],
            "is_playing": self._is_playing(person.keys),
            "is_recent": self._is_recent(request),
        }
        return await self._site.show(request, "pages/person_erase.html", values, section="users")

    async def erase(self, request: Request) -> Response:
        """Begin to erase, once the name was typed by somebody who signed in just now."""
        person, form = await asked_person(self._site, request), await request.form()
        problem = self._problem(request, text_of(form, "name"), person.name)
        if not problem and self._is_playing(person.keys):
            problem = _("A stream of theirs runs: stop it first.")
        if problem:
            return self._site.go(f"{person.path}/erase", Message(problem, "danger"))
        chosen = [name for name in form.getlist("backup") if isinstance(name, str)]
        try:
            await self._app.personal_data.erase(person, who(request), backups=chosen)
        except (ConflictError, InputError, NotFoundError) as error:
            return self._site.go(f"{person.path}/erase", Message(told(error), "danger"))
        text = _("The person is being erased. Servers, Jobs, shows how far it is.")
        return self._site.go("/users", Message(text, "ok"))

    def _problem(self, request: Request, typed: str, name: str) -> str:
        if not self._is_recent(request):
            return _("Sign in again first: what follows cannot be undone.")
        if typed != name:
            return _("Nothing was erased: the name was not typed as it stands above.")
        return ""

    def _is_recent(self, request: Request) -> bool:
        principal: Principal = request.state.principal
        return principal.signed_in_recently(instant(self._app.clock))

    def _is_playing(self, accounts: tuple[tuple[int, int], ...]) -> bool:
        running = self._app.monitoring.running()
        return any((one.server_id, one.user_id) in accounts for one in running)
