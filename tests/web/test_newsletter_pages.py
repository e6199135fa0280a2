"""Making a newsletter on its pages, without JavaScript."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.features.newsletters.conftest import row
from tests.web.conftest import BASE_PATH, Desk
from watchkeeper.db.tables import library, library_item
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.newsletters.blocks import Block
from watchkeeper.features.newsletters import ByHand, Newsletter
from watchkeeper.features.newsletters.sending.issue import TEST
from watchkeeper.runtime.clock import instant

HERE = ServerId(1)
ONE = "/newsletters/1/1"
FIELD = re.compile(r'<(?:input|select|textarea)[^>]* name="([^"]+)"')
FILLED: dict[str, Any] = {  # Any: texts, or lists of them
    "friendly_name": "Weekly", "active": "1", "libraries": ["1"], "time_frame": "7",
    "time_frame_units": "days", "schedule": "weekly", "time": "18:30", "weekdays": ["fri"],
    "day": "1", "cron": "", "to": "ada@mail.test, bo@mail.test", "separately": "1", "way": "mail",
    "from": "news@mail.test", "from_name": "Attic", "smtp_server": "mail.test", "smtp_port": "587",
    "tls": "1", "smtp_password": "hush-hush", "mail_notifier": "0", "text_notifier": "0",
    "subject": "New ({end_date})", "message": "Hello", "body": "Read {newsletter_url}",
    "accent": "#224466", "direction": "ltr", "pictures": "embedded", "place_new_shows": "1",
    "place_new_movies": "2",
}  # fmt: skip


async def begun(desk: Desk) -> Newsletter:
    """A new newsletter of a house with one library and one new film."""
    flags = dict.fromkeys(("is_active", "do_notify", "do_notify_created", "keep_history"), True)
    film = row(5001, title="Dune & <i>", added_at=instant(desk.clock) - 60)
    values = {
        "server_id": 1, "section_id": 1, "section_name": "Films", "section_type": "movie",
        "is_deleted": False, **flags,
    }  # fmt: skip
    await desk.app.db.write(lambda conn: conn.execute(library.insert().values(values)))
    await desk.app.db.write(lambda conn: conn.execute(library_item.insert().values(film)))
    await desk.app.libraries.load()
    answer = await desk.post(
        "/newsletters/new", {"kind": "recently_added", "server": "1"}, "/newsletters"
    )
    assert answer.headers["location"] == f"{BASE_PATH}{ONE}"
    return await desk.app.newsroom.letters.get(HERE, 1)


async def save(desk: Desk, **changed: Any) -> Any:
    return await desk.post(ONE, {**FILLED, **changed}, ONE)


async def test_a_new_newsletter_is_off_and_has_all_that_it_can_tell_of(desk: Desk) -> None:
    assert "No newsletter yet" in await desk.text("/newsletters")
    letter = await begun(desk)
    assert (letter.is_active, letter.section_ids, letter.title) == (False, (1,), "Recently added")
    assert letter.design.separately
    shown = await desk.text("/newsletters")
    assert "Every Monday at 09:00." in shown
    assert "not by itself" in shown


async def test_what_is_entered_is_kept_and_shown_again(desk: Desk) -> None:
    await begun(desk)
    shown = await desk.follow(await save(desk))
    letter = await desk.app.newsroom.letters.get(HERE, 1)
    assert letter.content["cron"] == "30 18 * * fri"
    assert letter.next_at is not None
    assert letter.design.blocks == (Block.NEW_SHOWS, Block.NEW_MOVIES)
    assert letter.email["to"] == ["ada@mail.test", "bo@mail.test"]
    assert "Every Friday at 18:30." in shown
    assert "ada@mail.test\nbo@mail.test" in shown
    assert "hush-hush" not in shown
    assert set(FIELD.findall(shown)) >= FILLED.keys()


async def test_a_secret_that_is_left_blank_stays(desk: Desk) -> None:
    await begun(desk)
    await save(desk)
    await save(desk, smtp_password="")
    letter = await desk.app.newsroom.letters.get(HERE, 1)
    assert letter.email["smtp_password"] == "hush-hush"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"schedule": "cron", "cron": "0 9 31 2 *"}, "No day fits"),
        ({"weekdays": []}, "at least one day"),
        ({"time": "late"}, "hours and minutes"),
        ({"libraries": []}, "at least one library"),
        ({"place_new_shows": "0", "place_new_movies": "0"}, "at least one block"),
        ({"to": "nobody"}, "no mail address"),
        ({"subject": "{server_name"}, "not closed"),
        ({"template": "{{#sections}}"}, "Line 1 of the template"),
        ({"template": "{{subject.__class__}}"}, "is no name"),
        ({"accent": "red"}, "#rrggbb"),
        ({"id_name": "a/b"}, "letters, digits"),
        ({"time_frame": "0"}, "Look back over"),
        ({"way": "notifier"}, "Choose a mail notifier"),
        ({"smtp_port": "99999"}, "A port is"),
        ({"from": ""}, "From which address"),
        ({"people": ["x" * 30]}, None),
    ],
)
async def test_what_cannot_be_is_said_and_nothing_entered_is_lost(
    desk: Desk, changed: dict[str, Any], told: str | None
) -> None:
    await begun(desk)
    answer = await save(desk, message="Kept words", **changed)
    if told is None:
        assert answer.status_code == 303
        return
    assert answer.status_code == 400
    assert "Nothing was saved yet." in answer.text
    assert told in answer.text.replace("&#34;", '"')
    assert "Kept words" in answer.text
    assert (await desk.app.newsroom.letters.get(HERE, 1)).title == "Recently added"


async def test_the_preview_shows_the_issue_in_a_frame_that_runs_nothing(desk: Desk) -> None:
    await begun(desk)
    await save(desk)
    around = await desk.get(f"{ONE}/preview")
    assert "2 addresses would get it" in around.text
    assert around.text.count("<iframe") == around.text.count('sandbox="allow-popups') == 2
    assert "frame-src 'self'" in around.headers["content-security-policy"]
    inside = await desk.get(f"{ONE}/preview/page")
    assert "Dune &amp; &lt;i&gt;" in inside.text
    (policy,) = inside.headers.get_list("content-security-policy")
    assert "frame-ancestors 'self'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert await desk.app.newsroom.issues.log(HERE) == []


async def test_a_test_that_fails_says_why_and_stands_in_the_log(desk: Desk) -> None:
    await begun(desk)
    await save(desk, smtp_server="127.0.0.1", smtp_port="9", tls="0")
    told = await desk.follow(await desk.post(f"{ONE}/test", {"to": "me@mail.test"}, ONE))
    assert "cannot be reached" in told
    shown = await desk.text("/newsletters/issues")
    assert "me@mail.test" in shown
    assert "Send what failed again" in shown
    (issue,) = await desk.app.newsroom.issues.log(HERE)
    again = await desk.post(f"/newsletters/issues/{issue.id}/retry", {}, "/newsletters/issues")
    assert again.status_code == 303
    assert "Dune" in await desk.text(f"/newsletter/{issue.uuid}")


async def test_a_test_needs_one_address(desk: Desk) -> None:
    await begun(desk)
    for wrong in ("", "nobody", "a@mail.test, b@mail.test"):
        assert (await desk.post(f"{ONE}/test", {"to": wrong}, ONE)).status_code == 400


async def test_a_newsletter_is_deleted_and_its_issues_stay(desk: Desk) -> None:
    letter = await begun(desk)
    await desk.app.newsroom.press.send_now(letter, ByHand(action=TEST, only_to="me@mail.test"))
    assert "was deleted" in await desk.follow(await desk.post(f"{ONE}/delete", {}, ONE))
    assert (await desk.get(ONE)).status_code == 404
    assert "Newsletter 1, deleted" in await desk.text("/newsletters/issues")


async def test_the_privacy_view_hides_who_gets_it(desk: Desk) -> None:
    await begun(desk)
    await save(desk)
    assert (await desk.post("/look", {"privacy": "on", "next": ONE}, ONE)).status_code == 303
    await desk.app.newsroom.press.send_now(
        await desk.app.newsroom.letters.get(HERE, 1), ByHand(action=TEST, only_to="me@mail.test")
    )
    assert "me@mail.test" not in await desk.text("/newsletters/issues")
