"""Round numbers for the axis, and which places on it get a word."""

from __future__ import annotations

from math import ceil, floor, log10

from watchkeeper.texts import N_, _, number
from watchkeeper.values import dataclass
from watchkeeper.web.charts.chart import Unit

LINES = 4
STEPS = (1, 2, 2.5, 5, 10)
LEAST = 1e-9
FEW_WORDS = 5
MANY_WORDS = 10
NARROW_ROOM, WIDE_ROOM = 40, 70
"""How many characters find room along the axis, on a phone and elsewhere."""
SHORT_FORMS = (
    (N_("%(num)s M"), 1_000_000, 1_000_000),
    (N_("%(num)s k"), 1_000, 10_000),
)
"""How large numbers are written, by what they are divided, and from where on."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to heights; `ticks` are in the unit of the axis."""

    top: float  # in the values' own unit
    height: float
    unit: Unit
    ticks: tuple[float, ...]

    @classmethod
    def of(cls, highest: float, unit: Unit, height: float) -> Scale:
        """A scale from 0 to a round number that is not below the highest value."""
        ticks = ticks_of(highest / unit.per, is_counted=unit.per == 1)
        return cls(ticks[-1] * unit.per, height, unit, ticks)

    def length(self, value: float) -> float:
        """How long a bar is; one that is not 0 can be seen."""
        if value <= 0:
            return 0
        return max(1.5, value / self.top * self.height)

    def y(self, value: float) -> float:
        """The height of a value from above."""
        return self.height - max(0.0, value) / self.top * self.height


def ticks_of(highest: float, *, is_counted: bool = False) -> tuple[float, ...]:
    """Round numbers from 0 to one that is not below the highest; whole ones for what is counted.

    Examples:
        >>> ticks_of(7), ticks_of(0.9), ticks_of(0)
        ((0, 2, 4, 6, 8), (0.0, 0.25, 0.5, 0.75, 1.0), (0, 1))
        >>> ticks_of(2, is_counted=True)
        (0, 1, 2)
    """
    if highest < LEAST:
        return (0, 1)
    raw = highest / LINES
    power = 10.0 ** floor(log10(raw))
    step = next(one * power for one in STEPS if one * power >= raw * (1 - 1e-9))
    if is_counted or highest >= LINES:
        step = max(1, round(step))
    count = max(1, ceil(highest / step - 1e-9))
    return tuple(at * step for at in range(count + 1))


def tick_text(value: float) -> str:
    """A number of the axis.

    Examples:
        >>> tick_text(2500.0), tick_text(0.25), tick_text(3.0)
        ('2,500', '0.25', '3')
        >>> tick_text(75_000), tick_text(2_500_000)
        ('75 k', '2.5 M')
    """
    for form, size, least in SHORT_FORMS:
        if value >= least:
            return _(form, num=_plain(value / size))
    return _plain(value)


def _plain(value: float) -> str:
    """With the decimals that it needs, six figures at most."""
    decimals = 0 if value == int(value) else len(f"{value:g}".partition(".")[2])
    return number(value, decimals)


def worded(count: int, longest: int = 1) -> dict[int, bool]:
    """Which of so many places get a word, and whether also where there is little room.

    `longest` is the length of the longest word, in characters.
    """
    many = _spread(count, min(MANY_WORDS, WIDE_ROOM // longest) or 1)
    most = min(FEW_WORDS, NARROW_ROOM // longest) or 1
    few = many[:: ceil(len(many) / most)] if many else []
    return {place: place in few for place in many}


def _spread(count: int, most: int) -> list[int]:
    return list(range(0, count, max(1, ceil(count / most))))
