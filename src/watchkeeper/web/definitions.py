"""What the words of figures mean: the one list that pages show and the guide repeats.

`docs/guide/statistics.md` has every entry in the same words; a test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from watchkeeper.texts import N_
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Definition:
    """A word of figures and its meaning in one or two sentences."""

    name: str
    text: str


DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {
        "plays": Definition(
            N_("Plays"),
            N_(
                "Recorded viewings. Sessions that continue each other count once where plays are"
                " grouped. A play belongs to each day on which one of its sessions started."
            ),
        ),
        "watch_time": Definition(
            N_("Watch time"),
            N_(
                "From start to stop without the pauses. All of it counts on the day on which the"
                " session started, also when it went on past midnight."
            ),
        ),
        "data": Definition(
            N_("Amount of data"),
            N_(
                "Plex does not tell it. This is the bandwidth that was reserved for each session,"
                " for as long as it was watched; mostly less was sent. Sessions without a known"
                " bandwidth are counted apart."
            ),
        ),
        "people": Definition(
            N_("People"),
            N_("Different people with at least one play. Accounts that were linked count as one."),
        ),
        "sessions": Definition(
            N_("Sessions"),
            N_("Streams from start to stop, as the server saw them. One play may have several."),
        ),
        "watched": Definition(
            N_("Watched"),
            N_(
                "The play passed the watched limit of its kind (see Settings, Recording), or the"
                " credits marker."
            ),
        ),
        "completion": Definition(
            N_("Completion"),
            N_(
                "How far plays went. Watched: past the limit. Partly: at least a quarter of the way"
                " to it. Dropped: less. The session that went furthest decides."
            ),
        ),
        "dropped": Definition(
            N_("Dropped"), N_("Plays that ended before a quarter of the way to the watched limit.")
        ),
        "rewatched": Definition(
            N_("Rewatched"),
            N_(
                "Titles that one person played to the end more than once. Each watched play after a"
                " person's first counts."
            ),
        ),
        "windows": Definition(
            N_("Days of a strip"),
            N_(
                "Days of the owner's calendar, today included. A play counts in the window that has"
                " the day on which it started; sessions that continue each other count once."
            ),
        ),
        "today": Definition(
            N_("Today"),
            N_(
                "Since midnight in the owner's time zone. New items are those that a server dates"
                " so, as of the last reading of each library; notifications are those that were"
                " made."
            ),
        ),
        "streak": Definition(N_("Streak"), N_("Days in a row on which a person started a play.")),
        "share": Definition(N_("Share"), N_("A part of all that the page counts, in per cent.")),
        "mode": Definition(
            N_("Mode"),
            N_(
                "Direct play: the file as it is. Direct stream: the same streams in another"
                " container. Transcode: video or audio converted. A play whose sessions differ"
                " counts in each."
            ),
        ),
        "reasons": Definition(
            N_("Reasons for transcoding"),
            N_(
                "Plex does not say why. What was converted, and to what, leaves these causes: video"
                " not played by the device, a lower resolution or bitrate asked for, audio,"
                " burned-in subtitles, the container. A play can have several."
            ),
        ),
        "resolution": Definition(
            N_("Resolution"),
            N_("Of the file as it was when it was played; delivered: as it was sent."),
        ),
        "concurrency": Definition(
            N_("Streams at once"),
            N_("The most streams that ran at the same moment, of those that started on the day."),
        ),
        "bandwidth": Definition(
            N_("Bandwidth"),
            N_(
                "What the server reserved for a session, which is what its limits are about. It is"
                " not the amount of data sent."
            ),
        ),
        "platform": Definition(
            N_("Platform"), N_("The system of the device, as the player calls it.")
        ),
        "growth": Definition(
            N_("Growth"),
            N_(
                "Items by the day on which the server says they were added, of those that are there"
                " today. What was removed since is not known."
            ),
        ),
        "size": Definition(
            N_("Size"), N_("Of the files, as the server states them. Unknown sizes are left out.")
        ),
        "never_watched": Definition(
            N_("Never watched"),
            N_("Items of the libraries of today that the record has no play of."),
        ),
        "hours_per_gb": Definition(
            N_("Hours per GB"),
            N_("Watch time of a library in the chosen time, for each GB of its files."),
        ),
        "duplicates": Definition(
            N_("Duplicates"),
            N_("Items of one kind with the same title and year in the libraries that were read."),
        ),
        "network": Definition(
            N_("Local and remote"),
            N_(
                "Local: the server saw the player in its own network. Remote: elsewhere. Relay:"
                " Plex passed the stream on."
            ),
        ),
        "place": Definition(
            N_("Place"),
            N_(
                "Where an address is, as the owner's location database tells it: mostly the right"
                " country, often the right region, sometimes the right town. A play whose sessions"
                " came from several places counts in each."
            ),
        ),
        "address": Definition(N_("Address"), N_("The IP address from which a player connected.")),
        "gap": Definition(
            N_("Gap in collection"),
            N_(
                "A stretch of time in which the server could not be watched. Plays of that time may"
                " be missing; those that Plex remembers are filled in."
            ),
        ),
        "genre": Definition(
            N_("Genre"),
            N_("As Plex states it for the title; one with several genres counts in each."),
        ),
        "decade": Definition(N_("Decade"), N_("Of the year in which the title came out.")),
        "last_played": Definition(N_("Last played"), N_("When the newest play of it started.")),
        "busiest_day": Definition(
            N_("Busiest day"), N_("The day of the year with the most watch time.")
        ),
        "favourite_hour": Definition(
            N_("Favourite hour"),
            N_("The hour of the day with the most watch time of plays that began in it."),
        ),
        "sitting": Definition(
            N_("Longest sitting"),
            N_(
                "Films and episodes of one person with pauses under 30 minutes between them, at"
                " least two. No music, no Live TV."
            ),
        ),
        "again": Definition(
            N_("Played again and again"), N_("The film or episode with the most plays in the year.")
        ),
        "titles": Definition(
            N_("Different titles"), N_("Films by title and year, series by name, artists by name.")
        ),
        "directly": Definition(
            N_("Played directly"),
            N_("The share of plays of which at least a part needed no conversion."),
        ),
        "year_ranking": Definition(
            N_("Ranking of a year"),
            N_(
                "By watch time in the year. Films count by title and year, series and artists by"
                " name."
            ),
        ),
    }
)


def define(word: str) -> Definition:
    """The meaning of a word.

    Raises:
        KeyError: the list does not have it.
    """
    return DEFINITIONS[word]
