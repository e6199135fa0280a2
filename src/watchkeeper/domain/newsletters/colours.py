"""The owner's colour on a page: what can be read on it, and how it can be read itself."""

from __future__ import annotations

from typing import TypeAlias

Rgb: TypeAlias = tuple[float, float, float]

DARK_INK, LIGHT_INK = "#1a1f26", "#ffffff"
LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3."""
STEPS = 20


def ink_on(colour: str) -> str:
    """Black or white: what can be read better on a colour (#rrggbb).

    Examples:
        >>> ink_on("#ffe066"), ink_on("#7a1020")
        ('#1a1f26', '#ffffff')
    """
    return max((DARK_INK, LIGHT_INK), key=lambda ink: contrast(ink, colour))


def readable_on(ground: str, colour: str) -> str:
    """The colour, darker or lighter as far as it takes to read it on a ground (both #rrggbb).

    Examples:
        >>> readable_on("#ffffff", "#0b5cad"), readable_on("#ffffff", "#ffe066")
        ('#0b5cad', '#807033')
    """
    towards = (0.0, 0.0, 0.0) if ink_on(ground) == DARK_INK else (1.0, 1.0, 1.0)
    start = _parts(colour)
    for step in range(STEPS + 1):
        share = step / STEPS
        mixed = [one + (other - one) * share for one, other in zip(start, towards, strict=True)]
        found = "#" + "".join(f"{round(part * 255):02x}" for part in mixed)
        if contrast(found, ground) >= LEAST_CONTRAST:
            return found
    return ink_on(ground)


def contrast(one: str, other: str) -> float:
    """How well two colours stand out from each other, 1 to 21 (WCAG's ratio).

    Examples:
        >>> round(contrast("#000000", "#ffffff"))
        21
    """
    lower, higher = sorted((_luminance(one), _luminance(other)))
    return (higher + 0.05) / (lower + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> Rgb:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue
