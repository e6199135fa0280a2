"""What all makers of items share: the random source, running numbers and dates."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

from watchkeeper.demo.files import FileMaker
from watchkeeper.demo.writing import Writer
from watchkeeper.domain.media import Marker

DAY = 86400
"""Seconds of a day."""

MINUTE_MS = 60_000
"""Milliseconds of a minute."""

YEARS_OF_COLLECTING = 6


class Maker:
    """Hands out rating keys, dates, scores and markers to the makers of the libraries."""

    def __init__(self, random: Random, writer: Writer, *, today: int, scale: float) -> None:
        self.random = random
        self.writer = writer
        self.files = FileMaker(random)
        self.today = today
        self.first_day = today - YEARS_OF_COLLECTING * 365 * DAY
        self.this_year = datetime.fromtimestamp(today, UTC).year
        self._scale = scale
        self._next_key = 1000

    def rating_key(self) -> int:
        """The next unused rating key."""
        self._next_key += 1
        return self._next_key

    def count(self, usual: int) -> int:
        """How many to make at this scale: at least two."""
        return max(2, round(usual * self._scale))

    def added_at(self) -> int:
        """When something came into the library: half of it at the start, the rest ever since."""
        if self.random.random() < 0.55:
            start, end = self.first_day, self.today - 3 * 365 * DAY
        else:
            start, end = self.today - 3 * 365 * DAY, self.today
        return self.random.randint(start, end - 1)

    def released_on(self, year: int) -> str:
        """A day of that year, as YYYY-MM-DD."""
        return f"{year}-{self.random.randint(1, 12):02d}-{self.random.randint(1, 28):02d}"

    def score(self) -> float:
        """A rating between 4.8 and 9.6, mostly around 7.3."""
        return round(min(9.6, max(4.8, self.random.gauss(7.3, 0.9))), 1)

    def credits_markers(self, duration: int) -> tuple[Marker, ...]:
        """Credits near the end; now and then with a scene after them."""
        start = duration - int(self.random.uniform(0.035, 0.065) * duration)
        if self.random.random() < 0.12:
            middle = start + (duration - start) // 2
            return (
                Marker("credits", start, middle - 20_000, is_first=True),
                Marker("credits", middle, duration, is_final=True),
            )
        return (Marker("credits", start, duration, is_first=True, is_final=True),)
