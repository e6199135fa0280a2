"""What each person of the household likes, when they watch and on what."""

from __future__ import annotations

from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """The ways of one person; sittings are counted per week, hours are UTC."""

    sittings: float
    kinds: dict[str, float]  # films, 4k, shows, anime, kids, music, live: how often each
    hours: tuple[int, ...]  # usual hours on a workday; repeated ones are likelier
    weekend_hours: tuple[int, ...]
    genres: tuple[str, ...] = ()
    devices: tuple[int, ...] = (0,)  # places in the person's list, repeated ones are likelier
    music_device: int | None = None
    joined_years_ago: float = 3.0
    binge: tuple[int, int] = (1, 2)  # episodes in one sitting
    subtitles: float = 0.1  # part of the plays with subtitles
    abandons: float = 0.1  # part of the films left unfinished
    rewatches: float = 0.05
    holiday: float = 1.0  # how much more around the turn of the year


HABITS: dict[str, Habit] = {
    "marlow": Habit(
        sittings=9,
        kinds={"films": 3, "4k": 3, "shows": 4, "music": 2},
        hours=(19, 20, 20, 21, 21, 22),
        weekend_hours=(15, 19, 20, 20, 21, 22),
        genres=("Science Fiction", "Thriller", "Documentary"),
        devices=(0, 0, 0, 1, 2),
        music_device=3,
        binge=(1, 3),
        holiday=1.5,
    ),
    "ines.h": Habit(
        sittings=8,
        kinds={"films": 2, "shows": 5, "music": 3},
        hours=(6, 18, 20, 20, 21),
        weekend_hours=(9, 10, 19, 20, 21),
        genres=("Drama", "Mystery", "History"),
        devices=(0, 0, 1, 2),
        music_device=3,
        binge=(1, 3),
        subtitles=0.35,
        holiday=1.4,
    ),
    "Juno": Habit(
        sittings=7,
        kinds={"kids": 9, "films": 1},
        hours=(15, 16, 17, 17, 17),
        weekend_hours=(6, 7, 7, 8, 16, 17),
        genres=("Family", "Animation"),
        devices=(0, 0, 1),
        binge=(2, 5),
        rewatches=0.5,
        joined_years_ago=2.6,
        holiday=1.6,
    ),
    "Teddy": Habit(
        sittings=6,
        kinds={"anime": 6, "kids": 2, "films": 1},
        hours=(15, 16, 16, 18, 19),
        weekend_hours=(8, 10, 14, 19, 20),
        genres=("Animation", "Adventure", "Fantasy"),
        devices=(0, 1, 1),
        binge=(1, 4),
        rewatches=0.25,
        holiday=1.7,
    ),
    "grandma_ruth": Habit(
        sittings=6,
        kinds={"shows": 4, "films": 2, "live": 4},
        hours=(13, 14, 18, 18, 19),
        weekend_hours=(10, 14, 18, 19),
        genres=("Crime", "Mystery", "Romance"),
        joined_years_ago=2.1,
        subtitles=0.6,
        abandons=0.2,
    ),
    "oskar_b": Habit(
        sittings=6,
        kinds={"films": 4, "shows": 4},
        hours=(18, 19, 20, 21, 22),
        weekend_hours=(14, 18, 20, 21, 22, 23),
        genres=("Adventure", "Science Fiction", "Comedy"),
        devices=(0, 0, 0, 1),
        binge=(1, 4),
        subtitles=0.2,
    ),
    "priya.codes": Habit(
        sittings=6,
        kinds={"shows": 5, "anime": 3, "films": 1},
        hours=(7, 12, 17, 20, 22, 23),
        weekend_hours=(11, 13, 16, 20, 22),
        genres=("Comedy", "Science Fiction"),
        devices=(0, 0, 1),
        binge=(1, 3),
        subtitles=0.5,
        joined_years_ago=1.8,
    ),
    "thandi": Habit(
        sittings=5,
        kinds={"films": 3, "shows": 4},
        hours=(17, 18, 19, 20),
        weekend_hours=(12, 17, 18, 19, 20),
        genres=("Romance", "Drama", "Family"),
        binge=(1, 2),
        holiday=1.8,
    ),
    "nightowl_vik": Habit(
        sittings=8,
        kinds={"films": 2, "4k": 2, "shows": 5, "anime": 2, "music": 2},
        hours=(0, 1, 2, 22, 23),
        weekend_hours=(0, 1, 2, 3, 21, 22, 23),
        genres=("Horror", "Thriller", "Crime"),
        music_device=1,
        binge=(2, 7),
        abandons=0.05,
    ),
    "saoirse": Habit(
        sittings=4,
        kinds={"shows": 4, "films": 1},
        hours=(8, 18, 20, 21),
        weekend_hours=(11, 19, 20),
        genres=("Comedy", "Romance"),
        devices=(0, 0, 1),
        subtitles=0.2,
        joined_years_ago=2.4,
    ),
    "callum.w": Habit(
        sittings=2.5,
        kinds={"films": 4, "shows": 2},
        hours=(19, 20, 21),
        weekend_hours=(15, 19, 20, 21),
        genres=("History", "Documentary", "Adventure"),
        abandons=0.25,
        joined_years_ago=1.4,
    ),
    "leila": Habit(
        sittings=5,
        kinds={"music": 4, "shows": 2, "films": 1},
        hours=(8, 9, 13, 16, 20),
        weekend_hours=(10, 12, 15, 20),
        genres=("Fantasy", "Drama"),
        music_device=1,
        joined_years_ago=1.1,
    ),
}
"""The habits by username."""

USUAL = Habit(
    sittings=3, kinds={"films": 2, "shows": 3}, hours=(19, 20, 21), weekend_hours=(15, 20, 21)
)
"""For somebody without habits of their own."""
