"""Writes small databases of places in the MMDB format, for the demo and for tests.

The format: https://maxmind.github.io/MaxMind-DB/. Only what a record of a place needs is written.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TypeAlias

Value: TypeAlias = "str | int | float | bool | Mapping[str, Value] | Sequence[Value]"
Network = IPv4Network | IPv6Network

MARK = b"\xab\xcd\xefMaxMind.com"
GAP = bytes(16)
TEXT, DOUBLE, UINT16, UINT32, MAP, UINT64, ARRAY, BOOLEAN = 2, 3, 5, 6, 7, 9, 11, 14
EXTENDED = 7  # types above this are told in a byte of their own
SHORT = 29
"""Sizes from here on need a byte more; the next step, of two bytes, begins at 285."""
LONG = 285
RECORD_BITS = 24


def mmdb(records: Mapping[str, Value], *, kind: str, built_at: int, version: int = 4) -> bytes:
    """A database: by network ("198.51.100.0/24") what is known of it.

    `kind` is its database_type, `built_at` UTC seconds, `version` 4 or 6: that of its addresses.
    In one of version 6 those of version 4 are below ::/96.
    """
    tree, data = _Tree(), bytearray()
    for text, record in records.items():
        network = ip_network(text)
        tree.add(_bits(network, version), len(data))
        data += _encoded(record)
    about = {
        "binary_format_major_version": _number(UINT16, 2),
        "binary_format_minor_version": _number(UINT16, 0),
        "build_epoch": _number(UINT64, built_at),
        "database_type": _encoded(kind),
        "description": _encoded({"en": "Made places of made addresses"}),
        "ip_version": _number(UINT16, version),
        "languages": _encoded(["en"]),
        "node_count": _number(UINT32, len(tree.nodes)),
        "record_size": _number(UINT16, RECORD_BITS),
    }
    return tree.written() + GAP + bytes(data) + MARK + _map(about)


class _Tree:
    """The bits of addresses: a node has for 0 and for 1 a node, the place of data, or nothing."""

    def __init__(self) -> None:
        self.nodes: list[list[int | None]] = [[None, None]]  # data are told as -1 - place

    def add(self, bits: str, place: int) -> None:
        at = 0
        for bit in bits[:-1]:
            below = self.nodes[at][int(bit)]
            if below is None:
                below = len(self.nodes)
                self.nodes.append([None, None])
                self.nodes[at][int(bit)] = below
            at = below
        self.nodes[at][int(bits[-1])] = -1 - place

    def written(self) -> bytes:
        return b"".join(self._number(one).to_bytes(3, "big") for node in self.nodes for one in node)

    def _number(self, record: int | None) -> int:
        count = len(self.nodes)
        if record is None:
            return count
        return record if record >= 0 else count + len(GAP) - 1 - record


def _bits(network: Network, version: int) -> str:
    bits = f"{int(network.network_address):0{network.max_prefixlen}b}"[: network.prefixlen]
    is_below = network.version == 4 and version == 6
    return "0" * 96 + bits if is_below else bits


def _encoded(value: Value) -> bytes:
    if isinstance(value, bool):
        return _head(BOOLEAN, int(value))
    if isinstance(value, str):
        text = value.encode()
        return _head(TEXT, len(text)) + text
    if isinstance(value, float):
        return _head(DOUBLE, 8) + struct.pack(">d", value)
    if isinstance(value, int):
        return _number(UINT32, value)
    if isinstance(value, Mapping):
        return _map({key: _encoded(one) for key, one in value.items()})
    return _head(ARRAY, len(value)) + b"".join(map(_encoded, value))


def _number(kind: int, value: int) -> bytes:
    """A whole number; readers of the format insist on the kind that each has."""
    number = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return _head(kind, len(number)) + number


def _map(pairs: Mapping[str, bytes]) -> bytes:
    """Names and what was encoded for each."""
    return _head(MAP, len(pairs)) + b"".join(_encoded(key) + one for key, one in pairs.items())


def _head(kind: int, size: int) -> bytes:
    """The control byte of a value, with what follows it."""
    first = 0 if kind > EXTENDED else kind << 5
    extra = bytes([kind - EXTENDED]) if kind > EXTENDED else b""
    if size < SHORT:
        return bytes([first | size]) + extra
    if size < LONG:
        return bytes([first | SHORT]) + extra + bytes([size - SHORT])
    return bytes([first | SHORT + 1]) + extra + (size - LONG).to_bytes(2, "big")
