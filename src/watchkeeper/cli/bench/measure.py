"""Timing calls: the fresh figures first, with a play recorded before each run; then without."""

from __future__ import annotations

import http
import math
import statistics
import time
from collections.abc import Callable, Iterable, Sequence

from watchkeeper.cli.bench.calls import Call
from watchkeeper.cli.bench.client import Answer, HttpClient, TautulliApi
from watchkeeper.values import dataclass

UNDELIVERED = frozenset({http.HTTPStatus.BAD_REQUEST, http.HTTPStatus.NOT_FOUND})


@dataclass(frozen=True, slots=True)
class Timing:
    """What the runs of one call took, in milliseconds; `status` is the last answer's."""

    runs: int
    least: float
    median: float
    most: float
    status: int
    size: int  # bytes of the last answer

    @property
    def is_delivered(self) -> bool:
        return self.status == http.HTTPStatus.OK

    @property
    def is_unknown(self) -> bool:
        """Whether the server says that it has no such command."""
        return self.status in UNDELIVERED


@dataclass(frozen=True, slots=True)
class Measured:
    """One call: with a write before each run, without, and asked of a Tautulli."""

    call: Call
    fresh: Timing
    repeated: Timing
    tautulli: Timing | None

    @property
    def ratio(self) -> float | None:
        """Ours as a part of Tautulli's, by median; None where either has no figure."""
        if self.tautulli is None or not (self.tautulli.is_delivered and self.fresh.is_delivered):
            return None
        return self.fresh.median / self.tautulli.median


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked, and how a write is made before a run."""

    api: TautulliApi
    pages: HttpClient
    tautulli: TautulliApi | None
    write: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Effort:
    """How often each call is run, and for how many seconds at most."""

    runs: int
    budget: float


def measure(asked: Asked, call: Call, effort: Effort) -> Measured:
    """Time one call; the runs of ours and of the Tautulli alternate."""
    _answer(asked, call)
    fresh: list[Answer] = []
    other: list[Answer] = []
    began = time.perf_counter()
    while _goes_on(fresh, began, effort):
        asked.write()
        fresh.append(_answer(asked, call))
        if asked.tautulli is not None and call.command:
            other.append(asked.tautulli.ask(call.command, call.parameters))
    repeated: list[Answer] = []
    began = time.perf_counter()
    while _goes_on(repeated, began, effort):
        repeated.append(_answer(asked, call))
    return Measured(call, timing(fresh), timing(repeated), timing(other) if other else None)


def timing(answers: Sequence[Answer]) -> Timing:
    """The figures of some answers to the same call."""
    times = [answer.seconds * 1000 for answer in answers]
    last = answers[-1]
    return Timing(
        runs=len(times),
        least=min(times),
        median=statistics.median(times),
        most=max(times),
        status=last.status,
        size=len(last.body),
    )


def geometric_mean(values: Iterable[float]) -> float | None:
    """The geometric mean; None of nothing."""
    logarithms = [math.log(value) for value in values]
    return math.exp(statistics.fmean(logarithms)) if logarithms else None


def _goes_on(done: Sequence[Answer], began: float, effort: Effort) -> bool:
    if len(done) < min(2, effort.runs):
        return True
    return len(done) < effort.runs and time.perf_counter() - began < effort.budget


def _answer(asked: Asked, call: Call) -> Answer:
    if call.path:
        return asked.pages.get(call.path)
    return asked.api.ask(call.command, call.parameters)
