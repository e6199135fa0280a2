"""Whatever a page must never do: complain, break its policy, or ask somebody else."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Page, Request

EXPECTED = ("Failed to load resource",)  # a refused sign-in, a page that is not there


class Witness:
    """Writes down errors of scripts, breaches of the policy, and requests to other hosts."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.complaints: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED):
            self.complaints.append(message.text)

    def _request(self, request: Request) -> None:
        own = (f"{self._url}/", f"{self._url}?", "data:", "blob:")
        if request.url != self._url and not request.url.startswith(own):
            self.complaints.append(f"asked {request.url}")
