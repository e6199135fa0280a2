"""A folder with a record in it, made once."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from tests.program.program import run

REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "tautulli-5k.db.gz"


@pytest.fixture(scope="session")
def tautulli_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The synthetic Tautulli database of 5,000 plays."""
    if not REFERENCE.is_file():
        pytest.skip("../shared/reference with the synthetic database is absent")
    path = tmp_path_factory.mktemp("tautulli") / "tautulli.db"
    with gzip.open(REFERENCE) as packed, path.open("wb") as target:
        shutil.copyfileobj(packed, target)
    return path


@pytest.fixture(scope="session")
def taken_over(tautulli_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder into which that database was taken over by the command line."""
    data = tmp_path_factory.mktemp("taken") / "data"
    done = run(data, "import", "tautulli", str(tautulli_file))
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture
def data(taken_over: Path, tmp_path: Path) -> Path:
    """A copy of it, for one test."""
    return Path(shutil.copytree(taken_over, tmp_path / "data"))
