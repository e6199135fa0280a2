"""Newsletters: issues of what is new and what was watched, sent on a schedule."""

from __future__ import annotations

from watchkeeper.features.newsletters.letters.newsletter import Design, Newsletter
from watchkeeper.features.newsletters.making.press import ByHand
from watchkeeper.features.newsletters.newsroom import Newsroom
from watchkeeper.features.newsletters.sending.issue import (
    Delivery,
    DeliveryState,
    Issue,
    IssueState,
)

__all__ = [
    "ByHand",
    "Delivery",
    "DeliveryState",
    "Design",
    "Issue",
    "IssueState",
    "Newsletter",
    "Newsroom",
]
