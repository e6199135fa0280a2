"""Which modules of libraries are loaded."""

from __future__ import annotations

import importlib
import sys

import pytest

from watchkeeper.runtime.modules import Later, hidden


def test_a_hidden_module_is_not_found_and_then_is_as_before() -> None:
    import colorsys

    with hidden("colorsys"), pytest.raises(ImportError):
        importlib.import_module("colorsys")

    assert importlib.import_module("colorsys") is colorsys


def test_a_module_that_was_not_loaded_can_be_loaded_later() -> None:
    with hidden("nntplib_of_old"):
        pass

    assert "nntplib_of_old" not in sys.modules


def test_a_rarely_needed_module_is_loaded_when_something_of_it_is_asked_for() -> None:
    before = sys.modules.pop("colorsys", None)
    rare = Later("colorsys")
    assert "colorsys" not in sys.modules

    assert rare.rgb_to_hsv(0, 0, 0) == (0, 0, 0)
    assert "colorsys" in sys.modules
    with pytest.raises(AttributeError):
        _ = rare.unheard_of
    if before is not None:
        sys.modules["colorsys"] = before
