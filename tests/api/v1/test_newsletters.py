"""Newsletters and their issues through our own API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.v1.house import House
from tests.features.newsletters.conftest import row
from tests.integrations.channels.test_mail import PostOffice, opened
from watchkeeper.db.tables import library_item
from watchkeeper.features.accounts import Scope
from watchkeeper.runtime.clock import instant

ONE = "/newsletters/1/1"


async def added(house: House, **changed: Any) -> dict[str, Any]:
    film = row(5001, title="Dune & <i>", added_at=instant(house.fake.clock) - 60)
    await house.app.db.write(lambda conn: conn.execute(library_item.insert().values(film)))
    assert (await house.ask("POST", "/newsletters", json={"server_id": 1})).status_code == 200
    wanted = {"section_ids": [1], "to": ["ada@mail.test"], **changed}
    answer = await house.ask("PATCH", ONE, json=wanted)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_newsletter_is_made_changed_and_deleted(house: House) -> None:
    made = await added(house, is_active=True, cron="0 9 * * mon", blocks=["totals", "new_movies"])
    assert (made["section_ids"], made["to"], made["blocks"]) == (
        [1],
        ["ada@mail.test"],
        ["totals", "new_movies"],
    )
    assert made["next_at"] > house.fake.clock.now()
    assert (await house.get("/newsletters"))["total"] == 1
    assert (await house.ask("DELETE", ONE)).json() == {"newsletters": [], "total": 0}
    assert (await house.ask("GET", ONE)).status_code == 404


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"cron": "whenever"}, "cron"),
        ({"blocks": ["gossip"]}, "blocks"),
        ({"blocks": []}, "blocks"),
        ({"to": ["nobody"]}, "to"),
        ({"time_frame": 0}, "time_frame"),
        ({"subject": "{server_name"}, "subject"),
        ({"template": "{{name.__class__}}"}, "template"),
        ({"accent": "url(x)"}, "accent"),
        ({"id_name": "../x"}, "id_name"),
        ({"mail": {"from_address": "nobody"}}, "from"),
        ({"mail": {"cc": ["nobody"]}}, "cc"),
        ({"mail": {"way": "notifier"}}, "notifier"),
        ({"mail": {"way": "text", "notifier": 77}}, "notifier_id"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_field(
    house: House, changed: dict[str, Any], field: str
) -> None:
    await added(house)
    answer = await house.ask("PATCH", ONE, json=changed)
    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == field


async def test_a_preview_is_a_page_and_leaves_no_trace(house: House) -> None:
    await added(house)
    answer = await house.ask("GET", f"{ONE}/preview")
    assert answer.headers["content-type"].startswith("text/html")
    assert "Dune &amp; &lt;i&gt;" in answer.text
    assert (await house.get("/newsletter-issues"))["total"] == 0


async def test_an_issue_that_fails_says_why_for_each_message(house: House) -> None:
    await added(house)
    sent = (await house.ask("POST", f"{ONE}/send", json={"only_to": "me@mail.test"})).json()
    assert (sent["state"], sent["action"]) == ("failed", "test")
    (message,) = sent["messages"]
    assert (message["to"], message["state"]) == (["me@mail.test"], "failed")
    assert message["error"]
    found = await house.get("/newsletter-issues", server_id=1, limit=1)
    assert found["issues"] == [sent]
    again = await house.ask("POST", f"/newsletter-issues/{sent['id']}/resend")
    assert again.json()["state"] == "failed"


async def test_only_an_admin_sees_who_gets_what(house: House) -> None:
    await added(house)
    reader = await house.token(Scope.READ, Scope.CONTROL, Scope.WRITE)
    for place in ("/newsletters", ONE, f"{ONE}/preview", "/newsletter-issues"):
        assert (await house.ask("GET", place, token=reader)).status_code == 403
    answer = await house.ask("POST", f"{ONE}/send", token=reader, json={})
    assert answer.status_code == 403


async def test_no_secret_is_told(house: House) -> None:
    made = await added(house)
    assert not {"password", "smtp_password"} & made.keys()


async def test_the_mail_server_is_set_and_a_newsletter_then_arrives(house: House) -> None:
    async with opened(PostOffice()) as office:
        mail = {
            "from_name": "Attic", "from_address": "news@mail.test", "smtp_server": "127.0.0.1",
            "smtp_port": office.port, "encryption": "none", "smtp_user": "keeper",
            "smtp_password": "right", "is_threaded": True, "bcc": ["ben@mail.test"],
        }  # fmt: skip
        made = await added(house, mail=mail, direction="rtl", password="of its page")
        kept = {name: value for name, value in mail.items() if name != "smtp_password"}
        assert kept.items() <= made["mail"].items()
        assert made["mail"]["has_smtp_password"]
        assert made["has_password"]
        changed = await house.ask("PATCH", ONE, json={"mail": {"cc": ["cleo@mail.test"]}})
        assert changed.json()["mail"]["has_smtp_password"]
        sent = (await house.ask("POST", f"{ONE}/send", json={})).json()
        assert (sent["state"], sent["messages"][0]["error"]) == ("sent", "")
    assert office.names == [b"keeper"]
    ((receivers, _mail),) = office.taken
    assert set(receivers) == {"ada@mail.test", "ben@mail.test", "cleo@mail.test"}


async def test_it_goes_through_a_mail_notifier_or_is_only_kept(house: House) -> None:
    await added(house)
    webhook = await house.ask("POST", "/notifiers", json={"server_id": 1, "agent": "webhook"})
    number = webhook.json()["number"]
    refused = await house.ask("PATCH", ONE, json={"mail": {"way": "notifier", "notifier": number}})
    assert refused.status_code == 400
    told = await house.ask("PATCH", ONE, json={"mail": {"way": "text", "notifier": number}})
    assert (told.json()["mail"]["way"], told.json()["mail"]["notifier"]) == ("text", number)
    kept = await house.ask("PATCH", ONE, json={"mail": {"way": "save"}})
    assert (kept.json()["mail"]["way"], kept.json()["mail"]["notifier"]) == ("save", 0)
    sent = (await house.ask("POST", f"{ONE}/send", json={})).json()
    assert sent["state"] == "saved"
