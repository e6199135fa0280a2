"""Setting a notifier up on its pages, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from tests.factories import STARTED
from tests.web.conftest import HOUR, Desk
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.notices.agents import AGENTS, OUR_AGENTS, agent_named
from watchkeeper.domain.notices.triggers import ALL_TRIGGERS
from watchkeeper.features.notifications import Notifier, NotifierChange, Options, Wording
from watchkeeper.features.notifications.notifiers.edit import NotifierEdit
from watchkeeper.features.notifications.notifiers.options import Digest, Once

ONE = "/notifications/1/1"
TABS = ("settings", "triggers", "texts", "conditions", "options", "dry-run")


async def made(desk: Desk, agent: str = "webhook", **edit: Any) -> Notifier:
    kind = agent_named(agent)
    assert kind is not None
    return await desk.app.notifiers.add_with(ServerId(1), kind, NotifierEdit(**edit))


async def kept(desk: Desk) -> Notifier:
    return await desk.app.notifiers.the(ServerId(1), 1)


async def save(desk: Desk, tab: str, form: Mapping[str, Any]) -> Any:
    return await desk.post(f"{ONE}/save/{tab}", {"act": "save", **form}, f"{ONE}?tab={tab}")


async def test_a_kind_is_chosen_and_its_settings_are_asked_for(desk: Desk) -> None:
    page = await desk.text("/notifications/add")
    for agent in (*AGENTS, *OUR_AGENTS):
        assert agent.label in page
    answer = await desk.post(
        "/notifications/add", {"agent_id": "25", "server_id": "1"}, "/notifications/add"
    )
    assert "Webhook was added" in await desk.follow(answer)
    assert (await kept(desk)).triggers == ()


async def test_every_kind_is_asked_for_all_its_settings(desk: Desk) -> None:
    for agent in (*AGENTS, *OUR_AGENTS):
        notifier = await made(desk, agent.name)
        page = (await desk.get(f"/notifications/1/{notifier.number}")).text
        for name in notifier.settings:
            assert f'name="{name}"' in page, (agent.name, name)


@pytest.mark.parametrize("agent", ["webhook", "scripts", "mqtt", "telegram"])
async def test_kinds_with_texts_of_their_own_have_all_pages(desk: Desk, agent: str) -> None:
    await desk.furnish()
    await made(desk, agent, triggers={"on_play": True})
    for tab in TABS:
        assert (await desk.get(f"{ONE}?tab={tab}")).status_code == 200, tab


async def test_every_trigger_has_a_text_and_a_preview(desk: Desk) -> None:
    await desk.furnish()
    await made(desk, "discord")
    for trigger in ALL_TRIGGERS:
        page = await desk.text(f"{ONE}?tab=texts&trigger={trigger.name}")
        assert f"<h2>{trigger.label}</h2>" in page


async def test_secrets_are_never_shown_again_and_stay_when_nothing_is_entered(desk: Desk) -> None:
    await made(desk, settings={"hook": "https://hook.test/very-secret"})
    assert "very-secret" not in await desk.text(ONE)
    await save(desk, "settings", {"friendly_name": "Room", "hook": "", "method": "PUT"})
    notifier = await kept(desk)
    assert (notifier.friendly_name, notifier.settings["method"]) == ("Room", "PUT")
    assert notifier.settings["hook"] == "https://hook.test/very-secret"
    await save(desk, "settings", {"hook": "", "clear_hook": "1", "method": "PUT"})
    assert (await kept(desk)).settings["hook"] == ""


async def test_a_number_that_is_none_is_refused_beside_its_field(desk: Desk) -> None:
    await made(desk, "mqtt")
    answer = await save(desk, "settings", {"broker": "mqtt.test", "port": "many"})
    assert answer.status_code == 400
    assert 'id="port-problem"' in answer.text
    assert 'value="mqtt.test"' in answer.text
    assert (await kept(desk)).settings["broker"] == ""


async def test_an_address_that_is_none_is_refused_beside_its_field(desk: Desk) -> None:
    await made(desk, settings={"hook": "https://hook.test/kept"})
    for wrong in ("hook.test", "ftp://hook.test", "http://169.254.169.254/latest"):
        answer = await save(desk, "settings", {"hook": wrong, "method": "POST"})
        assert answer.status_code == 400, wrong
        assert 'id="hook-problem"' in answer.text
        assert 'href="#hook"' in answer.text
    assert (await kept(desk)).settings["hook"] == "https://hook.test/kept"


async def test_settings_are_saved_and_tried_by_one_button(desk: Desk) -> None:
    await made(desk)
    form = {"act": "save-test", "hook": "http://127.0.0.1:9/hook", "method": "PUT"}
    answer = await desk.post(f"{ONE}/save/settings", form, ONE)
    assert "could not send" in await desk.follow(answer)
    assert (await kept(desk)).settings["method"] == "PUT"


async def test_lists_are_entered_line_by_line(desk: Desk) -> None:
    await made(desk, "email")
    await save(desk, "settings", {"to": "ada@example.org\r\nbo@example.org", "smtp_port": "587",
                                  "tls": "1"})  # fmt: skip
    settings = (await kept(desk)).settings
    assert settings["to"] == ["ada@example.org", "bo@example.org"]
    assert (settings["smtp_port"], settings["tls"], settings["html_support"]) == (587, 1, 0)


async def test_triggers_are_ticked(desk: Desk) -> None:
    await made(desk, triggers={"on_play": True})
    answer = await save(desk, "triggers", {"trigger_on": ["on_watched", "on_lowdisk"]})
    assert answer.status_code == 303
    assert (await kept(desk)).triggers == ("on_watched", "on_lowdisk")


async def test_a_text_is_kept_and_switched_on(desk: Desk) -> None:
    await desk.furnish()
    await made(desk, "discord")
    sent = {"trigger": "on_watched", "is_on": "1", "subject": "", "body": "{user}\r\nsaw {title}"}
    page = await desk.follow(await save(desk, "texts", sent))
    assert "saw The Tide" in page
    notifier = await kept(desk)
    assert notifier.wording("on_watched") == Wording("", "{user}\nsaw {title}")
    assert notifier.triggers == ("on_watched",)


async def test_a_broken_text_is_refused_with_its_place_and_nothing_is_lost(desk: Desk) -> None:
    await desk.furnish()
    await made(desk)
    sent = {"trigger": "on_play", "is_on": "1", "subject": "", "body": '{"text": "{user"}'}
    answer = await save(desk, "texts", sent)
    assert answer.status_code == 400
    assert "Body of Playback Start: $.text, character 1: " in answer.text
    assert "{&#34;text&#34;: &#34;{user&#34;}</textarea>" in answer.text
    assert (await kept(desk)).triggers == ()


async def test_a_preview_shows_what_would_be_sent_of_the_event_chosen(desk: Desk) -> None:
    await desk.furnish()
    await made(desk, conditions=[{"parameter": "user", "operator": "is", "value": ["nobody"]}])
    page = await desk.text(f"{ONE}?tab=texts&trigger=on_play")
    (film,) = re.findall(r'<option value="(play:\d+)"[^>]*>[^<]*The Tide', page)
    sent = {"trigger": "on_play", "event": film, "subject": "", "body": '["{title}"]'}
    answer = await desk.post(f"{ONE}/preview", sent, f"{ONE}?tab=texts")
    assert "The Tide" in answer.text
    assert "<html" not in answer.text
    assert "the conditions keep this one back" in answer.text
    assert (await kept(desk)).wording("on_play").body == ""
    whole = await save(desk, "texts", {**sent, "act": "preview"})
    assert (whole.status_code, "The Tide" in whole.text) == (200, True)


async def test_a_preview_of_hostile_titles_stays_text(desk: Desk) -> None:
    await desk.record(title="<script>x</script>", full_title="<script>x</script>")
    await made(desk, "discord", texts={"on_play_body": "{title}"})
    answer = await desk.get(f"{ONE}?tab=texts&trigger=on_play")
    assert "<script>x" not in answer.text
    assert "&lt;script&gt;x" in answer.text


async def test_a_preview_shows_titles_as_the_service_does_and_sends_them_as_plain(
    desk: Desk,
) -> None:
    await desk.record(title="M*A*S*H", full_title="M*A*S*H")
    await made(desk, "discord", texts={"on_play_body": "{title}"})
    answer = await desk.get(f"{ONE}?tab=texts&trigger=on_play")
    assert ">M*A*S*H</span>" in answer.text
    assert "M\\*A" not in answer.text


async def test_a_test_sends_exactly_the_preview(desk: Desk) -> None:
    await desk.furnish()
    await made(desk)
    sent = {"trigger": "on_watched", "subject": "", "body": '["{title}"]', "act": "test"}
    answer = await save(desk, "texts", sent)
    assert "could not send" in answer.text
    (notice,) = await desk.app.outbox.log(ServerId(1))
    assert (notice.draft.action, notice.draft.body) == ("test", '["The Tide"]')
    assert "[&#34;{title}&#34;]</textarea>" in answer.text


async def test_the_usual_text_comes_back(desk: Desk) -> None:
    await made(desk, "discord", texts={"on_play_body": "mine"})
    await save(desk, "texts", {"trigger": "on_play", "act": "usual"})
    assert (await kept(desk)).wording("on_play").body == ALL_TRIGGERS[0].body


async def test_rows_of_conditions_are_added_and_removed_by_buttons(desk: Desk) -> None:
    await made(desk, "discord")
    rows = {"parameter": ["media_type"], "operator": ["is"], "value": ["movie"], "logic": ""}
    more = await save(desk, "conditions", {**rows, "act": "add"})
    assert more.text.count('name="parameter"') == 2
    less = await save(desk, "conditions", {**rows, "act": "remove-0"})
    assert less.text.count('name="parameter"') == 0
    assert (await kept(desk)).conditions[0]["parameter"] == ""


async def test_conditions_are_kept_and_told_as_a_sentence(desk: Desk) -> None:
    await made(desk, "discord")
    rows = {
        "parameter": ["media_type", "username", "year"],
        "operator": ["is", "is not", "is greater than"],
        "value": ["episode\r\nseason", "olga", "1999"],
        "logic": "{1} and ({2} or {3})",
    }
    page = await desk.follow(await save(desk, "conditions", rows))
    assert (
        "when media type is “episode” or “season”, and (username is not “olga”, or"
        " year is greater than 1999)." in page
    )
    assert (await kept(desk)).logic == rows["logic"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"parameter": ["director"]}, "there is no parameter"),
        ({"operator": ["is greater than"]}, "is none of"),
        ({"parameter": ["year"], "value": ["many"]}, "is no whole number"),
        ({"logic": "{9}"}, "there is no condition 9"),
        ({"logic": "{1} or"}, "The logic at character 7"),
    ],
)
async def test_broken_conditions_are_refused_in_place(
    desk: Desk, changed: dict[str, Any], told: str
) -> None:
    await made(desk, "discord")
    rows = {"parameter": ["media_type"], "operator": ["is"], "value": ["movie"], "logic": ""}
    answer = await save(desk, "conditions", rows | changed)
    assert answer.status_code == 400
    assert told in answer.text
    assert (await kept(desk)).logic == ""


async def test_a_condition_offers_the_operators_of_its_parameter(desk: Desk) -> None:
    numbers = {"parameter": "streams", "operator": "is greater than", "value": ["2"]}
    await made(
        desk, conditions=[numbers, {"parameter": "user", "operator": "is", "value": ["ada"]}]
    )
    page = await desk.text(f"{ONE}?tab=conditions")
    first, second = re.findall(r'<select id="operator-\d".*?</select>', page)
    assert ("contains" in first, "is greater than" in first) == (False, True)
    assert ("contains" in second, "is greater than" in second) == (True, False)


async def test_each_broken_condition_says_so_itself(desk: Desk) -> None:
    await made(desk)
    form = {"parameter": ["streams", "user"], "operator": ["is", "is"], "value": ["many", "ada"]}
    page = (await save(desk, "conditions", form)).text
    assert re.search(r'id="condition-1-problem">.*“?"?many', page)
    assert 'id="condition-2-problem"' not in page


async def test_a_text_is_counted_against_what_its_service_takes(desk: Desk) -> None:
    await desk.furnish()
    await made(desk, "discord", texts={"on_play_body": "x" * 2100})
    page = await desk.text(f"{ONE}?tab=texts&trigger=on_play")
    assert "of 2000 characters" in page
    assert "the end is cut off" in page


async def test_options_are_entered_as_times_and_choices(desk: Desk) -> None:
    await made(desk)
    page = await desk.text(f"{ONE}?tab=options")
    assert "Recommended here" in page
    form = {"watched_when": "plex", "watched_wait_seconds": "90", "once": "item",
            "rate_count": "5", "rate_seconds": "86400", "quiet_from": "22:30",
            "quiet_until": "07:00", "quiet_then": "drop", "digest": "daily",
            "digest_minutes": "10", "digest_minute": "0", "digest_time": "08:15"}  # fmt: skip
    assert (await save(desk, "options", form)).status_code == 303
    options = (await kept(desk)).options
    assert (options.quiet_from, options.quiet_until) == (22 * 60 + 30, 7 * 60)
    assert (options.digest, options.digest_at, options.once) == (Digest.DAILY, 495, Once.ITEM)
    card = await desk.text("/notifications")
    assert "at most 5 in a day" in card
    assert "quiet 22:30–07:00" in card


async def test_options_that_cannot_be_are_named(desk: Desk) -> None:
    await made(desk)
    answer = await save(desk, "options", {"quiet_from": "22:30", "rate_count": "3"})
    assert answer.status_code == 400
    assert "Quiet hours need a beginning and an end." in answer.text
    assert 'value="22:30"' in answer.text


async def test_a_dry_run_says_how_many_and_lists_them(desk: Desk) -> None:
    await desk.furnish()
    desk.clock.advance(STARTED + 48 * HOUR - desk.clock.now())
    await made(desk, "discord", triggers={"on_watched": True, "on_pause": True})
    page = await desk.text(f"{ONE}?tab=dry-run")
    assert "In the last 7 days this would have sent 1." in page
    assert "The Tide" in page
    assert "cannot be rehearsed from the record: Playback Pause." in page


async def test_the_log_is_filtered_searched_and_read_by_parts(desk: Desk) -> None:
    notifier = await made(desk, friendly_name="Room")
    for number in range(60):
        wording = Wording("", f'["<b>message {number}</b>"]')
        await desk.app.outbox.send_words(notifier, "test", wording)
    first = await desk.get("/notifications/log")
    assert first.text.count("<tr>") == 51
    assert "&lt;b&gt;message 59&lt;/b&gt;" in first.text
    older = re.findall(r'data-older href="([^"]+)"', first.text)[0]
    rest = await desk.text(older.replace("&amp;", "&").removeprefix("/x/y"))
    assert rest.count("<tr>") == 11
    assert (await desk.text("/notifications/log?text=message+7")).count("<tr>") == 2
    assert "No message fits" in await desk.text("/notifications/log?text=100%25")
    for query in ("notifier=1-1&state=failed&trigger=test", "since=2026-01-01T00:00"):
        assert (await desk.text(f"/notifications/log?{query}")).count("<tr>") == 51
    for query in ("notifier=1-2", "state=sent", "trigger=on_play", "until=2020-01-01T00:00"):
        assert "No message fits" in await desk.text(f"/notifications/log?{query}")
    for query in ("notifier=x", "state=x", "since=x", "before=x"):
        assert (await desk.get(f"/notifications/log?{query}")).status_code == 200


async def test_what_is_not_there_is_said(desk: Desk) -> None:
    await made(desk)
    for path in ("/notifications/1/9", "/notifications/9/1", f"{ONE}?tab=nothing"):
        assert (await desk.get(path)).status_code == 404
    assert (await desk.post(f"{ONE}/save/nothing", {}, ONE)).status_code == 404
    for form in ({"agent_id": "999", "server_id": "1"}, {"agent_id": "25", "server_id": "9"}):
        answer = await desk.post("/notifications/add", form, "/notifications/add")
        assert answer.status_code in {400, 404}


async def test_a_silent_notifier_is_let_tell_by_a_button(desk: Desk) -> None:
    await made(desk, friendly_name="Room", options=Options(is_silent=True))
    assert "Let it tell" in await desk.text("/notifications")
    answer = await desk.post(f"{ONE}/speak", {"next": ONE}, ONE)
    assert "Room tells from now on." in await desk.follow(answer)
    assert not (await kept(desk)).options.is_silent


async def test_what_an_imported_text_cannot_do_is_named(desk: Desk) -> None:
    notifier = await made(desk, "discord", triggers={"on_play": True})
    content = {**notifier.content, "on_play_body": "{title} by {director}"}
    assert notifier.agent
    change = NotifierChange(agent=notifier.agent, sent=content)
    await desk.app.notifiers.change(ServerId(1), 1, change)
    assert "does not do what it says" in await desk.text("/notifications")
    assert 'Body of Playback Start: character 13: there is no parameter "director"' in (
        await desk.text(ONE)
    )
