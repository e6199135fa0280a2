"""The areas of the settings: which page shows which group of preferences."""

from __future__ import annotations

from watchkeeper.features.preferences import PreferenceField
from watchkeeper.texts import N_
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Area:
    """One page of the settings; one with `path` elsewhere is only linked to.

    `groups` are those of the preferences. Title, `what`, `words` and those of links are marked:
    who shows them translates.
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
        N_("General"),
        N_("How dates and times are written, the first day of the week, the time zone."),
        "home",
        ("display",),
        words=N_("date time format week home cards sections zone language"),
    ),
    Area(
        "appearance",
        N_("Appearance"),
        N_("Theme, contrast, density, times and privacy view of this browser."),
        "theme",
        words=N_("dark light theme contrast compact density keys privacy zone clock hours"),
    ),
    Area(
        "recording",
        N_("Recording"),
        N_("What counts as a play, and when it counts as watched."),
        "history",
        ("recording",),
        words=N_("watched percent shortest buffering threshold"),
    ),
    Area(
        "history",
        N_("History and statistics"),
        N_("Grouping, and running streams in the history."),
        "statistics",
        ("history_tables",),
        words=N_("group tables"),
    ),
    Area(
        "network",
        N_("Web and network"),
        N_("How servers are asked, and under which address this program answers."),
        "wan",
        ("network",),
        words=N_("port host base path proxy tls timeout plex web images cache"),
    ),
    Area(
        "people",
        N_("People and access"),
        N_("Who may sign in, and what guests see."),
        "users",
        ("guests",),
        words=N_("password sessions sign out account guests roles"),
        links=(
            ("/account", N_("Your password and signed-in browsers")),
            ("/logs?tab=sign-ins", N_("Sign-ins")),
            ("/users", N_("Users")),
        ),
    ),
    Area(
        "notifying",
        N_("Notifications"),
        N_("When notifiers are set off: stops, new items, new devices."),
        "notifications",
        ("notifying",),
        words=N_("notify recently added delay grouping device concurrent upgrade"),
    ),
    Area(
        "newsletters",
        N_("Newsletters"),
        N_("Whether newsletters can be read on the web, and by whom."),
        "newsletters",
        ("newsletters",),
        words=N_("newsletter mail web password self hosted"),
        links=(("/newsletters", N_("Newsletters")),),
    ),
    Area(
        "api",
        N_("API"),
        N_("Keys and tokens for other programs."),
        "key",
        elsewhere="/settings/api",
        words=N_("token key tautulli rest"),
    ),
    Area(
        "apps",
        N_("Apps on phones"),
        N_("Companion apps: pairing, renaming, removing."),
        "devices",
        elsewhere="/settings/apps",
        words=N_("mobile phone tautulli remote qr code pair device"),
    ),
    Area(
        "location",
        N_("Location and privacy"),
        N_("Whether places of addresses are looked up, and what is masked in logs."),
        "lock",
        ("location", "privacy"),
        words=N_("address mask log geo place map country city town database mmdb geolite"),
    ),
    Area(
        "servers",
        N_("Servers"),
        N_("The Plex servers that are watched."),
        "servers",
        elsewhere="/servers",
        words=N_("plex connection token"),
    ),
    Area(
        "data",
        N_("Data"),
        N_("What is kept, how large it is, and whether it is sound."),
        "database",
        words=N_("size database check refresh cache images"),
    ),
    Area(
        "backups",
        N_("Backups"),
        N_("Copies of the database: when they are made, which there are, how one comes back."),
        "copy",
        ("backups",),
        words=N_("backup restore schedule copy"),
    ),
    Area(
        "import",
        N_("Import"),
        N_("Take the history of a Tautulli over."),
        "add",
        elsewhere="/servers#tautulli-title",
        words=N_("tautulli take over"),
    ),
    Area(
        "export",
        N_("Export"),
        N_("How long files stay that you export."),
        "download",
        ("exporting",),
        words=N_("csv json download"),
        links=(("/exports", N_("Exports")), ("/history", N_("The history, with CSV and JSON"))),
    ),
    Area(
        "updates",
        N_("Updates"),
        N_("The version that runs, and what is new in it."),
        "refresh",
        words=N_("version release notes changelog new"),
    ),
    Area(
        "advanced",
        N_("Advanced"),
        N_("Every preference by its full name."),
        "table",
        words=N_("all names defaults environment"),
    ),
    Area(
        "about",
        N_("About and support"),
        N_("What runs here, and a bundle for those who help."),
        "info",
        words=N_("support bundle version licence help"),
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
