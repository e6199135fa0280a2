"""What `watchkeeper bench` is told."""

from __future__ import annotations

from pathlib import Path

from watchkeeper.values import dataclass

API_KEY = "b3ac4b3ac4b3ac4b3ac4b3ac4b3ac400"  # opens a throw-away folder: everybody may know it
OWNER, PASSWORD = "bench", "watchkeeper-bench"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is made; the same size and seed give the same record."""

    plays: int
    users: int
    years: float
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tautulli:
    """A Tautulli to measure in the same run."""

    url: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchOptions:
    """What is made and what is measured."""

    size: Size
    runs: int  # of each call
    budget: float  # seconds after which a slow call is not repeated
    clients: int  # parallel ones; 0: no load is measured
    seconds: float  # of load
    writes_beside: bool  # whether plays are recorded during the load
    streams: int  # running at once; 0: they are not measured
    rules: int  # notifiers that tell of each event of a stream; 0: they are not measured
    file: Path | None  # a Tautulli database to measure with, instead of made plays
    tautulli: Tautulli | None
    json: Path | None
