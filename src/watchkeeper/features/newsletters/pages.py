"""An issue as a page (for mails and the web) and as plain text."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from watchkeeper.domain.newsletters.content import Content, Entry, Picture, Section
from watchkeeper.domain.newsletters.mustache import Template, Value

POSTER, SQUARE = (160, 240), (160, 160)
"""Pixels in which pictures are asked for; pages show them at half of that."""
DARK_INK, LIGHT_INK = "#1a1f26", "#ffffff"

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
        parts.append(f"To get this newsletter no more: {links.unsubscribe}")
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


def ink_on(colour: str) -> str:
    """Black or white: what can be read better on a colour (#rrggbb; WCAG's relative luminance).

    Examples:
        >>> ink_on("#ffe066"), ink_on("#7a1020")
        ('#1a1f26', '#ffffff')
    """
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return DARK_INK if luminance > 0.2 else LIGHT_INK


def _values(content: Content, links: Links) -> dict[str, Value]:
    return {
        "subject": content.subject,
        "message": [{"line": line} for line in content.message.splitlines() if line.strip()],
        "server_name": content.server_name,
        "start_date": content.start,
        "end_date": content.end,
        "sections": [_section(section, links) for section in content.sections],
        "accent": content.accent,
        "ink": ink_on(content.accent),
        "direction": content.direction,
        "web_url": links.web,
        "unsubscribe_url": links.unsubscribe,
    }


def _section(section: Section, links: Links) -> dict[str, Value]:
    return {
        "title": section.title,
        "figures": [{"value": one.value, "label": one.label} for one in section.figures],
        "entries": [_entry(entry, links) for entry in section.entries],
        "more": section.more,
    }


def _entry(entry: Entry, links: Links) -> dict[str, Value]:
    picture, address = entry.picture, ""
    width, height = (0, 0)
    if picture is not None:
        address = links.picture(picture)
        width, height = (side // 2 for side in size_of(picture))
    return {
        "title": entry.title,
        "subtitle": entry.subtitle,
        "lines": [{"line": line} for line in entry.lines],
        "summary": entry.summary,
        "link": entry.link,
        "picture": address,
        "width": width,
        "height": height,
    }


def _section_text(section: Section) -> str:
    lines = [section.title.upper()]
    lines += [f"{figure.value} {figure.label}" for figure in section.figures]
    for entry in section.entries:
        subtitle = f" ({entry.subtitle})" if entry.subtitle else ""
        lines.append(f"* {entry.title}{subtitle}")
        lines += [f"    {line}" for line in entry.lines]
    if section.more:
        lines.append(f"and {section.more} more")
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
