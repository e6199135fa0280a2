"""Handing out and erasing a person, through the pages."""

from __future__ import annotations

import pytest

from tests.web.conftest import Desk
from watchkeeper.db.backup import Backups
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.features.users import User
from watchkeeper.features.users.queries import insert_user

PERSON = "/users/1/101"


@pytest.fixture
async def peopled(desk: Desk) -> Desk:
    user = User(id=0, server_id=ServerId(1), user_id=UserId(101), username="ada")
    await desk.app.db.write(insert_user, user)
    await desk.app.users.reload(ServerId(1))
    await desk.furnish()
    return desk


async def done(desk: Desk) -> None:
    """Wait for the newest job."""
    await desk.app.jobs.wait((await desk.app.jobs.all())[0].id)


async def is_known(desk: Desk) -> bool:
    return await desk.app.users.get(ServerId(1), UserId(101)) is not None


async def test_a_person_is_handed_out_as_a_file(peopled: Desk) -> None:
    page = await peopled.follow(await peopled.post(f"{PERSON}/export", {}, PERSON))
    assert "The file is being written" in page
    await done(peopled)
    page = await peopled.text(f"{PERSON}?tab=privacy")
    start = page.index(f"{PERSON}/export/")
    answer = await peopled.get(page[start : page.index('"', start)])
    assert answer.headers["content-type"] == "application/zip"
    assert answer.content.startswith(b"PK")


async def test_a_file_that_is_not_there_is_told(peopled: Desk) -> None:
    assert (await peopled.get(f"{PERSON}/export/12345")).status_code == 404


async def test_before_an_erasure_the_owner_sees_what_goes_and_which_backups_stay(
    peopled: Desk,
) -> None:
    Backups(peopled.app.db.path).add("by_hand", 1_790_000_000)
    page = await peopled.text(f"{PERSON}/erase")
    assert "Erase ada for good" in page
    assert "1 backup may still hold this person" in page
    assert "<dt>plays</dt><dd>2</dd>" in page


async def test_the_name_as_typed_erases(peopled: Desk) -> None:
    page = await peopled.follow(
        await peopled.post(f"{PERSON}/erase", {"name": "ada", "backups": "keep"}, PERSON)
    )
    assert "is being erased" in page
    await done(peopled)
    assert not await is_known(peopled)
    assert "1 erased account" in await peopled.text("/users")
    assert (await peopled.get(PERSON)).status_code == 404


@pytest.mark.parametrize("typed", ["", "Ada", "bo", "ada x"])
async def test_another_name_erases_nobody(peopled: Desk, typed: str) -> None:
    answer = await peopled.post(f"{PERSON}/erase", {"name": typed}, PERSON)
    assert "Nothing was erased" in await peopled.follow(answer)
    assert await is_known(peopled)


async def test_an_owner_who_signed_in_long_ago_signs_in_again_first(peopled: Desk) -> None:
    peopled.clock.advance(601)
    page = await peopled.text(f"{PERSON}/erase")
    assert "Sign in again" in page
    assert 'name="name"' not in page
    answer = await peopled.post(f"{PERSON}/erase", {"name": "ada"}, PERSON)
    assert "Sign in again first" in await peopled.follow(answer)
    assert await is_known(peopled)


async def test_an_erased_account_may_be_recorded_again(peopled: Desk) -> None:
    await peopled.post(f"{PERSON}/erase", {"name": "ada"}, PERSON)
    await done(peopled)
    [mark] = peopled.app.erased.all()
    page = await peopled.follow(await peopled.post(f"/users/erased/{mark.id}/drop", {}, "/users"))
    assert "recorded again" in page
    assert (await peopled.post(f"/users/erased/{mark.id}/drop", {}, "/users")).status_code == 404
