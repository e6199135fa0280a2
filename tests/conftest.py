"""What holds for every test: one event loop kind, no network but this machine's own, and
the ground that most features stand on."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import settings

from tests.fakes.clock import FakeClock
from watchkeeper.db.database import Database
from watchkeeper.runtime.bus import Bus

LOCAL_NAMES = frozenset({"localhost", "", "0.0.0.0", "::"})


class NetworkUsedError(RuntimeError):
    """A test tried to reach something outside this machine."""


def pytest_configure() -> None:
    """Let no example of a property fail because the machine is busy.

    CI tries the same examples each time, so that what fails there fails again; anywhere else
    every run tries new ones.
    """
    settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
    settings.load_profile("house")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """An empty database of the newest schema."""
    database = Database.open(tmp_path / "data")
    yield database
    database.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def bus() -> Bus:
    return Bus()


@pytest.fixture(autouse=True)
def _log_as_at_first() -> Iterator[None]:
    """A level that one test sets is not that of the next, whichever that is."""
    usual = logging.getLogger().level
    yield
    logging.getLogger().setLevel(usual)
    structlog.reset_defaults()


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Sockets connect to this machine only, and names of other machines are not looked up."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "socket", LocalSocket)
        patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))
        yield


class LocalSocket(socket.socket):
    """A socket that refuses to leave this machine."""

    def connect(self, address: Any) -> None:  # Any: each address family has its own form
        refuse_outside(address)
        super().connect(address)

    def connect_ex(self, address: Any) -> int:  # Any: each address family has its own form
        refuse_outside(address)
        return super().connect_ex(address)


def refuse_outside(address: object) -> None:
    """Let paths of Unix sockets and loopback addresses pass.

    Raises:
        NetworkUsedError: the address is another machine's.
    """
    if isinstance(address, tuple) and not is_local(str(address[0])):
        raise NetworkUsedError(f"A test tried to reach {address[0]}.")


def is_local(host: str) -> bool:
    """Whether a host name or address means this machine."""
    if host in LOCAL_NAMES:
        return True
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _guarded_lookup(look_up: Any) -> Any:  # Any: getaddrinfo is overloaded
    def guarded(host: Any, *args: Any, **kwargs: Any) -> Any:  # Any: as getaddrinfo
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not is_local(name) and not _is_address(name):
            raise socket.gaierror(socket.EAI_NONAME, f"A test tried to look up {name}.")
        return look_up(host, *args, **kwargs)

    return guarded


def _is_address(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
