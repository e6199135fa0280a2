"""What is left of markup, whatever was written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.notices.formats import sliced
from watchkeeper.domain.notices.markup import ALLOWED, fitted
from watchkeeper.domain.notices.tags import TAGS, meant_for

MARKS = st.text(alphabet=st.sampled_from("<>&;/\"'= abipuxhref:#!-"), max_size=60)


@given(MARKS | st.text(max_size=60))
def test_an_agent_without_markup_gets_none(source: str) -> None:
    plain = source.replace("{", "").replace("}", "")
    assert not re.search(r"[<>]|&(?!#?\w+;)", fitted(plain, "gotify"))


@given(MARKS)
def test_an_agent_with_markup_gets_its_own_tags_alone(source: str) -> None:
    for agent, allowed in ALLOWED.items():
        found = re.findall(r"</?([\w-]*)[^<>]*>?", fitted(source, agent))
        assert set(found) <= set(allowed)


@given(MARKS)
def test_what_fits_once_fits_again(source: str) -> None:
    for agent in ("gotify", "telegram", "pushover"):
        once = fitted(source, agent)
        assert fitted(once, agent) == once


@given(MARKS)
def test_tags_stand_in_pairs_or_not_at_all(source: str) -> None:
    opened: list[str] = []
    for slash, tag in re.findall(r"<(/?)([\w-]+)[^<>]*>", fitted(source, "telegram")):
        if not slash:
            opened.append(tag)
        else:
            assert opened.pop() == tag
    assert not opened


@pytest.mark.parametrize(
    "source",
    [
        "<tg-spoiler>who did it</tg-spoiler>",
        '<span class="tg-spoiler">who did it</span>',
        "<blockquote>said</blockquote>",
        '<blockquote expandable="">said at length</blockquote>',
        '<a href="https://a.test/?b=1&amp;c=2">there</a>',
        '<tg-emoji emoji-id="5368324170671202286">:)</tg-emoji>',
        '<pre><code class="language-python">1</code></pre>',
    ],
)
def test_telegram_gets_every_tag_that_it_understands(source: str) -> None:
    assert fitted(source, "telegram") == source


@given(st.text(alphabet="abc <>&", max_size=30))
def test_fields_are_never_touched(inner: str) -> None:
    field = "{" + inner + "}"
    assert fitted(f"<h1>{field}</h1>", "telegram") == field


@given(st.lists(st.text(alphabet="abc", min_size=1), min_size=1, max_size=6), st.data())
def test_a_slice_takes_the_parts_that_python_takes(parts: list[str], data: st.DataObject) -> None:
    ends = st.none() | st.integers(min_value=-7, max_value=7)
    first, last = data.draw(ends), data.draw(ends)
    form = f"[{'' if first is None else first}:{'' if last is None else last}]"
    assert sliced(", ".join(parts), form) == ", ".join(parts[first:last])


@given(st.lists(st.tuples(st.sampled_from(TAGS), st.text(alphabet="ab\n", max_size=5)), max_size=8))
def test_the_parts_of_one_media_type_are_kept_in_their_order(parts: list[tuple[str, str]]) -> None:
    source = "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts)
    for tag in TAGS:
        assert meant_for(source, tag) == "".join(text for other, text in parts if other == tag)
