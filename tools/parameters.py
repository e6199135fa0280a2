"""Takes the titles of the parameters of notifications into the catalogues."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import IO, TypeAlias

Found: TypeAlias = tuple[int, None, str, list[str]]
"""Line, name of a function (none here), text, comments: as Babel takes them."""


def titles(
    file: IO[bytes], _keywords: object, _tags: object, options: Mapping[str, str]
) -> Iterator[Found]:
    """The categories of the file, and the title of each parameter; there are no `options`."""
    del options
    for category, parameters in json.load(file).items():
        yield 1, None, category, []
        for _name, title, _kind in parameters:
            yield 1, None, title, []
