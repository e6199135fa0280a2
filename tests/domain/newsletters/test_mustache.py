"""Templates fill in what they are given, escaped, and reach nothing else (S8)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.newsletters import mustache
from watchkeeper.domain.newsletters.mustache import Template
from watchkeeper.errors import InputError

VALUES: dict[str, Any] = {  # Any: what templates are given
    "name": "Ada <b>&\"'",
    "count": 3,
    "none": 0,
    "empty": "",
    "is_on": True,
    "films": [{"title": "Dune", "year": 1984}, {"title": "Alien", "year": 1979}],
    "nobody": [],
}


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("Hello {{name}}!", "Hello Ada &lt;b&gt;&amp;&quot;&#x27;!"),
        ("{{ count }}", "3"),
        ("{{unknown}}|{{empty}}", "|"),
        ("{{#films}}{{title}} of {{count}}; {{/films}}", "Dune of 3; Alien of 3; "),
        ("{{#nobody}}x{{/nobody}}{{^nobody}}none{{/nobody}}", "none"),
        ("{{#name}}[{{name}}]{{/name}}", "[Ada &lt;b&gt;&amp;&quot;&#x27;]"),
        ("{{#none}}x{{/none}}{{^none}}zero{{/none}}", "zero"),
        ("{{#is_on}}on{{/is_on}}{{is_on}}", "on"),
        ("a{{! left {out} }}b", "ab"),
        ("{ not a place } {{films}}", "{ not a place } "),
        ("{{#films}}{{#films}}x{{/films}}{{/films}}", "xxxx"),
    ],
)
def test_a_template_is_filled(source: str, page: str) -> None:
    assert Template.read(source).fill(VALUES) == page


@pytest.mark.parametrize(
    "source",
    [
        "{{name.__class__}}",
        "{{name.__class__.__mro__}}",
        "{{films.0.title}}",
        "{{__import__}}",
        "{{self._TemplateReference__context}}",
        "{{''.__class__}}",
        "{{7*7}}",
        "{{name|attr('x')}}",
        "{{name()}}",
        "{{#name.upper}}x{{/name.upper}}",
        "{{{name}}}",
        "{{&name}}",
        "{{>partial}}",
        "{{=<% %>=}}",
        "{{<parent}}x{{/parent}}",
        "{{$block}}x{{/block}}",
        "{{#lambda: 1}}x{{/lambda: 1}}",
    ],
)
def test_s8_nothing_but_plain_names_is_understood(source: str) -> None:
    with pytest.raises(InputError, match="Line 1 of the template") as raised:
        Template.read(source)
    assert raised.value.field == "template"


@pytest.mark.parametrize(
    "name", ["keys", "items", "get", "pop", "copy", "fill", "format", "real", "__class__"[2:-2]]
)
def test_s8_names_of_methods_are_only_unknown_names(name: str) -> None:
    assert Template.read(f"<{{{{{name}}}}}{{{{#{name}}}}}x{{{{/{name}}}}}>").fill(VALUES) == "<>"


def test_s8_what_is_filled_in_is_not_read_again() -> None:
    values = {"name": "{{secret}} <% x %> ${y} {% z %}", "secret": "hush"}
    assert Template.read("{{name}}").fill(values) == ("{{secret}} &lt;% x %&gt; ${y} {% z %}")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("a\nb {{#films}} c", "Line 2 .*is not closed"),
        ("{{/films}}", "closes nothing"),
        ("{{#films}}{{/name}}{{/films}}", "closes nothing"),
        ("{{}}", "is no name"),
        ("x" * (mustache.LONGEST + 1), "longer than"),
        ("{{#films}}" * 20, "within each other"),
    ],
)
def test_what_is_broken_is_refused_with_its_line(source: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        Template.read(source)


def test_a_page_does_not_grow_without_bounds() -> None:
    many = {"films": [{"title": "x" * 100}] * 300}
    source = "{{#films}}{{#films}}{{#films}}{{title}}{{/films}}{{/films}}{{/films}}"
    with pytest.raises(InputError, match="too long"):
        Template.read(source).fill(many)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_never_adds_markup(source: str) -> None:
    try:
        page = Template.read(source).fill({"name": "<script>", "a": [{"b": "<i>"}]})
    except InputError:
        return
    assert page.count("<") <= source.count("<")
