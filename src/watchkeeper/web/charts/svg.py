"""Elements of an SVG as safe markup; no inline style, so that a strict policy lets it be."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

STROKES = {
    "s2": "M0 6 6 0",
    "s3": "M0 3h6",
    "s4": "M3 0v6",
    "s5": "M0 0l6 6M0 6 6 0",
    "s6": "M1.5 1.5h1M4.5 4.5h1",
    "copy": "M0 3h6",
    "transcode": "M0 6 6 0",
}


def number(value: float) -> str:
    """A coordinate, short.

    Examples:
        >>> number(3.0), number(2.345)
        ('3', '2.35')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent(value: float) -> str:
    """A coordinate in per cent of the width."""
    return f"{number(value)}%"


def element(name: str, content: Iterable[Markup] = (), /, **attributes: str | float) -> Markup:
    """`<name …>content</name>`; underscores in names of attributes are dashes, at their end gone.

    Examples:
        >>> element("rect", class_="bar", x=3, aria_label="<b>")
        Markup('<rect class="bar" x="3" aria-label="&lt;b&gt;"/>')
    """
    words = [
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
    ]
    inner = Markup("").join(content)
    closing = f">{inner}</{name}>" if inner else "/>"
    return Markup(f"<{name}{''.join(words)}{closing}")  # noqa: S704  # every value is escaped


def text(words: str, /, **attributes: str | float) -> Markup:
    """A `<text>` element."""
    return element("text", (escape(words),), **attributes)


def viewbox(content: Iterable[Markup], width: float, height: float) -> Markup:
    """A layer whose width of `width` units fills the chart, whatever that is."""
    attributes: dict[str, str | float] = {
        "width": "100%",
        "height": height,
        "viewBox": f"0 0 {number(width)} {number(height)}",
        "preserveAspectRatio": "none",
    }
    return element("svg", content, **attributes)


def patterns(chart_id: str, styles: Iterable[str]) -> Markup:
    """The patterns of these styles, named for the chart."""
    made = []
    for style in dict.fromkeys(styles):
        if style in STROKES:
            tile = element("rect", class_=f"fill {style}", width=6, height=6)
            stroke = element("path", class_="hatch", d=STROKES[style])
            made.append(
                element(
                    "pattern",
                    (tile, stroke),
                    id=f"{chart_id}-{style}",
                    width=6,
                    height=6,
                    patternUnits="userSpaceOnUse",
                )
            )
    return element("defs", made) if made else Markup("")


def paint(chart_id: str, style: str) -> dict[str, str]:
    """The attributes that give a shape the look of its series."""
    if style in STROKES:
        return {"class_": f"m-bar {style}", "fill": f"url(#{chart_id}-{style})"}
    return {"class_": f"m-bar fill {style}"}


def _value(value: str | float) -> Markup:
    return escape(value if isinstance(value, str) else number(value))
