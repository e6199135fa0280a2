"""What a person leaves in texts: names, addresses, numbers; and how a text is freed of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from watchkeeper.values import dataclass

BLOT = "erased"
SHORTEST_NUMBER = 10_000
"""Smaller account numbers stand in texts for too much else; they are found beside their name."""
SHORTEST_WORD = 2


@dataclass(frozen=True)
class Traces:
    """Everything by which one person can be recognised.

    `words` are names, e-mail and network addresses and devices that nobody else here has:
    what is shared with somebody who stays is not theirs alone.
    """

    accounts: tuple[tuple[int, int], ...]  # server id, user id
    lone_numbers: tuple[int, ...]  # user ids that no other account here has
    words: tuple[str, ...]

    @classmethod
    def of(
        cls,
        accounts: Iterable[tuple[int, int]],
        lone_numbers: Iterable[int],
        words: Iterable[str | None],
    ) -> Traces:
        """Without doubles and empty words."""
        known = {word.strip() for word in words if word and len(word.strip()) >= SHORTEST_WORD}
        longest_first = sorted(known, key=lambda word: (-len(word), word))
        return cls(tuple(accounts), tuple(lone_numbers), tuple(longest_first))

    @property
    def needles(self) -> tuple[str, ...]:
        """Texts of which one is in every text that has a trace."""
        long = (str(number) for number in self.lone_numbers if number >= SHORTEST_NUMBER)
        named = (f'"user_id":{number}' for number in self.lone_numbers)
        asked = (f"user_id={number}" for number in self.lone_numbers)
        return (*self.words, *long, *named, *asked)

    def are_in(self, text: str) -> bool:
        """Whether a text has any of them.

        Examples:
            >>> ada = Traces.of([(1, 70012)], [70012], ["ada", "ada@x.org"])
            >>> [ada.are_in(text) for text in ("Ada came", "adamant", '{"user_id":70012}')]
            [True, False, True]
        """
        return any(pattern.search(text) for pattern in (self._words, self._numbers, self._named))

    def blotted(self, text: str) -> str:
        """The text without them; JSON stays JSON.

        Examples:
            >>> Traces.of([(1, 7)], [7], ["ada"]).blotted('{"user_id":7,"who":"Ada","n":7}')
            '{"user_id":0,"who":"erased","n":7}'
        """
        text = self._named.sub(r"\g<1>0", text)
        return self._words.sub(BLOT, self._numbers.sub("0", text))

    def name_account(self, server_id: object, user_id: object) -> bool:
        """Whether these numbers are one of the accounts; a server that is not known may be any."""
        if server_id is None:
            return user_id in self.lone_numbers
        return (server_id, user_id) in self.accounts

    @cached_property
    def _words(self) -> re.Pattern[str]:
        return _pattern((re.escape(word) for word in self.words), re.IGNORECASE)

    @cached_property
    def _numbers(self) -> re.Pattern[str]:
        long = (str(number) for number in self.lone_numbers if number >= SHORTEST_NUMBER)
        return _pattern(long, 0)

    @cached_property
    def _named(self) -> re.Pattern[str]:
        numbers = "|".join(map(str, self.lone_numbers)) or r"(?!)"
        before = r'\buser(?:_id)?"?\s*[:=]\s*"?|/users/\d+/'
        return re.compile(rf"({before})(?:{numbers})(?!\d)")


def _pattern(pieces: Iterable[str], flags: int) -> re.Pattern[str]:
    """Any of the pieces, not inside a longer word."""
    joined = "|".join(pieces) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", flags)
