"""The composition root: the only place where the parts of the house are wired together."""

from __future__ import annotations

from watchkeeper.main.build import build
from watchkeeper.main.serving import Serving, serve

__all__ = ["Serving", "build", "serve"]
