"""How long a server wants to be left alone: the header Retry-After, as RFC 9110 10.2.3 has it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

MOST_SECONDS = 24 * 3600


def seconds_to_wait(headers: Mapping[str, str]) -> int | None:
    """Seconds until it wants to be asked again, at most a day; None where it does not say.

    A date is compared with the date that the server itself tells.

    Examples:
        >>> seconds_to_wait({"retry-after": "120"}), seconds_to_wait({"retry-after": "soon"})
        (120, None)
        >>> seconds_to_wait({"retry-after": "Sat, 21 Nov 2026 13:00:30 GMT",
        ...                  "date": "Sat, 21 Nov 2026 13:00:00 GMT"})
        30
    """
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.replace(".", "", 1).isdigit():
        return min(MOST_SECONDS, math.ceil(float(said)))
    try:
        then, now = (parsedate_to_datetime(each) for each in (said, headers.get("date", "")))
        return min(MOST_SECONDS, max(0, round((then - now).total_seconds())))
    except (TypeError, ValueError):  # no date, or only one of the two has a zone
        return None
