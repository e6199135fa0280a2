"""Invented titles, people and texts, drawn from the word lists; no title comes twice."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from watchkeeper.demo import titles, words


class Writer:
    """Invents names and texts from one random source."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._used: set[str] = set()

    def film_title(self, number: int) -> str:
        """The title of the film with this running number; hand-picked ones come first."""
        return self.titled(titles.FILM_TITLES, number)

    def titled(self, chosen: list[str], number: int) -> str:
        """The title with this running number: the hand-picked ones first, then made-up ones."""
        if number < len(chosen):
            self._used.add(chosen[number])
            return chosen[number]
        return self._fresh(self._made_title)

    def artist_name(self, number: int) -> str:
        """The name of the artist with this running number."""
        if number < len(titles.ARTIST_NAMES):
            return titles.ARTIST_NAMES[number]
        return self._fresh(self._band_name)

    def album_title(self) -> str:
        """A title for an album."""
        adjective, noun = self._pair()
        patterns = (
            self._random.choice(titles.SONG_WORDS),
            f"{adjective} {noun}",
            f"Songs for the {noun}",
            f"{noun}s & {self._random.choice(words.NOUNS)}s",
            f"Live in {self._random.choice(words.PLACES[:18])}",
        )
        return self._random.choice(patterns)

    def track_titles(self, count: int) -> list[str]:
        """Different titles for the tracks of one album."""
        return self._random.sample(titles.SONG_WORDS, count)

    def episode_titles(self, count: int) -> list[str]:
        """Different titles for the episodes of one season."""
        return self._random.sample(titles.EPISODE_TITLES, count)

    def person(self) -> str:
        """A person's full name."""
        return f"{self._random.choice(words.FIRST_NAMES)} {self._random.choice(words.LAST_NAMES)}"

    def people(self, least: int, most: int) -> tuple[str, ...]:
        """Between `least` and `most` different people."""
        count = self._random.randint(least, most)
        return tuple(dict.fromkeys(self.person() for _ in range(count)))

    def summary(self, genre: str) -> str:
        """Two or three sentences in the manner of the genre."""
        hero = self._random.choice(words.HEROES)
        trouble = self._random.choice(words.TROUBLES.get(genre, words.TROUBLES["Drama"]))
        place = self._random.choice(words.PLACES)
        turn = self._random.choice(words.TURNS)
        return f"In {place}, {hero} {trouble}. {turn}"

    def tagline(self) -> str:
        """A line for the poster."""
        return self._random.choice(words.TAGLINES)

    def hexadecimal(self, digits: int) -> str:
        """A made-up identifier of so many hexadecimal digits."""
        return f"{self._random.getrandbits(digits * 4):0{digits}x}"

    def _pair(self) -> tuple[str, str]:
        return self._random.choice(words.ADJECTIVES), self._random.choice(words.NOUNS)

    def _made_title(self) -> str:
        adjective, noun = self._pair()
        other = self._random.choice(words.NOUNS)
        patterns = (
            f"The {adjective} {noun}",
            f"{adjective} {noun}",
            f"The {noun} of {self._random.choice(words.PLACES)}",
            f"{noun} and {other}",
            f"{self._random.choice(words.FIRST_NAMES)}'s {noun}",
            f"The {noun}'s {other}",
            f"Beyond the {adjective} {noun}",
        )
        return self._random.choice(patterns)

    def _band_name(self) -> str:
        adjective, noun = self._pair()
        return self._random.choice(
            (f"The {adjective} {noun}s", f"{adjective} {noun}", self.person())
        )

    def _fresh(self, make: Callable[[], str]) -> str:
        title = make()
        while title in self._used:
            title = make()
        self._used.add(title)
        return title
