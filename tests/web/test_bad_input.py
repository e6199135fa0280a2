"""What no browser of good will sends: every address and every form answers it in words."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from html import unescape
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import pytest

from tests.web.conftest import BASE_PATH, BROWSER, TOKEN
from tests.web.guest_house import SERVER, ZEB, GuestHouse, guest_house
from watchkeeper.features.accounts import Page

NEVER_ENDS = {"/live"}
ENDS_THE_SESSION = {"/sign-out", "/auth/logout"}
BEYOND_US = 502  # the media server of this house does not answer
HUGE = str(10**30)
VALUES = (
    *("-1", "0", HUGE, "1.5", "NaN", "' OR 1=1 --", "../../etc/passwd", "<script>1</script>"),
    *("9999-99-99", "2026-13-01", "\u202e\u200b🧨", "x" * 5000, "1,,2,x", "1-", "{{7*7}}", "\x00"),
    *("2026-01-31T99:99", str(2**63), "10000-01-01T00:00", "http://[", "1/2/3"),
)
ODD_QUERIES = ("page=1&page=2&page=", "%ff=%fe&text=%ff%fe", "&&==&?&%", "text[]=1")
USUAL = {"text", "page", "size", "order", "tab", "q", "next", "user_id", "after", "before"}
TRIES = 2
"""Of the values for each name: another stretch of them for each, so that all come up often."""
KEYS = {"server_id": SERVER, "user_id": ZEB, "rating_key": 502, "year": 2026, "section_id": 1}
FORM = re.compile(r"<form[^>]*method=\"post\"[^>]*action=\"([^\"]+)\".*?</form>", re.DOTALL)
NAME = re.compile(r"<(?:input|select|textarea|button)[^>]*\sname=\"([^\"]+)\"")
ASKED = re.compile(r"href=\"[^\"?]*\?([^\"#]+)")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[GuestHouse]:
    async with guest_house(tmp_path) as found:
        await found.sign_in()
        yield found


def pages(house: GuestHouse, method: str) -> list[Page]:
    return [
        page
        for page in house.routes.state.pages
        if method in page.methods and page.path not in NEVER_ENDS | ENDS_THE_SESSION
    ]


def addresses(page: Page) -> Iterator[str]:
    """Of things that are there, of none, and of more than any number can hold."""

    def filled(number: str, *, is_known: bool) -> str:
        def value(found: re.Match[str]) -> str:
            return str(KEYS.get(found[1], number)) if is_known else number

        return re.sub(r"\{(\w+)(?::\w+)?\}", value, page.path)

    yield filled("1", is_known=True)
    if "{" in page.path:
        yield filled("0", is_known=False)
        yield filled("987654321", is_known=False)
        yield filled(HUGE, is_known=False)


def asked_in(text: str) -> set[str]:
    """The names that the links and forms of a page send."""
    queries = (parse_qs(unescape(query)) for query in ASKED.findall(text))
    return {name for query in queries for name in query} | set(NAME.findall(text))


def tried(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each name with some of the values."""
    values = cycle(VALUES)
    for name in names:
        for value in islice(values, TRIES):
            yield name, value


async def token_of(house: GuestHouse) -> dict[str, str]:
    found = TOKEN.search((await house.get("/history")).text)
    assert found
    return {"x-csrf-token": found[1]}


async def forms_of(house: GuestHouse) -> dict[str, list[str]]:
    """Address -> names of its fields, of all forms that pages show."""
    found: dict[str, set[str]] = {}
    for page in pages(house, "GET"):
        text = (await house.get(next(addresses(page)))).text
        for form in FORM.finditer(text):
            address = unescape(form[1]).removeprefix(BASE_PATH)
            found.setdefault(address, set()).update(NAME.findall(form[0]))
    return {
        address: sorted(names - {"csrf_token"})
        for address, names in found.items()
        if address not in ENDS_THE_SESSION
    }


async def test_no_address_fails_whatever_is_asked_of_it(house: GuestHouse) -> None:
    failed = []
    for page in pages(house, "GET"):
        known = next(addresses(page))
        names = sorted(asked_in((await house.get(known)).text) | USUAL)
        asked = [f"{known}?{urlencode({name: value})}" for name, value in tried(names)]
        asked += [*addresses(page), *(f"{known}?{query}" for query in ODD_QUERIES)]
        for address in asked:
            answer = await house.get(address)
            if answer.status_code >= 500 and answer.status_code != BEYOND_US:
                failed.append((address[:200], answer.status_code))
    assert not failed, "\n".join(map(str, failed))


async def test_no_form_fails_whatever_is_sent_to_it(house: GuestHouse) -> None:
    token, failed = await token_of(house), []
    forms = await forms_of(house)
    for page in pages(house, "POST"):
        for address in addresses(page):
            forms.setdefault(address, [])
    everything = sorted({name for names in forms.values() for name in names})
    for address, names in forms.items():
        url = f"{BASE_PATH}{address}"
        bodies = [{}, *({name: value} for name, value in tried(names))]
        bodies += [dict.fromkeys(names or everything, value) for value in VALUES[::7]]
        for body in bodies:
            answer = await house.client.post(url, data=body, headers=BROWSER | token)
            if answer.status_code >= 500 and answer.status_code != BEYOND_US:
                failed.append((address, str(body)[:120], answer.status_code))
            if "/sign-in" in answer.headers.get("location", ""):  # it signed this browser out
                await house.sign_in()
                token = await token_of(house)
    assert not failed, "\n".join(map(str, failed))


async def test_no_form_fails_for_a_body_that_is_none(house: GuestHouse) -> None:
    token, failed = await token_of(house), []
    bodies = (
        (b"\xff\xfe=%ff&%zz=%", "application/x-www-form-urlencoded"),
        (b"--x\r\nnothing", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"{", "application/json"),
    )
    for page in pages(house, "POST"):
        for body, kind in bodies:
            headers = BROWSER | token | {"content-type": kind}
            url = f"{BASE_PATH}{next(addresses(page))}"
            answer = await house.client.post(url, content=body, headers=headers)
            if answer.status_code >= 500 and answer.status_code != BEYOND_US:
                failed.append((page.path, kind, answer.status_code))
    assert not failed, "\n".join(map(str, failed))
