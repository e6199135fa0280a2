"""An issue as a page (for mails and the web) and as plain text."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import textwrap
from collections.abc import Callable
from functools import cache
from importlib import resources

from watchkeeper.domain.newsletters.blocks import RANKED
from watchkeeper.domain.newsletters.colours import ink_on, readable_on
from watchkeeper.domain.newsletters.content import (
    Content,
    Entry,
    Picture,
    Section,
    Words,
    glimpse,
)
from watchkeeper.domain.newsletters.mustache import Template, Value
from watchkeeper.values import dataclass

POSTER, SQUARE = (200, 300), (200, 200)
"""Pixels in which pictures are asked for; pages show them at half of that, or at a quarter."""
LIGHT_GROUND, DARK_GROUND = "#f3f5f8", "#1f252d"
"""What stands on them is read worst: our template in its two looks."""
GAP = 16
TEXT_WIDTH, INDENT = 76, "    "

_STYLE = re.compile(r"""\sstyle\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_SHEET = re.compile(r"<style\b[^>]*>(.*?)</style\s*>", re.IGNORECASE | re.DOTALL)
_END = re.compile(r"</body\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where a page leads to; they differ between a mail and the web."""

    picture: Callable[[Picture], str]  # the address of a picture, "" for none
    web: str = ""  # the issue on the web
    unsubscribe: str = ""


def size_of(picture: Picture) -> tuple[int, int]:
    """Width and height in pixels in which a picture is asked for."""
    return SQUARE if picture.is_square else POSTER


def page(content: Content, links: Links) -> str:
    """The page of an issue, from the owner's template or ours.

    A template that has no place for the link to unsubscribe gets our line with it at its end.

    Raises:
        InputError: the owner's template cannot be read, or grows too long.
    """
    values = _values(content, links)
    if not content.template:
        return shipped("newsletter.html").fill(values)
    own = Template.read(content.template)
    found = own.fill(values)
    if not links.unsubscribe or own.has("unsubscribe_url"):
        return found
    footer = shipped("footer.html").fill(values)
    before, end, after = _parted(found)
    return f"{before}{footer}{end}{after}"


def plain_text(content: Content, links: Links) -> str:
    """The same as text, for those who read no pages."""
    parts = [content.subject, f"{content.start} – {content.end}", content.message]
    parts += [_section_text(section) for section in content.sections]
    if links.web:
        parts.append(content.body)
    if links.unsubscribe:
        parts.append(f"{content.words.leave} {links.unsubscribe}")
    return "\n\n".join(part for part in parts if part.strip())


def style_policy(source: str) -> str:
    """What a Content-Security-Policy allows for the styles of a page: these, and no others."""
    written = [html.unescape(first or second) for first, second in _STYLE.findall(source)]
    written += _SHEET.findall(source)
    hashes = dict.fromkeys(_hash(style) for style in written)
    return f"'unsafe-hashes' {' '.join(hashes)}" if hashes else "'none'"


@cache
def shipped(name: str) -> Template:
    """One of our templates."""
    return Template.read(shipped_source(name))


def shipped_source(name: str) -> str:
    """One of our templates as it is written."""
    folder = resources.files("watchkeeper.features.newsletters") / "templates"
    return (folder / name).read_text("utf-8")


def _values(content: Content, links: Links) -> dict[str, Value]:
    return {
        "subject": content.subject,
        "preview": glimpse(content),
        "message": [{"line": line} for line in content.message.splitlines() if line.strip()],
        "server_name": content.server_name,
        "start_date": content.start,
        "end_date": content.end,
        "sections": [_section(section, links) for section in content.sections],
        "accent": content.accent,
        "ink": ink_on(content.accent),
        "accent_text": readable_on(LIGHT_GROUND, content.accent),
        "accent_dark": readable_on(DARK_GROUND, content.accent),
        "direction": content.direction,
        "web_url": links.web,
        "unsubscribe_url": links.unsubscribe,
        "has_links": bool(links.web or links.unsubscribe),
        **_own_words(content.words),
    }


def _own_words(words: Words) -> dict[str, Value]:
    return {
        "language": words.language,
        "before_origin": words.origin[0],
        "after_origin": words.origin[1],
        "read_on_web": words.read_on_web,
        "unsubscribe": words.unsubscribe,
    }


def _section(section: Section, links: Links) -> dict[str, Value]:
    is_ranked = section.block in RANKED
    entries = [
        _entry(entry, links, rank if is_ranked else 0)
        for rank, entry in enumerate(section.entries, 1)
    ]
    return {
        "title": section.title,
        "has_figures": bool(section.figures),
        "figures": [{"value": one.value, "label": one.label} for one in section.figures],
        "entries": entries,
        "more": section.more,
        "more_words": section.more_words,
    }


def _entry(entry: Entry, links: Links, rank: int) -> dict[str, Value]:
    """The values of an entry; ranked ones are small, with their place before them."""
    picture, address = entry.picture, ""
    width, height = (0, 0)
    if picture is not None:
        address = links.picture(picture)
        width, height = (side // (4 if rank else 2) for side in size_of(picture))
    return {
        "title": entry.title,
        "subtitle": entry.subtitle,
        "lines": [{"line": line} for line in entry.lines],
        "summary": entry.summary,
        "link": entry.link,
        "picture": address,
        "width": width,
        "height": height,
        "slot": width + GAP,
        "valign": "middle" if rank else "top",
        "rank": rank,
        "share": entry.share,
    }


def _section_text(section: Section) -> str:
    lines = [section.title.upper(), "-" * len(section.title)]
    lines += [f"{figure.value} {figure.label}" for figure in section.figures]
    for rank, entry in enumerate(section.entries, 1):
        point = f"{rank}." if section.block in RANKED else "*"
        subtitle = f" ({entry.subtitle})" if entry.subtitle else ""
        lines.append(f"{point} {entry.title}{subtitle}")
        lines += [f"    {line}" for line in entry.lines]
        lines += textwrap.wrap(
            entry.summary, TEXT_WIDTH, initial_indent=INDENT, subsequent_indent=INDENT
        )
    if section.more:
        lines.append(section.more_words)
    return "\n".join(lines)


def _parted(source: str) -> tuple[str, str, str]:
    """A page before its end, the tag that ends it, and what follows."""
    match = _END.search(source)
    if match is None:
        return source, "", ""
    return source[: match.start()], match[0], source[match.end() :]


def _hash(style: str) -> str:
    digest = hashlib.sha256(style.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
