"""Example commands, and fakes of the services that the face itself asks."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

from watchkeeper.api.v2.params import Flag, Key, Number
from watchkeeper.api.v2.registry import Call, NoParams, Registry, command
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import InputError, NotFoundError
from watchkeeper.features.accounts.access import Principal, Scope

KEY = "0123456789abcdef0123456789abcdef"
READER = "reading-token"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EchoParams:
    """A few parameters."""

    user_id: Key
    length: Number = 25
    grouping: Flag | None = None


@command("echo", params=EchoParams)
async def echo(call: Call, params: EchoParams) -> object:
    """Answer what was sent."""
    return {
        "user_id": params.user_id,
        "length": params.length,
        "grouping": params.grouping,
        "server": call.server_id,
        "who": call.who,
    }


@command("nothing", params=NoParams)
async def nothing(_call: Call, _params: NoParams) -> object:
    """Answer nothing."""
    return None


@command("fail", params=NoParams)
async def fail(_call: Call, _params: NoParams) -> object:
    """Fail with a secret in the error."""
    raise RuntimeError("password=hunter2")


@command("refuse", params=NoParams)
async def refuse(_call: Call, _params: NoParams) -> object:
    """Refuse the input."""
    raise InputError("no such thing")


@command("missing", params=NoParams)
async def missing(_call: Call, _params: NoParams) -> object:
    """Miss something."""
    raise NotFoundError("There is no server 7.")


@command("strict", params=NoParams, takes_unknown=False)
async def strict(_call: Call, _params: NoParams) -> object:
    """Take no parameters at all."""
    return []


@command("open", params=NoParams, is_open=True)
async def open_to_all(_call: Call, _params: NoParams) -> object:
    """Answer without a key."""
    return "open"


@command("change", params=NoParams, scope=Scope.WRITE)
async def change(_call: Call, _params: NoParams) -> object:
    """Change something."""
    return True


EXAMPLES = Registry(((echo, nothing, fail, refuse), (missing, strict, open_to_all, change)))


class FakeAccounts:
    """Knows one Tautulli-style key and one token that may only read."""

    def principal_of_key(self, secret: str) -> Principal | None:
        return {
            KEY: Principal("key", "API key", frozenset({Scope.TAUTULLI})),
            READER: Principal("token", "reader", frozenset({Scope.READ})),
        }.get(secret)

    def admit(self, principal: Principal, calls_a_minute: int) -> None:
        pass


class FakeDatabase:
    """Nothing is ever written."""

    async def calm(self) -> None:
        """It always is."""


class FakeServers:
    """One server, number 7."""

    async def default(self) -> object:
        return SimpleNamespace(id=ServerId(7))

    async def all(self) -> tuple[object, ...]:
        return ()  # nobody registered a device with any


class FakePreferences:
    """Preferences whose every field is the same."""

    api_enabled = True

    def group(self, _kind: object) -> object:
        return SimpleNamespace(api_enabled=self.api_enabled, calls_a_minute=lambda _kind: 0)
