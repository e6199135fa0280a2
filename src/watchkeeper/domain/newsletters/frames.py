"""The time that an issue tells of, and the time for which it is still worth sending."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, timedelta, tzinfo

from watchkeeper.errors import InputError
from watchkeeper.texts import N_, Sentence
from watchkeeper.values import dataclass

UNITS = (N_("hours"), N_("days"), N_("months"))
LONGEST = {"hours": 24 * 366 * 5, "days": 366 * 5, "months": 60}
LATE_SECONDS = 24 * 3600
"""An issue that was missed while nothing ran is sent up to so much later; then it is skipped."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How far back an issue looks."""

    number: int = 7
    unit: str = "days"

    @classmethod
    def read(cls, number: int | None, unit: str) -> Frame:
        """A frame as somebody chose it.

        Raises:
            InputError: the unit is not known, or the number is not usable.
        """
        if unit not in UNITS:
            raise InputError("Look back over hours, days or months.", field="time_frame_units")
        if number is None or not 1 <= number <= LONGEST[unit]:
            raise InputError(
                "Look back over 1 to %(most)s %(unit)s.",
                most=LONGEST[unit],
                unit=Sentence(unit),
                field="time_frame",
            )
        return cls(number, unit)


def start_of(end: int, frame: Frame, zone: tzinfo) -> int:
    """When the frame before an instant begins (UTC seconds both).

    Hours are hours; days and months go by the calendar and the clock on the wall, so that a week
    is a week also when the clock was changed in it. A month back from its 31st is the last day
    of a shorter one.
    """
    if frame.unit == "hours":
        return end - 3600 * frame.number
    local = datetime.fromtimestamp(end, zone)
    naive = local.replace(tzinfo=None)
    before = (
        _months_back(naive, frame.number) if frame.unit == "months" else _days_back(naive, frame)
    )
    return int(before.replace(tzinfo=zone, fold=local.fold).timestamp())


def is_worth_sending(due: int, now: int) -> bool:
    """Whether an issue that was due then is still sent now; UTC seconds."""
    return now - due <= LATE_SECONDS


def _days_back(at: datetime, frame: Frame) -> datetime:
    return at - timedelta(days=frame.number)


def _months_back(at: datetime, months: int) -> datetime:
    number = at.year * 12 + at.month - 1 - months
    year, month = number // 12, number % 12 + 1
    return at.replace(year=year, month=month, day=min(at.day, monthrange(year, month)[1]))
