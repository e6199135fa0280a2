"""The one endpoint behind all commands: who calls, what is asked, and the answer to it."""

from __future__ import annotations

import structlog
from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.api.v2.answers import Refused
from watchkeeper.api.v2.devices import device_principal, new_app
from watchkeeper.api.v2.envelope import Form, enveloped, failed
from watchkeeper.api.v2.params import Parameters, flag
from watchkeeper.api.v2.pieces import in_pieces
from watchkeeper.api.v2.registry import NO_SERVER, Call, Command, Registry
from watchkeeper.api.v2.request import sent_parameters
from watchkeeper.application import Application
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import InputError, NotFoundError, OutsideError
from watchkeeper.features.accounts.access import Principal, Scope
from watchkeeper.features.preferences.groups import Network

log = structlog.get_logger(__name__)

GENERAL = frozenset({"apikey", "cmd", "out_type", "callback", "debug", "profileme", "app"})
OTHER_ENDPOINT = Refused("Please use the /api/v2 endpoint.")


class Face:
    """Answers calls as Tautulli does, for the server that the caller's key belongs to."""

    def __init__(self, app: Application, registry: Registry) -> None:
        self._app = app
        self._registry = registry

    async def answer(self, request: Request) -> Response:
        """The answer to one call; every failure is an answer too."""
        try:
            sent = await sent_parameters(request)
            form = Form.of(sent)
        except InputError as error:
            return enveloped(Refused(str(error)))
        return await self._answer(sent, _header_key(request), form)

    async def elsewhere(self, request: Request) -> Response:
        """Any path below /api: the first part of it that is not empty need only contain "v2"."""
        first = request.path_params.get("rest", "").lstrip("/").partition("/")[0]
        if "v2" in first:
            return await self.answer(request)
        refusal = enveloped(OTHER_ENDPOINT)
        refusal.status_code = 200  # as Tautulli does, though it is an error
        return refusal

    async def _answer(self, sent: Parameters, header_key: str | None, form: Form) -> Response:
        key = sent.get("apikey", header_key)
        found = self._command(sent, key)
        if isinstance(found, Refused):
            return enveloped(found, form)
        principal = await self._principal(key, sent)
        if not found.is_open and (principal is None or not principal.may(found.scope)):
            return enveloped(Refused("Invalid apikey"), form)
        if principal is not None:
            limit = self._app.preferences.group(Network).calls_a_minute(principal.kind)
            self._app.accounts.admit(principal, limit)
        told = key if isinstance(key, str) else ""
        call = Call(self._app, await self._server(principal), principal, told)
        return await self._carried_out(found, call, sent, form)

    def _command(self, sent: Parameters, key: str | list[str] | None) -> Command | Refused:
        name = sent.get("cmd")
        found = self._registry.get(name) if isinstance(name, str) else None
        if found is not None and found.is_open:
            return found
        if not self._app.preferences.group(Network).api_enabled:
            return Refused("API not enabled")
        if found is not None and key is not None:
            return found
        if key is None:
            return Refused("Parameter apikey is required")
        if name is None:
            return Refused(f"Parameter cmd is required. {self._registry.possible}")
        return Refused(f"Unknown command: {name}. {self._registry.possible}")

    async def _principal(self, key: str | list[str] | None, sent: Parameters) -> Principal | None:
        """Whose key it is. With `app` only keys of companion apps do, which do nowhere else."""
        if not isinstance(key, str):
            return None
        if _is_app(sent):
            return await device_principal(self._app, key) or new_app(self._app, key, sent)
        return self._app.accounts.principal_of_key(key)

    async def _server(self, principal: Principal | None) -> ServerId:
        if principal is not None and principal.server_id is not None:
            return principal.server_id
        server = await self._app.servers.default()
        return NO_SERVER if server is None else server.id

    async def _carried_out(
        self, command: Command, call: Call, sent: Parameters, form: Form
    ) -> Response:
        try:
            answer = await self._in_turn(command, call, sent)
            return enveloped(await in_pieces(answer, form), form)
        except NotFoundError as error:
            return enveloped(Refused(str(error)), form)
        except (InputError, OutsideError) as error:
            log.info("command refused", command=command.name, reason=str(error))
        except Exception:  # the border of the protocol: every failure is answered
            log.exception("command failed", command=command.name)
        return failed(form)

    async def _in_turn(self, command: Command, call: Call, sent: Parameters) -> object:
        """What the command answers; those who only read let those who change go first."""
        own = {name: text for name, text in sent.items() if name not in GENERAL}
        if not command.takes_unknown:
            _refuse_unknown(command, own)
        params = command.grammar.read(own)
        if params is None:
            return None
        if command.scope is Scope.READ:
            await self._app.db.calm()
            return await command.run(call, params)
        with self._app.db.ahead():
            return await command.run(call, params)


def _header_key(request: Request) -> str | None:
    return request.headers.get("x-api-key")


def _is_app(sent: Parameters) -> bool:
    told = sent.get("app", "")
    return isinstance(told, str) and flag(told)


def _refuse_unknown(command: Command, sent: Parameters) -> None:
    for name in sent:
        if not command.grammar.knows(name):
            raise InputError("The command has no such parameter.", field=name)
