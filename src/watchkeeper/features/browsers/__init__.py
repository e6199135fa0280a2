"""Browsers that are told of notifications."""

from __future__ import annotations

from watchkeeper.features.browsers.service import Browsers
from watchkeeper.features.browsers.subscription import KnownBrowser, Subscription

__all__ = ["Browsers", "KnownBrowser", "Subscription"]
