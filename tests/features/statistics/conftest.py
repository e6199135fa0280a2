"""The record of the history tests, and the statistics over it."""

from __future__ import annotations

import pytest

from tests.features.history.conftest import Record, db, record
from watchkeeper.features.statistics import Statistics

__all__ = ["db", "record"]


@pytest.fixture
def statistics(record: Record) -> Statistics:
    return Statistics(record.history, record.columns, record.clock)
