"""Markup in texts: what each agent's service understands stays, all other is taken out."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from html.entities import html5
from types import MappingProxyType

from watchkeeper.domain.notices.pieces import FIELD, Escape

Allowed = Mapping[str, frozenset[str]]
"""From a tag to the attributes that it may have."""

UNTOUCHED = frozenset({"email", "slack", "discord", "webhook"})
"""Agents whose texts stay as they are written."""

PLAIN_SUBJECTS = frozenset({"email", "gotify", "pushover"})
"""Agents whose subject is plain text, whatever the body is."""

_UNDERSCORE = r"_(?!(?<=[^\W_]_)[^\W_])"  # within a word it is no mark: oskar_b stays oskar_b
DISCORD_MARKS = re.compile(rf"[\\*~`|\[\]]|{_UNDERSCORE}")
TEAMS_MARKS = re.compile(r"[\[\]]")
MARKDOWN: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "discord": DISCORD_MARKS,
        "gotify": re.compile(rf"[\\*~`|<>\[\]]|{_UNDERSCORE}"),
        "microsoftteams": TEAMS_MARKS,
    }
)
"""Agents whose texts are read as Markdown, and the marks that would give a value a form."""

_ESCAPED = re.compile(r"\\([\\*_~`|<>\[\]])")

_BARE: frozenset[str] = frozenset()
ALLOWED: Mapping[str, Allowed] = MappingProxyType(
    {
        "pushover": {
            **dict.fromkeys(("b", "i", "u"), _BARE),
            "a": frozenset({"href"}),
            "font": frozenset({"color"}),
        },
        "telegram": {
            **dict.fromkeys(
                ("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "pre"), _BARE
            ),
            "a": frozenset({"href"}),
            "blockquote": frozenset({"expandable"}),
            "code": frozenset({"class"}),
            "span": frozenset({"class"}),
            "tg-emoji": frozenset({"emoji-id"}),
            "tg-spoiler": _BARE,
        },
    }
)
_OPEN, _CLOSE = "\ue000", "\ue001"  # private characters around the number of a field
_SHIELD = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_TOKEN = re.compile(
    r"<!--.*?-->|<(?P<slash>/?)(?P<tag>[A-Za-z][A-Za-z0-9-]*)(?P<rest>(?:[\s/][^<>]*)?)>"
    r"|&(?P<entity>#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|\w{1,40});|[&<>]",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([A-Za-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'/]+)))?""")
_KEPT_TAG = re.compile(r"<(?P<slash>/?)(?P<tag>[a-z-]+)[^<>]*>")
_MENTION = re.compile(r"@(?=everyone|here|[!&]?\d)")
_LONE_ADDRESS = re.compile(r"https?://[^\s()<>]+")
_ADDRESS = re.compile(r"(?:https?:|mailto:|tg:|[/#]|\ue000)", re.IGNORECASE)


def fitted(text: str, agent_kind: str) -> str:
    """The text with the markup that the agent's service understands; fields stay as they are.

    Examples:
        >>> fitted("<h1><b>R&B</b></h1> {Year: <year>}", "telegram")
        '<b>R&amp;B</b> {Year: <year>}'
        >>> fitted("<b>R&B</b>", "discord"), fitted("<b>5 < 6</b>", "gotify")
        ('<b>R&B</b>', '5 &lt; 6')
        >>> fitted("</u><b>never <i>closed</b>", "pushover")
        '<b>never <i>closed</i></b>'
    """
    if agent_kind in UNTOUCHED:
        return text
    allowed = ALLOWED.get(agent_kind, {})
    fields: list[str] = []

    def shielded(match: re.Match[str]) -> str:
        fields.append(match[0])
        return f"{_OPEN}{len(fields) - 1}{_CLOSE}"

    plain = text.replace(_OPEN, "").replace(_CLOSE, "")
    cleaned = _TOKEN.sub(lambda match: _kept(match, allowed), FIELD.sub(shielded, plain))
    return _SHIELD.sub(lambda match: fields[int(match[1])], _balanced(cleaned))


def escaping(
    agent_kind: str, settings: Mapping[str, object], *, is_subject: bool = False
) -> Escape:
    r"""What goes over values before they are put into a text of an agent.

    Values become no markup where the text is sent as HTML, no link and no other form where it is
    read as Markdown, and nobody is called upon by a title: `@everyone` in it stays a word.

    Examples:
        >>> escaping("telegram", {"html_support": 1})("<b>"), escaping("slack", {})("<!here> & co")
        ('&lt;b&gt;', '&lt;!here&gt; &amp; co')
        >>> len(escaping("discord", {})("@everyone")), escaping("discord", {})("a@b.test")
        (10, 'a@b.test')
        >>> print(escaping("gotify", {})("[M*A*S*H](http://a.test)"))
        \[M\*A\*S\*H\](http://a.test)
        >>> print(escaping("discord", {})("oskar_b, _ada_, __x__"))
        oskar_b, \_ada\_, \_\_x\_\_
    """
    if settings.get("html_support"):
        return str if is_subject and agent_kind in PLAIN_SUBJECTS else html.escape
    if agent_kind == "slack":
        return _without_slack_marks
    if agent_kind not in MARKDOWN or (is_subject and agent_kind in PLAIN_SUBJECTS):
        return str
    marks = MARKDOWN[agent_kind]
    if agent_kind == "discord":
        return lambda value: _MENTION.sub("@\u200b", without_markdown(value, marks))
    return lambda value: without_markdown(value, marks)


def as_read(text: str, agent_kind: str, settings: Mapping[str, object]) -> str:
    r"""A text as its service shows it: without the signs that keep values from being markup.

    Examples:
        >>> print(as_read(r"\_ada\_ & 5 \* 6", "discord", {}))
        _ada_ & 5 * 6
        >>> as_read("Tom &amp; <b>Jerry</b>", "telegram", {"html_support": 1})
        'Tom & <b>Jerry</b>'
    """
    if settings.get("html_support") or agent_kind == "slack":
        return html.unescape(text)
    return _ESCAPED.sub(r"\1", text) if agent_kind in MARKDOWN else text


def without_markdown(value: str, marks: re.Pattern[str]) -> str:
    r"""A value that is shown as it stands; addresses stay whole, as they would lead elsewhere.

    Examples:
        >>> print(without_markdown("[a](b)", TEAMS_MARKS))
        \[a\](b)
        >>> without_markdown("https://a.test/[b]", TEAMS_MARKS)
        'https://a.test/[b]'
    """
    if _LONE_ADDRESS.fullmatch(value):
        return value
    return marks.sub(r"\\\g<0>", value)


def _without_slack_marks(value: str) -> str:
    return html.escape(value, quote=False)


def _kept(match: re.Match[str], allowed: Allowed) -> str:
    """What becomes of a tag, a comment, an entity, or a character that could begin one."""
    tag, entity = match["tag"], match["entity"]
    if tag:
        return _tag(match, tag.lower(), allowed)
    if match[0].startswith("<!--"):
        return ""
    if entity and (entity.startswith("#") or f"{entity};" in html5):
        return match[0]
    return html.escape(match[0], quote=False)


def _tag(match: re.Match[str], tag: str, allowed: Allowed) -> str:
    if tag not in allowed:
        return ""
    if match["slash"]:
        return f"</{tag}>"
    found = (
        (name.lower(), double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(match["rest"])
    )
    attributes = (
        f' {name}="{html.escape(html.unescape(value))}"'
        for name, value in found
        if name in allowed[tag] and _is_safe(name, value)
    )
    return f"<{tag}{''.join(attributes)}>"


def _balanced(text: str) -> str:
    """The text with every tag in its pair: services refuse a message with one alone."""
    opened: list[str] = []

    def paired(match: re.Match[str]) -> str:
        tag = match["tag"]
        if not match["slash"]:
            opened.append(tag)
            return match[0]
        closed = ""
        while tag in opened and not closed.endswith(f"</{tag}>"):
            closed += f"</{opened.pop()}>"
        return closed

    paired_text = _KEPT_TAG.sub(paired, text)
    return paired_text + "".join(f"</{tag}>" for tag in reversed(opened))


def _is_safe(name: str, value: str) -> bool:
    return name != "href" or _ADDRESS.match(html.unescape(value).strip()) is not None
