"""The table of commands: what each is called, what it takes, who may call it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import field
from inspect import cleandoc
from typing import Any, TypeVar

from watchkeeper.api.v2.params import Grammar
from watchkeeper.application import Application
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.accounts.access import Principal, Scope
from watchkeeper.values import dataclass

P = TypeVar("P")

NO_SERVER = ServerId(0)
"""Stands for the caller's server while none is set up: nothing is recorded of it."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call: to whom it goes, for which server, and who makes it (None: nobody known)."""

    app: Application
    server_id: ServerId
    principal: Principal | None
    key: str = field(default="", repr=False)  # what the caller sent; a pairing keeps its digest

    @property
    def who(self) -> str:
        """The caller's name, for plans and the audit trail."""
        return self.principal.name if self.principal else ""


@dataclass(frozen=True, slots=True)
class NoParams:
    """The command takes no parameters."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `run` answers plain data, None, or one of `watchkeeper.api.v2.answers`."""

    name: str
    scope: Scope
    grammar: Grammar[Any]  # Any: each command has a dataclass of its own
    run: Callable[[Call, Any], Awaitable[object]]  # Any: the same dataclass
    help: str
    is_open: bool  # answers without a key
    takes_unknown: bool  # whether parameters it does not know are ignored


def command(
    name: str,
    *,
    params: type[P],
    scope: Scope = Scope.READ,
    is_open: bool = False,
    takes_unknown: bool = True,
) -> Callable[[Callable[[Call, P], Awaitable[object]]], Command]:
    """Make a command of a function; its docstring is the command's help."""

    def made(run: Callable[[Call, P], Awaitable[object]]) -> Command:
        return Command(
            name=name,
            scope=scope,
            grammar=Grammar.of(params),
            run=run,
            help=cleandoc(run.__doc__ or ""),
            is_open=is_open,
            takes_unknown=takes_unknown,
        )

    return made


class Registry:
    """All commands by name."""

    def __init__(self, groups: Iterable[Iterable[Command]]) -> None:
        """Take the commands of all modules.

        Raises:
            ValueError: Two commands have the same name.
        """
        self._commands: dict[str, Command] = {}
        for found in (found for group in groups for found in group):
            if found.name in self._commands:
                raise ValueError(f"Two commands are called {found.name}.")
            self._commands[found.name] = found
        self.names = tuple(sorted(self._commands))
        self.possible = f"Possible commands are: {', '.join(self.names)}"

    def get(self, name: str) -> Command | None:
        """The command of this name; names are case-sensitive."""
        return self._commands.get(name)

    def all(self) -> tuple[Command, ...]:
        """Every command, by name."""
        return tuple(self._commands[name] for name in self.names)
