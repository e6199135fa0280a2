"""Newsletters: issues of what is new and what was watched, sent on a schedule."""

from __future__ import annotations

from watchkeeper.features.newsletters.issue import Delivery, DeliveryState, Issue, IssueState
from watchkeeper.features.newsletters.newsletter import Design, Newsletter
from watchkeeper.features.newsletters.newsroom import Newsroom
from watchkeeper.features.newsletters.press import ByHand

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
