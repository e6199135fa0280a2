"""Issues are made when they are due, and arrive once, through a real mail server."""

from __future__ import annotations

import pytest

from tests.features.newsletters.conftest import HERE, HOUR, Desk, row
from watchkeeper.domain.facts import Facts
from watchkeeper.errors import NotFoundError
from watchkeeper.features.newsletters import ByHand, IssueState
from watchkeeper.features.newsletters.letters.newsletter import as_json
from watchkeeper.features.newsletters.queries import issues as queries
from watchkeeper.features.newsletters.sending.issue import API, TEST
from watchkeeper.features.notifications.outbox.notice import PAUSES

DAY = 24 * HOUR


async def test_everybody_gets_a_mail_of_their_own_when_it_is_due(desk: Desk) -> None:
    letter = await desk.letter()
    await desk.room.press.make_due()
    assert await desk.room.issues.log(HERE) == []
    desk.pass_time(HOUR)
    await desk.add(row(5001, title="Dune"))

    issue = await desk.make_and_send()

    assert issue.state is IssueState.SENT
    assert [mail["To"] for mail in desk.mails()] == ["ada@mail.test", "bo@mail.test"]
    assert all("Dune" in page for page in desk.pages())
    after = await desk.room.letters.get(HERE, letter.number)
    assert after.next_at is not None
    assert after.next_at > desk.now
    await desk.make_and_send()
    assert len(desk.mails()) == 2


async def test_an_issue_tells_of_the_time_up_to_when_it_was_due(desk: Desk) -> None:
    letter = await desk.letter()
    due = letter.next_at or 0
    desk.pass_time(due - desk.now + 20 * 60)
    await desk.add(row(5001, added_at=due - 60), row(5002, title="Late", added_at=due + 60))

    issue = await desk.make_and_send()

    assert (issue.start_at, issue.end_at) == (due - HOUR, due)
    assert "Late" not in desk.pages()[0]


@pytest.mark.parametrize(("late", "state"), [(DAY - HOUR, "sent"), (3 * DAY, "skipped")])
async def test_what_was_missed_is_sent_late_for_a_day(desk: Desk, late: int, state: str) -> None:
    letter = await desk.letter(row={"cron": "0 9 1 * *"}, config={"time_frame_units": "months"})
    desk.pass_time((letter.next_at or 0) - desk.now + late)
    await desk.add(row(5001, added_at=(letter.next_at or 0) - 60))

    issue = await desk.make_and_send()

    assert issue.state == state
    assert len(desk.mails()) == (2 if state == "sent" else 0)
    assert ("skipped" in issue.problem) is (state == "skipped")


async def test_of_several_that_were_missed_only_the_last_is_sent(desk: Desk) -> None:
    letter = await desk.letter()
    first = letter.next_at or 0
    desk.pass_time(first - desk.now + 5 * HOUR + 60)
    await desk.add(row(5001, added_at=first + 5 * HOUR - 60))

    issue = await desk.make_and_send()

    assert issue.end_at == first + 5 * HOUR
    assert len(await desk.room.issues.log(HERE)) == 1


async def test_nothing_new_sends_nothing_and_says_so(desk: Desk) -> None:
    await desk.letter()
    desk.pass_time(HOUR)
    issue = await desk.make_and_send()
    assert issue.state is IssueState.EMPTY
    assert "nothing to tell" in issue.problem
    assert desk.mails() == []


async def test_a_receiver_that_is_refused_for_now_is_tried_again_alone(desk: Desk) -> None:
    desk.office.refused["ada@mail.test"] = "450 come back"
    await desk.letter()
    desk.pass_time(HOUR)
    await desk.add(row(5001))
    issue = await desk.make_and_send()
    assert await desk.states(issue) == ["waiting", "sent"]

    desk.office.refused.clear()
    desk.pass_time(PAUSES[0] + 1)
    await desk.room.sending.drain()

    assert await desk.states(issue) == ["sent", "sent"]
    assert [mail["To"] for mail in desk.mails()] == ["bo@mail.test", "ada@mail.test"]
    assert (await desk.room.issues.get(issue.id)).state is IssueState.SENT


async def test_what_is_refused_for_good_is_given_up_in_the_open_and_can_be_sent_again(
    desk: Desk,
) -> None:
    desk.office.refused["ada@mail.test"] = "550 nobody of that name"
    await desk.letter()
    desk.pass_time(HOUR)
    await desk.add(row(5001))
    issue = await desk.make_and_send()
    assert issue.state is IssueState.PARTLY

    desk.office.refused.clear()
    await desk.room.sending.retry(issue.id)
    await desk.room.sending.drain()

    assert (await desk.room.issues.get(issue.id)).state is IssueState.SENT
    with pytest.raises(NotFoundError):
        await desk.room.sending.retry(issue.id)


async def test_a_mail_that_was_being_sent_when_the_process_died_is_sent_under_the_same_mark(
    desk: Desk,
) -> None:
    await desk.letter(design={"separately": False})
    desk.pass_time(HOUR)
    await desk.add(row(5001))
    issue = await desk.make_and_send()
    db = desk.house.app.db
    (delivery,) = (await desk.room.issues.deliveries([issue.id]))[issue.id]
    await db.write(queries.settle, queries.Outcome(delivery.id, desk.now, "x", desk.now))
    assert await db.write(queries.claim, delivery.id)

    assert await db.write(queries.take_up) == 1
    await desk.room.sending.drain()

    first, second = desk.mails()
    assert first["Message-ID"] == second["Message-ID"]


async def test_one_mail_goes_to_all_as_tautulli_sends_it(desk: Desk) -> None:
    await desk.letter(design={"separately": False}, email={"cc": ["cy@mail.test"]})
    desk.pass_time(HOUR)
    await desk.add(row(5001))
    await desk.make_and_send()
    (mail,) = desk.mails()
    assert (mail["To"], mail["Cc"]) == ("ada@mail.test, bo@mail.test", "cy@mail.test")
    assert mail["List-Unsubscribe"] is None


async def test_mails_of_one_thread_answer_the_one_before(desk: Desk) -> None:
    await desk.letter(config={"threaded": 1}, email={"to": ["ada@mail.test"]})
    for key in (5001, 5002):
        desk.pass_time(HOUR)
        await desk.add(row(key))
        await desk.make_and_send()
    first, second = desk.mails()
    assert first["In-Reply-To"] is None
    assert second["In-Reply-To"] == second["References"] == first["Message-ID"]


async def test_a_test_goes_to_one_address_and_counts_for_nothing(desk: Desk) -> None:
    letter = await desk.letter(row={"id_name": "weekly"})
    await desk.add(row(5001))
    issue_id = await desk.room.press.send_now(letter, ByHand(action=TEST, only_to="me@mail.test"))
    assert [mail["To"] for mail in desk.mails()] == ["me@mail.test"]
    assert (await desk.room.issues.get(issue_id)).is_good
    assert await desk.room.issues.newest_page("weekly") is None


async def test_what_somebody_asks_for_is_tried_once(desk: Desk) -> None:
    desk.office.refused["ada@mail.test"] = "450 come back"
    letter = await desk.letter(email={"to": ["ada@mail.test"]})
    await desk.add(row(5001))
    issue_id = await desk.room.press.send_now(letter, ByHand(action=API))
    assert (await desk.room.issues.get(issue_id)).state is IssueState.FAILED


async def test_the_text_alone_goes_through_a_notifier(desk: Desk) -> None:
    app = desk.house.app
    letter = await desk.letter()
    mail = {**letter.email, "to": ["team@mail.test"], "html_support": 0}
    content: Facts = {"agent_id": 10, "agent_name": "email", "agent_label": "Email"}
    await app.kept.add(HERE, "notifiers", {**content, "notifier_config": as_json(mail)})
    (notifier,) = await app.notifiers.all(HERE)
    await desk.change(
        letter.number,
        config={"formatted": 0, "notifier_id": notifier.number},
        row={"body": "Read {newsletter_uuid}"},
    )
    desk.pass_time(HOUR)
    await desk.add(row(5001))
    issue = await desk.make_and_send()
    (mail_sent,) = desk.mails()
    assert mail_sent["To"] == "team@mail.test"
    assert mail_sent.get_content().strip() == f"Read {issue.uuid}"


async def test_a_page_that_is_only_kept_is_a_file_with_a_harmless_name(desk: Desk) -> None:
    await desk.letter(config={"save_only": 1, "filename": "../../up {server_name}/x.html"})
    desk.pass_time(HOUR)
    await desk.add(row(5001, title="Dune"))
    issue = await desk.make_and_send()
    assert issue.state is IssueState.SAVED
    folder = desk.house.app.data_folder / "newsletters"
    (path,) = folder.iterdir()
    assert path.name == issue.filename
    assert "Dune" in path.read_text("utf-8")
    assert desk.mails() == []


async def test_a_newsletter_without_receivers_or_way_out_fails_with_a_reason(desk: Desk) -> None:
    letter = await desk.letter(email={"to": []})
    await desk.add(row(5001))
    issue_id = await desk.room.press.send_now(letter, ByHand(action=API))
    assert "no recipients" in (await desk.room.issues.get(issue_id)).problem
    letter = await desk.change(letter.number, config={"formatted": 0})
    issue_id = await desk.room.press.send_now(letter, ByHand(action=API))
    assert "Choose a notifier" in (await desk.room.issues.get(issue_id)).problem


async def test_people_are_those_who_are_chosen_or_all_with_an_address(desk: Desk) -> None:
    letter = await desk.letter(email={"to": []}, design={"people": (31609458,)})
    assert [one.to for one in await desk.room.receivers.receivers(letter)] == [
        ("ines.h@example.org",)
    ]
    letter = await desk.change(letter.number, design={"everybody": True})
    assert len(await desk.room.receivers.receivers(letter)) == 10


async def test_secrets_and_addresses_lie_sealed(desk: Desk) -> None:
    await desk.letter()
    desk.pass_time(HOUR)
    await desk.add(row(5001))
    await desk.make_and_send()
    path = desk.house.app.db.path
    stored = b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
    for secret in (b"hush-hush", b"ada@mail.test"):
        assert secret not in stored
