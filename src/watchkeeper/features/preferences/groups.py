"""All preferences, by group. Names are Tautulli's where it has them; see `fields.py`."""

from __future__ import annotations

from typing import ClassVar

from pydantic import field_validator

from watchkeeper.features.preferences.fields import Group, Range, preference

PERCENT = Range(1, 100, "%")
LONGEST_PATH = 1000
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


class Recording(Group):
    """What counts as a play, and when it counts as watched."""

    name: ClassVar[str] = "recording"
    title: ClassVar[str] = "Recording"

    movie_watched_percent: int = preference(
        85,
        "Movies are watched at\nThe part of a movie that must be seen.",
        tautulli="MOVIE_WATCHED_PERCENT",
        within=PERCENT,
    )
    tv_watched_percent: int = preference(
        85,
        "Episodes are watched at\nThe part of an episode that must be seen.",
        tautulli="TV_WATCHED_PERCENT",
        within=PERCENT,
    )
    music_watched_percent: int = preference(
        85,
        "Tracks are listened to at\nThe part of a track that must be heard.",
        tautulli="MUSIC_WATCHED_PERCENT",
        within=PERCENT,
    )
    watched_marker: int = preference(
        3,
        "Watched counts from\nWhere a title has no markers, the part above counts.",
        tautulli="WATCHED_MARKER",
        within=Range(0, 3),
        choices={
            0: "the part above",
            1: "the final credits",
            2: "the first credits",
            3: "the part above or the first credits, whichever comes first",
        },
    )
    logging_ignore_interval: int = preference(
        120,
        "Shortest play\nMovies and episodes that were played for less are not recorded;"
        " pauses do not count. 0 records all.",
        tautulli="LOGGING_IGNORE_INTERVAL",
        within=Range(0, 86_400, "seconds"),
    )
    buffer_threshold: int = preference(
        10,
        "Buffering is noticed after\nHow often a stream must buffer before it is told."
        " 0 never tells.",
        tautulli="BUFFER_THRESHOLD",
        within=Range(0, 1000, "times"),
    )
    buffer_wait: int = preference(
        900,
        "Buffering is told again after\nThe least time between two notices about one stream.",
        tautulli="BUFFER_WAIT",
        within=Range(0, 86_400, "seconds"),
    )
    continued_session_threshold: int = preference(
        15,
        "A stream goes on within\nA stream that follows another of the same person, player and"
        " kind so soon is a continued one, not a new one.",
        tautulli="NOTIFY_CONTINUED_SESSION_THRESHOLD",
        within=Range(0, 86_400, "seconds"),
    )
    server_connection_threshold: int = preference(
        60,
        "A server is down after\nHow long it must not answer before that is told; the pages show it"
        " at once.",
        tautulli="NOTIFY_SERVER_CONNECTION_THRESHOLD",
        within=Range(0, 86_400, "seconds"),
    )


class HistoryTables(Group):
    """How history is listed."""

    name: ClassVar[str] = "history_tables"
    title: ClassVar[str] = "History"

    group_history_tables: bool = preference(
        True,
        "Group plays\nPlays of one title that continue each other are one row, in history,"
        " statistics, graphs, and in API answers where the caller does not say.",
        tautulli="GROUP_HISTORY_TABLES",
    )
    history_table_activity: bool = preference(
        True,
        "Show running streams\nStreams that run now stand at the top of history.",
        tautulli="HISTORY_TABLE_ACTIVITY",
    )


class Display(Group):
    """How dates are written in messages, and what Tautulli's home page would show."""

    name: ClassVar[str] = "display"
    title: ClassVar[str] = "Display"

    date_format: str = preference(
        "YYYY-MM-DD",
        "Date format\nOf notifications and newsletters: YYYY year, MM month, MMM its short name,"
        " DD day, ddd weekday. Pages follow the reader's browser.",
        tautulli="DATE_FORMAT",
    )
    time_format: str = preference(
        "HH:mm",
        "Time format\nOf notifications and newsletters: HH hours to 24, hh to 12 with a for am and"
        " pm, mm minutes, ss seconds.",
        tautulli="TIME_FORMAT",
    )
    week_start_monday: bool = preference(
        False,
        "Weeks start on Monday\nOtherwise on Sunday, in charts and in the API.",
        tautulli="WEEK_START_MONDAY",
    )
    home_sections: tuple[str, ...] = preference(
        HOME_SECTIONS,
        "Sections of Tautulli's home page\nOnly told to programs that speak Tautulli's API;"
        " what our own Home shows is chosen on Home.",
        tautulli="HOME_SECTIONS",
    )
    home_stats_cards: tuple[str, ...] = preference(
        HOME_STATS_CARDS,
        "Cards of Tautulli's home page\nWhat Tautulli's API gives, in this order, if none is named;"
        " cards of our own Home are chosen on Home.",
        tautulli="HOME_STATS_CARDS",
    )
    home_library_cards: tuple[str, ...] = preference(
        (),
        "Libraries of Tautulli's home page\nNumbers of libraries in this order; none means all."
        " Only told to programs that speak Tautulli's API.",
        tautulli="HOME_LIBRARY_CARDS",
    )

    @field_validator("home_sections", "home_stats_cards", "home_library_cards", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return _words(value)

    @field_validator("date_format", "time_format")
    @classmethod
    def _not_empty(cls, value: str) -> str:
        if not value or len(value) > 64:
            raise ValueError("needs 1 to 64 characters")
        return value


class Network(Group):
    """How media servers are asked."""

    name: ClassVar[str] = "network"
    title: ClassVar[str] = "Network"

    pms_timeout: int = preference(
        15,
        "Patience with a server\nHow long one answer of a media server or plex.tv may take.",
        tautulli="PMS_TIMEOUT",
        within=Range(1, 300, "seconds"),
    )
    websocket_connection_attempts: int = preference(
        5,
        "Tries before a server is down\nHow often the live connection is tried anew first.",
        tautulli="WEBSOCKET_CONNECTION_ATTEMPTS",
        within=Range(1, 1000, "times"),
    )
    websocket_connection_timeout: int = preference(
        5,
        "Pause between tries\nThe time between two tries of the live connection.",
        tautulli="WEBSOCKET_CONNECTION_TIMEOUT",
        within=Range(1, 300, "seconds"),
    )
    refresh_libraries_interval: int = preference(
        12,
        "Libraries are read every\nHow often the list of libraries and their sizes is read.",
        tautulli="REFRESH_LIBRARIES_INTERVAL",
        within=Range(1, 24, "hours"),
    )
    refresh_users_interval: int = preference(
        12,
        "People are read every\nHow often the list of people is read.",
        tautulli="REFRESH_USERS_INTERVAL",
        within=Range(1, 24, "hours"),
    )
    metadata_cache_seconds: int = preference(
        1800,
        "Facts of a running title are kept\nHow long before they are read anew.",
        tautulli="METADATA_CACHE_SECONDS",
        within=Range(0, 86_400, "seconds"),
    )
    cache_images: bool = preference(
        True,
        "Keep pictures on disk\nPosters and art appear at once and save the server work.",
        tautulli="CACHE_IMAGES",
    )
    pms_web_url: str = preference(
        "https://app.plex.tv/desktop",
        "Plex Web\nWhere links to a title in Plex lead.",
        tautulli="PMS_WEB_URL",
    )
    http_base_url: str = preference(
        "",
        "Public address\nWhere people outside reach this program, such as"
        " https://watch.example.org; links in newsletters begin with it.",
        tautulli="HTTP_BASE_URL",
    )
    api_enabled: bool = preference(
        True,
        "Answer the API\nOff, every call of the Tautulli API says that it is not enabled.",
        tautulli="API_ENABLED",
    )

    token_calls_a_minute: int = preference(
        6000,
        "Calls a token may make\nMore are told to wait. 0 sets no limit.",
        within=Range(0, 1_000_000, "calls a minute"),
    )
    tautulli_calls_a_minute: int = preference(
        0,
        "Calls a Tautulli key may make\nPrograms made for Tautulli know no waiting: they show an"
        " error. 0 sets no limit.",
        within=Range(0, 10_000_000, "calls a minute"),
    )

    def calls_a_minute(self, kind: str) -> int:
        """How many calls a key of a kind ("key" of the Tautulli face, "token") may make; 0: any."""
        return self.tautulli_calls_a_minute if kind == "key" else self.token_calls_a_minute

    @field_validator("http_base_url")
    @classmethod
    def _public_address(cls, value: str) -> str:
        return cls._web_address(value) if value else ""

    @field_validator("pms_web_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")) or any(map(str.isspace, value)):
            raise ValueError("must be an address that starts with https:// or http://")
        return value.rstrip("/")


class Location(Group):
    """Where the database lies that tells the places of addresses."""

    name: ClassVar[str] = "location"
    title: ClassVar[str] = "Location"

    local_lookup: bool = preference(
        False,
        "Look places up in a database of yours\nStatistics, history and people then show countries"
        " and towns. No address is sent anywhere.",
    )
    database_file: str = preference(
        "",
        "Database file\nA file in the MMDB format with countries or cities, such as DB-IP Lite or"
        " GeoLite2: its name in the data folder, or its whole path.",
    )

    @field_validator("database_file")
    @classmethod
    def _no_line_breaks(cls, value: str) -> str:
        if len(value) > LONGEST_PATH or not value.isprintable():
            raise ValueError("must be the path of a file")
        return value


class Privacy(Group):
    """What is kept to ourselves, in logs and outside."""

    name: ClassVar[str] = "privacy"
    title: ClassVar[str] = "Privacy"

    log_blacklist: bool = preference(
        True,
        "Mask addresses in logs\nPublic network addresses and mail addresses are hidden in log"
        " files; secrets always are.",
        tautulli="LOG_BLACKLIST",
    )
    locate_addresses: bool = preference(
        False,
        "Ask plex.tv where addresses are\nOnly for programs that ask this one by Tautulli's API."
        " plex.tv so learns the address.",
    )


class Guests(Group):
    """What people of the servers may see themselves."""

    name: ClassVar[str] = "guests"
    title: ClassVar[str] = "Guests"

    allow_guest_access: bool = preference(
        False,
        "Let guests in\nPeople whom you allow one by one may sign in and see their own plays, and"
        " nothing of anybody else. Off, all guests are signed out at once.",
        tautulli="ALLOW_GUEST_ACCESS",
    )
    guests_see_added: bool = preference(
        True,
        "Guests see what is new\nTheir overview shows what was added to the libraries that are"
        " shared with them.",
    )
    guests_share_years: bool = preference(
        False,
        "Guests may share their year\nThey may make links to their year in review that open without"
        " signing in. You see and end all such links.",
    )


class Notifying(Group):
    """When notifiers are set off."""

    name: ClassVar[str] = "notifying"
    title: ClassVar[str] = "Notifications"

    notify_consecutive: bool = preference(
        True,
        "Tell every stop and resume\nOff, the stop of a movie or episode that was watched is not"
        " told, nor that one resumed in its last percent.",
        tautulli="NOTIFY_CONSECUTIVE",
    )
    notify_concurrent_threshold: int = preference(
        2,
        "Streams of one person are told from\nHow many must run at once.",
        tautulli="NOTIFY_CONCURRENT_THRESHOLD",
        within=Range(1, 1000, "streams"),
    )
    notify_concurrent_by_ip: bool = preference(
        False,
        "Count addresses, not streams\nSeveral streams from one address count once.",
        tautulli="NOTIFY_CONCURRENT_BY_IP",
    )
    notify_new_device_initial_only: bool = preference(
        True,
        "A device is new only once\nIt is known as soon as one stream on it has ended. Off, it is"
        " known once a play on it is in the history.",
        tautulli="NOTIFY_NEW_DEVICE_INITIAL_ONLY",
    )
    notify_recently_added_delay: int = preference(
        300,
        "New items are told after\nHow long nothing else that belongs to them may have come.",
        tautulli="NOTIFY_RECENTLY_ADDED_DELAY",
        within=Range(0, 86_400, "seconds"),
    )
    notify_group_recently_added_grandparent: bool = preference(
        True,
        "Seasons of a show are told as one\nAnd albums of an artist.",
        tautulli="NOTIFY_GROUP_RECENTLY_ADDED_GRANDPARENT",
    )
    notify_group_recently_added_parent: bool = preference(
        True,
        "Episodes of a season are told as one\nAnd tracks of an album.",
        tautulli="NOTIFY_GROUP_RECENTLY_ADDED_PARENT",
    )
    notify_recently_added_upgrade: bool = preference(
        False,
        "Tell replaced titles as new\nA title that comes again in another file is told as new.",
        tautulli="NOTIFY_RECENTLY_ADDED_UPGRADE",
    )
    notify_remote_access_threshold: int = preference(
        60,
        "Remote access is down after\nHow long the server must not be reachable from outside.",
        tautulli="NOTIFY_REMOTE_ACCESS_THRESHOLD",
        within=Range(0, 86_400, "seconds"),
    )
    monitor_pms_updates: bool = preference(
        False,
        "Look for newer versions of the server\nThe server itself is asked, and looks where it"
        " always does.",
        tautulli="MONITOR_PMS_UPDATES",
    )
    pms_update_check_interval: int = preference(
        24,
        "The server looks for newer versions every\nWhen that is wanted.",
        tautulli="PMS_UPDATE_CHECK_INTERVAL",
        within=Range(1, 720, "hours"),
    )
    notify_server_update_repeat: bool = preference(
        False,
        "Tell a newer version again\nAt each look, until the server has it. Off, each is told"
        " once.",
        tautulli="NOTIFY_SERVER_UPDATE_REPEAT",
    )
    notify_low_disk_percent: int = preference(
        5,
        "The disk is almost full below\nThe part of the disk with the data folder that is free."
        " 0 never tells.",
        within=Range(0, 50, "%"),
    )


class Newsletters(Group):
    """Who may read newsletters on the web."""

    name: ClassVar[str] = "newsletters"
    title: ClassVar[str] = "Newsletters"

    newsletter_self_hosted: bool = preference(
        False,
        "Newsletters can be read on the web\nEach mail then links to its page under the public"
        " address.",
        tautulli="NEWSLETTER_SELF_HOSTED",
    )
    newsletter_auth: int = preference(
        0,
        "Who may read them\nThe password is that of the newsletter; its own links carry it.",
        tautulli="NEWSLETTER_AUTH",
        within=Range(0, 2),
        choices={
            0: "everybody who has the address",
            1: "everybody who has the password too",
            2: "you and guests, signed in",
        },
    )


class Exporting(Group):
    """What becomes of exported files."""

    name: ClassVar[str] = "exporting"
    title: ClassVar[str] = "Exports"

    keep_days: int = preference(
        30,
        "Exports are kept\nOlder ones are deleted with their files. 0 keeps them until you delete"
        " them.",
        within=Range(0, 3650, "days"),
    )


class Backing(Group):
    """When backups are made by themselves, and which of them stay."""

    name: ClassVar[str] = "backups"
    title: ClassVar[str] = "Backups"

    backup_interval: int = preference(
        24,
        "A backup is made every\n0 makes none by itself.",
        tautulli="BACKUP_INTERVAL",
        within=Range(0, 720, "hours"),
    )
    backup_days: int = preference(
        7,
        "Backups made by themselves are kept\nOlder ones are deleted after a new one was found to"
        " be good; the newest good one, and the one with most plays, always stay.",
        tautulli="BACKUP_DAYS",
        within=Range(1, 3650, "days"),
    )


GROUPS: tuple[type[Group], ...] = (
    Recording,
    HistoryTables,
    Display,
    Network,
    Location,
    Privacy,
    Guests,
    Notifying,
    Newsletters,
    Exporting,
    Backing,
)
"""All groups, in the order of the settings pages."""


def _words(value: object) -> object:
    """A comma list as a tuple of words; what is a list already stays one."""
    if isinstance(value, str):
        return tuple(word.strip() for word in value.split(",") if word.strip())
    if isinstance(value, list | tuple):
        return tuple(map(str, value))
    return value
