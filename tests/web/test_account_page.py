"""The account: a new password wants the present one, and other browsers can be signed out."""

from __future__ import annotations

import pytest

from tests.web.conftest import OWNER, PASSWORD, Desk
from watchkeeper.errors import AccessError
from watchkeeper.features.accounts.sign_in.sign_ins import Client

NEW = "another sentence for the tests"


def passwords(current: str = PASSWORD, new: str = NEW, again: str = NEW) -> dict[str, str]:
    return {"current": current, "password": new, "again": again}


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (passwords(current="wrong"), "current"),
        (passwords(again="other"), "again"),
        (passwords(new="short", again="short"), "password"),
        ({}, "password"),
    ],
)
async def test_a_password_that_does_not_fit_is_refused_beside_its_field(
    desk: Desk, form: dict[str, str], field: str
) -> None:
    answer = await desk.post("/account/password", form, "/account")
    assert answer.status_code == 400
    place = answer.text.split(f'id="{field}"')[1].split("</div>")[0]
    assert 'aria-invalid="true"' in place
    assert NEW not in answer.text


async def test_a_new_password_signs_the_other_browsers_out(desk: Desk) -> None:
    other = await desk.app.accounts.sign_in(OWNER, PASSWORD, Client("192.0.2.9"))
    said = await desk.follow(await desk.post("/account/password", passwords(), "/account"))
    assert "The password is changed" in said
    assert await desk.app.accounts.principal_of_session(other.token) is None
    with pytest.raises(AccessError):
        await desk.app.accounts.sign_in(OWNER, PASSWORD, Client("192.0.2.9"))


async def test_other_browsers_are_listed_and_signed_out(desk: Desk) -> None:
    tokens = [
        (await desk.app.accounts.sign_in(OWNER, PASSWORD, Client("192.0.2.9", user_agent=agent)))
        for agent in ("Lynx <b>", "Mosaic", "Opera")
    ]
    page = await desk.get("/account")
    assert "Lynx &lt;b&gt;" in page.text
    number = page.text.split('action="/x/y/account/sessions/')[1].split('"')[0]
    await desk.post(f"/account/sessions/{number}", page="/account")
    living = [await desk.app.accounts.principal_of_session(one.token) for one in tokens]
    assert sum(one is None for one in living) == 1
    await desk.post("/account/sessions/others", page="/account")
    living = [await desk.app.accounts.principal_of_session(one.token) for one in tokens]
    assert living == [None, None, None]
    assert "this one" in await desk.text("/account")


async def test_a_session_of_nobody_is_not_there(desk: Desk) -> None:
    assert (await desk.post("/account/sessions/999", page="/account")).status_code == 404
