"""What settings must be: needed ones, and values that cannot be."""

from __future__ import annotations

import pytest

from watchkeeper.domain.notices.agents import AGENTS, OUR_AGENTS, Setting, agent_named
from watchkeeper.domain.notices.demands import NEEDED, host_and_port, missing, setting_problem

NO_WEB = "http://"


@pytest.mark.parametrize(
    ("agent", "name", "value", "reason"),
    [
        ("webhook", "hook", "https://[2001:db8::1]:8443/x?y=1", ""),
        ("webhook", "hook", "http://cellar:8000", ""),
        ("webhook", "hook", "cellar:8000", NO_WEB),
        ("webhook", "hook", "javascript:alert(1)", NO_WEB),
        ("webhook", "hook", "file:///etc/passwd", NO_WEB),
        ("webhook", "hook", "http://a b", NO_WEB),
        ("webhook", "hook", "http://a\r\nHost: b", NO_WEB),
        ("webhook", "hook", "http://a:99999", NO_WEB),
        ("webhook", "hook", "http://" + "a" * 2100, NO_WEB),
        ("webhook", "hook", "http://169.254.169.254/", "may not be connected"),
        ("webhook", "hook", "http://[::ffff:169.254.169.254]/", "may not be connected"),
        ("webhook", "method", "TRACE", "none of"),
        ("discord", "avatar_url", "data:image/png,x", NO_WEB),
        ("gotify", "host", "gotify.local", NO_WEB),
        ("gotify", "priority", 11, "0 to 10"),
        ("pushover", "priority", -2, ""),
        ("pushover", "priority", 3, "-2 to 2"),
        ("ntfy", "priority", "urgent", ""),
        ("ntfy", "priority", "loud", "one of"),
        ("ntfy", "topic", "a+b", ""),
        ("mqtt", "topic", "plex/#", "no + or #"),
        ("mqtt", "topic", "plex/{action}", ""),
        ("mqtt", "broker", "mqtts://169.254.169.254", "may not be connected"),
        ("mqtt", "broker", "two words", "without blanks"),
        ("mqtt", "port", 65536, "1 to 65535"),
        ("mqtt", "qos", 3, "none of"),
        ("email", "smtp_server", "mail.example.org", ""),
        ("email", "smtp_server", "mail\r\nRCPT", "without blanks"),
        ("email", "to", ["ada@example.org, bo@example.org"], ""),
        ("email", "to", ["ada@example.org", "bo"], "no mail address: bo"),
        ("email", "from", "ada@example.org\r\nBcc: x@y", "no mail address"),
        ("growl", "host", "desk.local:23053", ""),
        ("growl", "host", "desk/../x", "a name or an address"),
        ("growl", "host", "169.254.169.254", "may not be connected"),
        ("scripts", "timeout", -1, "0 to 86400"),
        ("plexmobileapp", "user_ids", ["12", "x"], "numbers"),
        ("webhook", "hook", "", ""),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_the_reason(
    agent: str, name: str, value: Setting, reason: str
) -> None:
    known = agent_named(agent)
    assert known is not None
    found = setting_problem(known, name, value)
    assert (reason in found) if reason else found == ""


@pytest.mark.parametrize("agent", [*AGENTS, *OUR_AGENTS], ids=lambda agent: agent.name)
def test_the_usual_settings_of_every_agent_are_possible(agent: object) -> None:
    assert isinstance(agent, type(AGENTS[0]))
    assert {name: setting_problem(agent, name, value) for name, value in agent.usual.items()} == (
        dict.fromkeys(agent.usual, "")
    )
    assert set(NEEDED.get(agent.name, ())) <= set(agent.usual)


def test_what_is_missing_is_named_unless_another_setting_does_as_well() -> None:
    mail = agent_named("email")
    assert mail is not None
    assert missing(mail, mail.usual) == ("smtp_server", "from", "to")
    filled = {**mail.usual, "smtp_server": "m", "from": "a@b", "bcc": ["c@d"]}
    assert missing(mail, filled) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("desk", ("desk", 23053)),
        ("desk:1", ("desk", 1)),
        ("[2001:db8::1]:99", ("2001:db8::1", 99)),
        ("2001:db8::1", ("2001:db8::1", 23053)),
        ("1:2:3", None),
        ("desk:0", None),
        ("desk:many", None),
        ("", None),
    ],
)
def test_a_host_is_read_with_its_port(text: str, found: tuple[str, int] | None) -> None:
    assert host_and_port(text, 23053) == found
