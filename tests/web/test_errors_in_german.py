"""What went wrong, on real pages in German; programs are told the same in English."""

from __future__ import annotations

from html import unescape

import pytest

from tests.web.conftest import BASE_PATH, BROWSER, OWNER, Desk

GERMAN = {"accept-language": "de"}


async def posted(desk: Desk, path: str, form: dict[str, str], page: str) -> tuple[int, str]:
    """Status and text of the answer to a form that a German browser sends."""
    desk.client.headers["accept-language"] = "de"
    answer = await desk.post(path, form, page)
    return answer.status_code, unescape(answer.text)


async def test_a_wrong_password_and_too_many_of_them(stranger: Desk) -> None:
    form = {"name": OWNER, "password": "wrong"}
    for _attempt in range(5):
        status, page = await posted(stranger, "/sign-in", form, "/sign-in")
        if status == 429:
            break
        assert status == 401
        assert "Der Name oder das Passwort ist falsch." in page
    else:
        status, page = await posted(stranger, "/sign-in", form, "/sign-in")
    assert status == 429
    assert "Zu viele Versuche. Versuche es in" in page


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/nothing", 404, "Unter dieser Adresse gibt es nichts."),
        ("/history/999", 404, "Diese Wiedergabe ist nicht (mehr) aufgezeichnet."),
        ("/history?page=x", 400, "„x“ ist keine Zahl: page nimmt ganze Zahlen."),
        ("/history?after=x", 400, "„x“ ist kein Tag: after nimmt ein Datum wie 2026-01-31."),
        ("/year/1901", 404, "Ein Jahr 1901 ist nicht aufgezeichnet."),
        ("/servers/77", 405, "Diese Adresse nimmt diese Methode nicht an."),
    ],
)
async def test_a_page_that_is_not_there(
    reader: Desk, path: str, status: int, sentence: str
) -> None:
    answer = await reader.get(path, **GERMAN)
    page = unescape(answer.text)
    assert (answer.status_code, sentence in page) == (status, True), page
    assert '<html lang="de"' in page
    assert "There is" not in page


async def test_a_form_without_the_token_of_its_page(reader: Desk) -> None:
    answer = await reader.client.post(
        f"{BASE_PATH}/history/delete", data={"play": "1"}, headers=BROWSER | GERMAN
    )
    assert answer.status_code == 403
    assert "Diese Seite war zu lange offen, oder Cookies sind abgeschaltet." in answer.text


async def test_a_form_of_another_site(reader: Desk) -> None:
    headers = BROWSER | GERMAN | {"sec-fetch-site": "cross-site"}
    answer = await reader.client.post(f"{BASE_PATH}/history/delete", headers=headers)
    assert answer.status_code == 403
    assert "Eine andere Website hat um diese Änderung gebeten" in answer.text


@pytest.mark.parametrize(
    ("path", "form", "status", "sentence"),
    [
        (
            "/account/password",
            {"current": "a sentence for the tests", "password": "short", "again": "short"},
            400,
            "Das Passwort braucht mindestens",
        ),
        ("/settings/recording", {"tv_watched_percent": "150"}, 400, "Der Wert muss"),
        (
            "/servers",
            {"url": "ftp://x"},
            200,
            "Das ist keine http- oder https-Adresse. Schreibe sie wie http://192.168.1.5:32400.",
        ),
    ],
)
async def test_a_field_that_does_not_fit(
    desk: Desk, path: str, form: dict[str, str], status: int, sentence: str
) -> None:
    page = path.replace("/account/password", "/account")
    found, answer = await posted(desk, path, form, page)
    assert (found, sentence in answer) == (status, True)


async def test_programs_are_told_in_english(reader: Desk) -> None:
    for path in ("/api/v1/servers/77", "/api/v1/nothing"):
        answer = await reader.client.get(f"{BASE_PATH}{path}", headers=GERMAN)
        words = answer.json()["error"]["message"]
        assert words in {"There is no server 77.", "There is nothing at this address."} | {
            "Sign in first."
        }
