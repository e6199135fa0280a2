"""The areas of the settings: which page shows which group of preferences."""

from __future__ import annotations

from watchkeeper.features.preferences import PreferenceField
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Area:
    """One page of the settings; one with `path` elsewhere is only linked to.

    `groups` are those of the preferences; `fields`, if any, are the only ones of them shown here.
    """

    name: str
    title: str
    what: str
    icon: str = "settings"
    groups: tuple[str, ...] = ()
    elsewhere: str = ""
    words: str = ""  # other words by which it is found
    links: tuple[tuple[str, str], ...] = ()  # path and words of what belongs to it

    @property
    def path(self) -> str:
        """Where it is."""
        return self.elsewhere or f"/settings/{self.name}"


AREAS = (
    Area(
        "general",
        "General",
        "How dates and times are written, the first day of the week, the time zone.",
        "home",
        ("display",),
        words="date time format week home cards sections zone language",
    ),
    Area(
        "appearance",
        "Appearance",
        "Theme, contrast, density, times and privacy view of this browser.",
        "theme",
        words="dark light theme contrast compact density keys privacy zone clock hours",
    ),
    Area(
        "recording",
        "Recording",
        "What counts as a play, and when it counts as watched.",
        "history",
        ("recording",),
        words="watched percent shortest buffering threshold",
    ),
    Area(
        "history",
        "History and statistics",
        "Grouping, and running streams in the history.",
        "statistics",
        ("history_tables",),
        words="group tables",
    ),
    Area(
        "network",
        "Web and network",
        "How servers are asked, and under which address this program answers.",
        "wan",
        ("network",),
        words="port host base path proxy tls timeout plex web images cache",
    ),
    Area(
        "people",
        "People and access",
        "Who may sign in, and what guests see.",
        "users",
        ("guests",),
        words="password sessions sign out account guests roles",
        links=(
            ("/account", "Your password and signed-in browsers"),
            ("/logs?tab=sign-ins", "Sign-ins"),
            ("/users", "Users"),
        ),
    ),
    Area(
        "notifying",
        "Notifications",
        "When notifiers are set off: stops, new items, new devices.",
        "notifications",
        ("notifying",),
        words="notify recently added delay grouping device concurrent upgrade",
    ),
    Area(
        "newsletters",
        "Newsletters",
        "Whether newsletters can be read on the web, and by whom.",
        "newsletters",
        ("newsletters",),
        words="newsletter mail web password self hosted",
        links=(("/newsletters", "Newsletters"),),
    ),
    Area(
        "api",
        "API",
        "Keys and tokens for other programs.",
        "key",
        elsewhere="/settings/api",
        words="token key tautulli rest",
    ),
    Area(
        "apps",
        "Apps on phones",
        "Companion apps: pairing, renaming, removing.",
        "devices",
        elsewhere="/settings/apps",
        words="mobile phone tautulli remote qr code pair device",
    ),
    Area(
        "location",
        "Location and privacy",
        "Whether places of addresses are looked up, and what is masked in logs.",
        "lock",
        ("location", "privacy"),
        words="address mask log geo place map country city town database mmdb geolite",
    ),
    Area(
        "servers",
        "Servers",
        "The Plex servers that are watched.",
        "servers",
        elsewhere="/servers",
        words="plex connection token",
    ),
    Area(
        "data",
        "Data",
        "What is kept, how large it is, and whether it is sound.",
        "database",
        words="size database check refresh cache images",
    ),
    Area(
        "backups",
        "Backups",
        "Copies of the database: when they are made, which there are, how one comes back.",
        "copy",
        ("backups",),
        words="backup restore schedule copy",
    ),
    Area(
        "import",
        "Import",
        "Take the history of a Tautulli over.",
        "add",
        elsewhere="/servers#tautulli-title",
        words="tautulli take over",
    ),
    Area(
        "export",
        "Export",
        "How long files stay that you export.",
        "download",
        ("exporting",),
        words="csv json download",
        links=(("/exports", "Exports"), ("/history", "The history, with CSV and JSON")),
    ),
    Area(
        "updates",
        "Updates",
        "The version that runs, and what is new in it.",
        "refresh",
        words="version release notes changelog new",
    ),
    Area(
        "advanced",
        "Advanced",
        "Every preference by its full name.",
        "table",
        words="all names defaults environment",
    ),
    Area(
        "about",
        "About and support",
        "What runs here, and a bundle for those who help.",
        "info",
        words="support bundle version licence help",
    ),
)
"""In the order of the index."""


def area_named(name: str) -> Area | None:
    """The area of that name, when it is a page of its own."""
    return next((area for area in AREAS if area.name == name and not area.elsewhere), None)


def area_of(field: PreferenceField) -> Area:
    """Where a preference is shown: one that no area shows is among the advanced ones."""
    own = next((area for area in AREAS if field.group in area.groups), None)
    return own or next(area for area in AREAS if area.name == "advanced")
