"""Words of users in every channel: never markup, a mention, a header, an argument or a command."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import pytest

from tests.integrations.channels.deliveries import Web, delivery
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.notices.agents import AGENTS, OUR_AGENTS, Agent, agent_named
from watchkeeper.domain.notices.extras import extras_of
from watchkeeper.domain.notices.message import Message
from watchkeeper.features.notifications import Notifier
from watchkeeper.features.notifications.notifiers.notifier import new_content
from watchkeeper.features.notifications.notifiers.rule import worded

HOSTILE = (
    "<b onclick=x>Up</b> & [free](http://evil.test) ![x](http://evil.test/p) *M*A*S*H* _a_ `b`"
    ' ~~c~~ <!channel> <@U1> <http://evil.test|d> @everyone <@123> "; $(id) `id` | {user} {{x}}'
    "\r\nBcc: e@x"
)
VALUES: Mapping[str, object] = {"title": HOSTILE, "user": "planted", "action": "play"}
MARKUP = {
    "discord": ("[free](", "@everyone", "<@123>", "*M*", "`b`", "~~c~~"),
    "email": ("<b onclick", "<http"),
    "gotify": ("<b onclick", "[free](", "![x]", "*M*", "`b`"),
    "microsoftteams": ("[free](", "![x]"),
    "pushover": ("<b onclick", "<http"),
    "slack": ("<b onclick", "<!channel>", "<@U1>", "<http"),
    "telegram": ("<b onclick", "<http"),
}
"""What must not stand in a text of an agent whose service reads markup; the others show all."""
EVERY = [*AGENTS, *OUR_AGENTS]


def made(agent: Agent, body: str, subject: str = "{title}") -> Notifier:
    texts = {"on_play_subject": subject, "on_play_body": body}
    return Notifier(server_id=ServerId(1), number=1, content={**new_content(agent), **texts})


@pytest.mark.parametrize("agent", EVERY, ids=lambda agent: agent.name)
def test_a_title_becomes_no_markup_and_nothing_in_it_is_filled_in(agent: Agent) -> None:
    if not agent.has_texts:
        pytest.skip("its texts are documents or arguments: see below")
    found = worded(made(agent, "{title}"), "on_play", VALUES, "movie")
    without_escaped = re.sub(r"\\.", "", found.body)
    for mark in MARKUP.get(agent.name, ()):
        assert mark not in without_escaped, mark
    assert "planted" not in found.body
    assert "{user}" in found.body


@pytest.mark.parametrize("agent", ["webhook", "mqtt"])
def test_a_title_stays_one_text_of_a_document(agent: str) -> None:
    known = agent_named(agent)
    assert known is not None
    content = new_content(known)
    content["notifier_config"] = json.dumps({**known.usual, "as_json": 1})
    texts = {"on_play_subject": '{"X-Title": "{title}"}', "on_play_body": '{"a": "{title}"}'}
    notifier = Notifier(server_id=ServerId(1), number=1, content={**content, **texts})
    found = worded(notifier, "on_play", VALUES, "movie")
    assert json.loads(found.body) == {"a": HOSTILE}
    assert json.loads(found.subject) == {"X-Title": HOSTILE}


def test_a_title_stays_one_argument_of_a_script() -> None:
    known = agent_named("scripts")
    assert known is not None
    found = worded(made(known, "", "--title {title} --end"), "on_play", VALUES, "movie")
    assert json.loads(found.subject) == ["--title", HOSTILE, "--end"]


@pytest.mark.parametrize(
    ("agent", "settings"),
    [
        ("boxcar", {"token": "t"}),
        ("discord", {"hook": "http://hook.test"}),
        ("gotify", {"host": "http://hook.test", "app_token": "t"}),
        ("ifttt", {"key": "k"}),
        ("join", {"api_key": "k"}),
        ("lunasea", {"hook": "http://hook.test"}),
        ("microsoftteams", {"hook": "http://hook.test"}),
        ("ntfy", {"host": "http://hook.test", "topic": "t"}),
        ("prowl", {"key": "k"}),
        ("pushover", {"api_token": "t", "key": "k"}),
        ("slack", {"hook": "http://hook.test"}),
        ("telegram", {"bot_token": "1:t", "chat_id": "2"}),
        ("zapier", {"hook": "http://hook.test"}),
    ],
)
async def test_a_title_splits_no_header_and_leads_nowhere_else(
    agent: str, settings: dict[str, str]
) -> None:
    known = agent_named(agent)
    assert known is not None
    found = worded(made(known, "{title}"), "on_play", VALUES, "movie")
    extras = extras_of(agent, known.usual, {**VALUES, "summary": HOSTILE}, "movie")
    message = Message(
        action="play", subject=found.subject, body=found.body, at=1_700_000_000, extras=extras
    )
    web = Web(content=b'{"success": true}')
    await web.channels().send(delivery(agent, message, incl_card=1, **settings))
    for request in web.heard:
        assert "evil.test" not in str(request.url.host)
        for _name, value in request.headers.raw:
            assert b"\n" not in value
            assert b"\r" not in value
