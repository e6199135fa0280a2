"""Who wants no more gets no more, and readers see only what they may."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.features.newsletters.conftest import HERE, HOUR, Desk, row
from watchkeeper.errors import NotFoundError
from watchkeeper.features.newsletters import ByHand, IssueState
from watchkeeper.features.newsletters.sending.issue import API
from watchkeeper.features.preferences import Network
from watchkeeper.features.preferences.groups import Newsletters as Choices

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


async def published(desk: Desk, **chosen: object) -> None:
    preferences = desk.house.app.preferences
    await preferences.change(Network, {"http_base_url": "https://w.example"}, "me")
    if chosen:
        await preferences.change(Choices, chosen, "me")


async def sent_link(desk: Desk) -> str:
    """The path of the link in the first mail."""
    desk.pass_time(HOUR)
    await desk.add(row(5001))
    await desk.make_and_send()
    mail = desk.mails()[0]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = mail["List-Unsubscribe"].strip("<>")
    assert url in desk.pages()[0]
    return str(urlsplit(url).path)


async def test_one_click_of_a_mail_program_is_enough(desk: Desk) -> None:
    await published(desk)
    letter = await desk.letter()
    path = await sent_link(desk)

    answer = await desk.house.client.post(path, data=ONE_CLICK)

    assert answer.status_code == 200
    assert "You get it no more" in answer.text
    (gone,) = await desk.room.unsubscribing.all((HERE, letter.number))
    assert gone.address == "ada@mail.test"
    desk.pass_time(HOUR)
    await desk.add(row(5002))
    issue = await desk.make_and_send()
    assert await desk.states(issue) == ["unsubscribed", "sent"]
    assert issue.state is IssueState.SENT


async def test_looking_at_the_link_changes_nothing(desk: Desk) -> None:
    await published(desk)
    letter = await desk.letter()
    answer = await desk.house.client.get(await sent_link(desk))
    assert answer.status_code == 200
    assert await desk.room.unsubscribing.all((HERE, letter.number)) == []


async def test_it_holds_when_the_log_is_deleted_and_all_are_in_one_mail(desk: Desk) -> None:
    await published(desk)
    letter = await desk.letter()
    path = await sent_link(desk)
    await desk.room.issues.forget_log(HERE)
    assert (await desk.house.client.post(path, data=ONE_CLICK)).status_code == 200

    letter = await desk.change(
        letter.number, design={"separately": False}, email={"to": ["ADA@mail.test", "cy@mail.test"]}
    )
    await desk.add(row(5003))
    await desk.room.press.send_now(letter, ByHand(action=API))
    assert desk.mails()[-1]["To"] == "cy@mail.test"


async def test_the_owner_can_take_somebody_back_and_readers_themselves(desk: Desk) -> None:
    await published(desk)
    letter = await desk.letter()
    key = (HERE, letter.number)
    *_, mark, sign = (await sent_link(desk)).split("/")
    await desk.room.unsubscribing.leave(key, mark, sign)
    path = desk.room.addresses.unsubscribe_path(key, mark)
    page = await desk.house.client.get(path)
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    again = await desk.house.client.post(f"{path}/again", data={"csrf_token": token})
    assert again.headers["location"] == path
    assert not await desk.room.unsubscribing.has_left(key, mark)
    await desk.room.unsubscribing.leave(key, mark, sign)
    (gone,) = await desk.room.unsubscribing.all(key)
    await desk.room.unsubscribing.forget(key, gone.id)
    assert await desk.room.unsubscribing.all(key) == []


async def test_a_link_that_is_none_of_ours_is_refused(desk: Desk) -> None:
    await published(desk)
    letter = await desk.letter()
    path = await sent_link(desk)
    for wrong in (f"{path[:-3]}abc", path.replace("/1/1/", "/1/2/")):
        assert (await desk.house.client.post(wrong, data=ONE_CLICK)).status_code == 404
    with pytest.raises(NotFoundError):
        await desk.room.unsubscribing.leave((HERE, letter.number), "x", "y")


async def test_s5_an_issue_is_on_the_web_only_when_the_owner_says_so(desk: Desk) -> None:
    letter = await desk.letter(row={"id_name": "weekly"})
    await desk.add(row(5001, title="Dune"))
    issue_id = await desk.room.press.send_now(letter, ByHand(action=API))
    uuid = (await desk.room.issues.get(issue_id)).uuid
    for path in (f"/newsletter/{uuid}", "/newsletter/id/weekly", "/newsletter/deadbeef"):
        assert (await desk.house.client.get(path)).status_code == 404

    await published(desk, newsletter_self_hosted=True)

    for path in (f"/newsletter/{uuid}", "/newsletter/id/weekly"):
        answer = await desk.house.client.get(path)
        assert "Dune" in answer.text
        policy = answer.headers.get_list("content-security-policy")
        assert len(policy) == 1
        assert "default-src 'none'" in policy[0]
        assert "script" not in policy[0].replace("allow-scripts", "script")
        assert "unsafe-inline" not in policy[0]
    assert (await desk.house.client.get("/newsletter/deadbeef")).status_code == 404


async def test_a_password_or_a_sign_in_can_be_asked_for(desk: Desk) -> None:
    await published(desk, newsletter_self_hosted=True, newsletter_auth=1)
    letter = await desk.letter(row={"id_name": "weekly"}, design={"password": "open sesame"})
    await desk.add(row(5001, title="Dune"))
    await desk.room.press.send_now(letter, ByHand(action=API))
    client = desk.house.client
    assert (await client.get("/newsletter/id/weekly")).status_code == 403
    assert (await client.get("/newsletter/id/weekly", params={"key": "no"})).status_code == 403
    shown = await client.get("/newsletter/id/weekly", params={"key": "open sesame"})
    assert "Dune" in shown.text
    assert "?key=open%20sesame" in desk.pages()[0]

    await published(desk, newsletter_auth=2)
    asked = await client.get("/newsletter/id/weekly", params={"key": "open sesame"})
    assert asked.status_code == 303
    assert asked.headers["location"].startswith("/sign-in?next=")


async def test_s14_the_password_of_a_page_cannot_be_guessed_at_will(desk: Desk) -> None:
    await published(desk, newsletter_self_hosted=True, newsletter_auth=1)
    letter = await desk.letter(row={"id_name": "weekly"}, design={"password": "open sesame"})
    await desk.add(row(5001, title="Dune"))
    await desk.room.press.send_now(letter, ByHand(action=API))

    async def ask(key: str) -> int:
        answer = await desk.house.client.get("/newsletter/id/weekly", params={"key": key})
        return answer.status_code

    assert [await ask("open sesame") for _ in range(20)] == [200] * 20
    assert [await ask(f"guess {number}") for number in range(6)] == [403] * 5 + [429]
    assert await ask("open sesame") == 429
    desk.pass_time(HOUR)
    assert await ask("open sesame") == 200


async def test_a_picture_is_given_only_where_an_issue_shows_it(desk: Desk) -> None:
    await published(desk)
    await desk.add(row(5001))
    letter = await desk.letter()
    content = (await desk.room.press.preview(letter)).content
    picture = content.sections[0].entries[0].picture
    assert picture is not None
    path = desk.room.addresses.picture(picture)
    client = desk.house.client
    assert (await client.get(path)).headers["content-type"].startswith("image/")
    for wrong in (path.replace("1001", "1002"), path.replace("width=200", "width=999"), path[:-4]):
        assert (await client.get(wrong)).status_code == 404
