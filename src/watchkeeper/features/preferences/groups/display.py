"""How dates are written, and what Home shows."""

from __future__ import annotations

from typing import ClassVar

from watchkeeper.features.preferences.fields import Group, preference
from watchkeeper.texts import N_, Sentence

HOME_SECTIONS = ("current_activity", "watch_stats", "library_stats", "recently_added")
HOME_STATS_CARDS = (
    "top_movies",
    "popular_movies",
    "top_tv",
    "popular_tv",
    "top_music",
    "popular_music",
    "last_watched",
    "top_libraries",
    "top_users",
    "top_platforms",
    "most_concurrent",
)


LONGEST_FORMAT = 64


def _format(value: str) -> str:
    if not value or len(value) > LONGEST_FORMAT:
        raise ValueError(Sentence("The value needs 1 to %(most)s characters.", most=LONGEST_FORMAT))
    return value


class Display(Group):
    """How dates are written in messages, and what Tautulli's home page would show."""

    name: ClassVar[str] = "display"
    title: ClassVar[str] = "Display"

    language: str = preference(
        "",
        N_("Language"),
        N_(
            "Of pages and newsletters. Without a choice pages speak the one that the reader's"
            " browser asks for, and newsletters English."
        ),
    )
    date_format: str = preference(
        "YYYY-MM-DD",
        N_("Date format"),
        N_(
            "Of notifications and newsletters: YYYY year, MM month, MMM its short name, DD day,"
            " ddd weekday. Pages follow the reader's browser."
        ),
        tautulli="DATE_FORMAT",
        within=_format,
    )
    time_format: str = preference(
        "HH:mm",
        N_("Time format"),
        N_(
            "Of notifications and newsletters: HH hours to 24, hh to 12 with a for am and pm,"
            " mm minutes, ss seconds."
        ),
        tautulli="TIME_FORMAT",
        within=_format,
    )
    week_start_monday: bool = preference(
        False,
        N_("Weeks start on Monday"),
        N_("Otherwise on Sunday, in charts and in the API."),
        tautulli="WEEK_START_MONDAY",
    )
    home_sections: tuple[str, ...] = preference(
        HOME_SECTIONS,
        N_("Sections of Tautulli's home page"),
        N_(
            "Only told to programs that speak Tautulli's API; what our own Home shows is chosen"
            " on Home."
        ),
        tautulli="HOME_SECTIONS",
    )
    home_stats_cards: tuple[str, ...] = preference(
        HOME_STATS_CARDS,
        N_("Cards of Tautulli's home page"),
        N_(
            "What Tautulli's API gives, in this order, if none is named; cards of our own Home"
            " are chosen on Home."
        ),
        tautulli="HOME_STATS_CARDS",
    )
    home_library_cards: tuple[str, ...] = preference(
        (),
        N_("Libraries of Tautulli's home page"),
        N_(
            "Numbers of libraries in this order; none means all. Only told to programs that"
            " speak Tautulli's API."
        ),
        tautulli="HOME_LIBRARY_CARDS",
    )
