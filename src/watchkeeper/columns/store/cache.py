"""A file with the arrays, so that the next start need not read every play from the database.

It may be lost, old or damaged at any time: what does not fit is not used, and what it lacks is
caught up by revision. Layout: a digest, the length of a JSON header, the header, the arrays.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from watchkeeper.columns.store.growing import Growing
from watchkeeper.columns.store.plays import DTYPES, WORDS, Plays
from watchkeeper.values import dataclass

FORMAT = 1
DIGEST_SIZE = 16
NUMBER_SIZE = 8


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a cache must have been made for to be of use."""

    record: str  # which database
    zone: str  # local days and hours are of this zone


def save(path: Path, plays: Plays, revision: int, stamp: Stamp) -> None:
    """Write the file, whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    draft = path.with_suffix(".new")
    with draft.open("wb") as file:
        file.write(bytes(DIGEST_SIZE))
        digest = hashlib.blake2b(digest_size=DIGEST_SIZE)
        for part in _parts(plays, revision, stamp):
            digest.update(part)
            file.write(part)
        file.seek(0)
        file.write(digest.digest())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def load(path: Path, plays: Plays, stamp: Stamp) -> int | None:
    """Fill empty columns from the file; returns its revision, None when it is of no use."""
    try:
        with path.open("rb") as file:
            return _load(file, plays, stamp) if _is_whole(file) else None
    except (OSError, ValueError):
        return None


def _parts(plays: Plays, revision: int, stamp: Stamp) -> Iterator[bytes | memoryview]:
    columns = {name: plays[name] for name in DTYPES}
    header = orjson.dumps(
        {
            **_terms(stamp),
            "revision": revision,
            "count": len(plays),
            "types": {name: column.dtype.str for name, column in columns.items()},
            "words": {name: plays.words[name].all() for name in WORDS},
            "people": plays.people.pairs.all(),
            "sections": plays.sections.all(),
        }
    )
    yield len(header).to_bytes(NUMBER_SIZE, "little")
    yield header
    for column in columns.values():
        yield column.data.cast("B")


def _terms(stamp: Stamp) -> dict[str, Any]:  # Any: values of any JSON type
    return {
        "format": FORMAT,
        "columns": [[name, np.dtype(dtype).str] for name, dtype in DTYPES.items()],
        "record": stamp.record,
        "zone": stamp.zone,
    }


def _is_whole(file: BufferedReader) -> bool:
    wanted = file.read(DIGEST_SIZE)
    digest = hashlib.blake2b(digest_size=DIGEST_SIZE)
    while part := file.read(1 << 20):
        digest.update(part)
    file.seek(DIGEST_SIZE)
    return digest.digest() == wanted


def _load(file: BufferedReader, plays: Plays, stamp: Stamp) -> int | None:
    size = int.from_bytes(file.read(NUMBER_SIZE), "little")
    header = orjson.loads(file.read(size))
    terms = _terms(stamp)
    if {name: header[name] for name in terms} != terms:
        return None
    for name, dtype in header["types"].items():
        plays.columns[name] = Growing.sized(dtype, header["count"])
        file.readinto(plays[name].data.cast("B"))
    for name, texts in header["words"].items():
        plays.words[name].codes(texts)
    plays.people.codes((server, number) for server, number in header["people"])
    plays.sections.codes((server, number) for server, number in header["sections"])
    plays.remember(plays)
    return int(header["revision"])
