"""From pairs to sets."""

from __future__ import annotations

from collections.abc import Iterable


def clusters(pairs: Iterable[tuple[int, ...]]) -> dict[int, list[int]]:
    """The numbers that hang together by pairs, by their lowest; a number may stand alone.

    Examples:
        >>> clusters([(3, 4), (1, 2), (2, 5), (6,)])
        {3: [3, 4], 1: [1, 2, 5], 6: [6]}
    """
    heads: dict[int, int] = {}

    def head(number: int) -> int:
        heads.setdefault(number, number)
        while heads[number] != number:
            heads[number] = heads[heads[number]]
            number = heads[number]
        return number

    for first, *others in pairs:
        head(first)
        for other in others:
            low, high = sorted((head(first), head(other)))
            heads[high] = low
    found: dict[int, list[int]] = {}
    for number in heads:
        found.setdefault(head(number), []).append(number)
    return {lowest: sorted(numbers) for lowest, numbers in found.items()}
