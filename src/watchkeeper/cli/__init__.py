"""The commands of `watchkeeper`."""

from __future__ import annotations

from watchkeeper.cli.commands import app

__all__ = ["app"]
