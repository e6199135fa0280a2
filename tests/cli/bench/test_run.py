"""The whole bench on a small record: a real server process, real sockets."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from watchkeeper.cli import app

SMALL = ("--plays", "300", "--users", "6", "--years", "1", "--runs", "1")


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["bench", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.perf
def test_the_bench_measures_a_made_record(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    text = run(*SMALL, "--clients", "2", "--seconds", "0.3", "--json", str(figures))
    assert "300 plays, written in" in text
    assert "HTTP 5" not in text
    assert "0 errors" in text
    found = orjson.loads(figures.read_bytes())
    history = next(one for one in found["calls"] if one["call"]["name"] == "history, page 1")
    assert history["fresh"]["status"] == 200
    assert history["fresh"]["size"] > 1000


@pytest.mark.perf
def test_a_tautulli_that_does_not_answer_ends_it_with_a_sentence() -> None:
    arguments = ["bench", *SMALL, "--tautulli-url", "http://127.0.0.1:9", "--tautulli-key", "0"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 1
    assert "127.0.0.1 does not answer" in done.output
