"""M3U: the files of the items, for players; each with a comment that says what it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from watchkeeper.features.exports.forms.form import Facts, Head

NO_LENGTH = 5
PARTS = ("items", "seasons", "episodes", "albums", "tracks", "photoalbums", "photos", "clips")


class M3uWriter:
    """Writes one file after the other."""

    def __init__(self, path: Path, head: Head) -> None:
        self._file = path.open("w", encoding="utf-8")
        about = json.dumps(head.facts, ensure_ascii=False)
        self._file.write(f"#EXTM3U\n#PLAYLIST:{_line(head.title)}\n# {about}\n\n")

    def add(self, item: Facts) -> None:
        for leaf in leaves(item):
            about = {"type": leaf.get("type"), "ratingKey": leaf.get("ratingKey")}
            length = leaf.get("duration") or NO_LENGTH
            self._file.write(f"# {json.dumps(about)}\n#EXTINF:{length},{_line(_title(leaf))}\n")
            self._file.writelines(f"{_line(path)}\n" for path in leaf["locations"])

    def finish(self) -> None:
        self._file.close()

    def close(self) -> None:
        self._file.close()


def leaves(item: Facts) -> Iterator[Facts]:
    """The item if it has files, else all that belongs to it and has."""
    parts = [each for part in PARTS for each in item.get(part) or ()]
    if not parts:
        if item.get("locations"):
            yield item
        return
    for each in parts:
        yield from leaves(each)


def _title(item: Facts) -> str:
    above = item.get("grandparentTitle")
    if item.get("type") == "track":
        above = item.get("originalTitle") or above
    return f"{above} - {item.get('title')}" if above else str(item.get("title") or "")


def _line(text: object) -> str:
    """On one line: a title with a line break would name a file of its own."""
    return " ".join(str(text).splitlines())
