"""What the first load weighs, compressed."""

from __future__ import annotations

import gzip

import pytest

from watchkeeper.web.rendering import BUILT

MOST_SCRIPT, MOST_STYLE = 150_000, 30_000  # bytes


@pytest.mark.skipif(not BUILT.is_dir(), reason="the assets are not built: run `make assets`")
def test_script_and_style_are_light() -> None:
    weight = {
        suffix: sum(len(gzip.compress(path.read_bytes())) for path in BUILT.glob(f"*{suffix}"))
        for suffix in (".js", ".css")
    }
    assert 0 < weight[".js"] <= MOST_SCRIPT
    assert 0 < weight[".css"] <= MOST_STYLE
