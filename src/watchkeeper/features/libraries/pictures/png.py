"""Pixels as a PNG file."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
TRUE_COLOUR = 2
UP_FILTER = 2  # each row as its difference to the row above: smooth pictures shrink well


def png(pixels: NDArray[np.uint8]) -> bytes:
    """The file of a picture: height × width × 3, red, green, blue."""
    height, width, _ = pixels.shape
    rows = pixels.reshape(height, width * 3)
    differences = rows.copy()
    differences[1:] -= rows[:-1]
    filtered = np.insert(differences, 0, UP_FILTER, axis=1)
    header = struct.pack(">IIBBBBB", width, height, 8, TRUE_COLOUR, 0, 0, 0)
    return b"".join(
        (
            SIGNATURE,
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", zlib.compress(filtered.tobytes(), level=6)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)
