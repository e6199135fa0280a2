"""A real Firefox, driven through Marionette: the protocol that it speaks without other programs.

Frames are a length, a colon, and JSON: `[0, id, command, parameters]` there and
`[1, id, error, result]` back (https://firefox-source-docs.mozilla.org/testing/marionette/).
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from watchkeeper.demo.process import free_port

READY_SECONDS = 90.0
PATIENCE_SECONDS = 60.0
LOOK_SECONDS = 0.1
LEAVE_SECONDS = 20.0
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # WebDriver's name for the id of an element
QUIET = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}
"""What keeps it from asking the net for things of its own."""


def program() -> str | None:
    """Where Firefox is; a release that is not the long-lived one only when it is named."""
    return os.environ.get("WATCHKEEPER_FIREFOX") or shutil.which("firefox-esr")


class Firefox:
    """One window, as somebody uses it; `inside` looks at what pages cannot see."""

    def __init__(self, port: int) -> None:
        self._socket = _connected(port)
        self._answers = self._socket.makefile("rb")
        self._number = 0
        self._frame()
        timeouts = {"script": int(PATIENCE_SECONDS * 1000)}
        self._do("WebDriver:NewSession", capabilities={"alwaysMatch": {"timeouts": timeouts}})

    def open(self, url: str) -> None:
        self._do("WebDriver:Navigate", url=url)

    def click(self, selector: str) -> None:
        self._do("WebDriver:ElementClick", id=self._found(selector))

    def fill(self, selector: str, text: str) -> None:
        self._do("WebDriver:ElementSendKeys", id=self._found(selector), text=text)

    def page(self, expression: str) -> Any:  # Any: JSON
        """What an expression of the page comes to; promises are waited for."""
        script = f"Promise.resolve({expression}).then(arguments[0])"
        return self._do("WebDriver:ExecuteAsyncScript", script=script, args=[])["value"]

    def inside(self, expression: str) -> Any:  # Any: JSON
        """The same for the browser itself."""
        self._do("Marionette:SetContext", value="chrome")
        try:
            return self.page(expression)
        finally:
            self._do("Marionette:SetContext", value="content")

    def turn_to_newest_tab(self) -> None:
        handles = self._do("WebDriver:GetWindowHandles")
        self._do("WebDriver:SwitchToWindow", handle=handles[-1])

    def quit(self) -> None:
        self._do("Marionette:Quit", flags=["eForceQuit"])
        self._answers.close()
        self._socket.close()

    def _found(self, selector: str) -> str:
        found = self._do("WebDriver:FindElement", using="css selector", value=selector)
        return str(found["value"][ELEMENT])

    def _do(self, command: str, **parameters: object) -> Any:  # Any: JSON
        self._number += 1
        sent = json.dumps([0, self._number, command, parameters]).encode()
        self._socket.sendall(b"%d:%b" % (len(sent), sent))
        _kind, _number, error, result = self._frame()
        assert error is None, f"{command}: {error}"
        return result

    def _frame(self) -> Any:  # Any: JSON
        length = b""
        while (digit := self._answers.read(1)) != b":":
            assert digit, "Firefox hung up"
            length += digit
        return json.loads(self._answers.read(int(length)))


@contextmanager
def firefox(path: str, folder: Path, preferences: Mapping[str, object]) -> Iterator[Firefox]:
    """A fresh one with these preferences; it is gone afterwards."""
    port = free_port()
    chosen = {**QUIET, **preferences, "marionette.port": port}
    lines = [f"user_pref({json.dumps(n)}, {json.dumps(value)});\n" for n, value in chosen.items()]
    (folder / "user.js").write_text("".join(lines))
    arguments = ("--headless", "--marionette", "-remote-allow-system-access", "--no-remote")
    with (folder / "firefox.log").open("w") as log:
        process = subprocess.Popen(
            [path, *arguments, "--profile", str(folder), "about:blank"],
            env={**os.environ, "HOME": str(folder)}, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            running = Firefox(port)
            yield running
            running.quit()
            process.wait(LEAVE_SECONDS)
        finally:
            process.kill()
            process.wait()


def eventually(asked: Callable[[], Any], is_wanted: Callable[[Any], bool] = bool) -> Any:
    """What is asked for, once it is as wanted."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_wanted(found := asked()):
        assert time.monotonic() < deadline, found
        time.sleep(LOOK_SECONDS)
    return found


def _connected(port: int) -> socket.socket:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
        except OSError:
            assert time.monotonic() < deadline, "Firefox does not listen"
            time.sleep(LOOK_SECONDS)
