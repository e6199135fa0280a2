"""All operations of our own API in one table: the address of each, and what a caller needs.

The gate in front reads it: what is not in this table does not exist. It is light, so that the rest
of the API (and FastAPI) is loaded when it is first asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.features.accounts.access import Scope
from watchkeeper.values import dataclass

PREFIX = "/api/v1"

READ, CONTROL, WRITE, ADMIN = Scope.READ, Scope.CONTROL, Scope.WRITE, Scope.ADMIN


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked. `name` is its lasting operation id and its function's name."""

    module: str  # of this package
    name: str
    method: str
    place: str  # below PREFIX
    scope: Scope
    is_of_house: bool = False  # not about one server: keys bound to a server are refused

    @property
    def path(self) -> str:
        """The whole path, without base path."""
        return PREFIX + self.place


Row = tuple[str, str, str, Scope]
"""Name, method, place, scope."""


def of(module: str, *rows: Row) -> Iterator[Operation]:
    """Operations about what the caller may see of one server or all."""
    return (Operation(module, *row) for row in rows)


def house(module: str, *rows: Row) -> Iterator[Operation]:
    """Operations about the whole house."""
    return (Operation(module, *row, is_of_house=True) for row in rows)


def _of_plays() -> Iterator[Operation]:
    session, play = "/sessions/{server_id}/{number}", "/plays/{play_id}"
    yield from of(
        "sessions",
        ("list_sessions", "GET", "/sessions", READ),
        ("get_session", "GET", session, READ),
        ("stop_session", "POST", f"{session}/stop", CONTROL),
    )
    yield from of(
        "plays",
        ("list_plays", "GET", "/plays", READ),
        ("get_play", "GET", play, READ),
        ("get_play_stream", "GET", f"{play}/stream", READ),
        ("edit_play", "PATCH", play, WRITE),
        ("delete_play", "DELETE", play, WRITE),
        ("delete_plays", "POST", "/plays/delete", WRITE),
    )
    yield from of(
        "corrections",
        ("split_plays", "POST", "/plays/split", WRITE),
        ("merge_plays", "POST", "/plays/merge", WRITE),
        ("count_plays", "POST", "/plays/count", WRITE),
        ("link_plays", "POST", "/plays/link", WRITE),
    )
    yield from of(
        "statistics",
        ("get_watch_time", "GET", "/statistics/watch-time", READ),
        ("list_user_shares", "GET", "/statistics/users", READ),
        ("list_player_shares", "GET", "/statistics/players", READ),
        ("list_library_shares", "GET", "/statistics/libraries", READ),
        ("list_addresses", "GET", "/statistics/addresses", READ),
    )
    yield from of("places", ("list_places", "GET", "/statistics/places", READ))
    yield from of("cards", ("list_cards", "GET", "/statistics/cards", READ))
    yield from of("graphs", ("get_graph", "GET", "/statistics/graphs/{graph}", READ))
    yield from of(
        "explorer",
        ("get_figures", "GET", "/statistics/figures", READ),
        ("get_home_cards", "GET", "/statistics/home-cards", READ),
    )


def _of_media() -> Iterator[Operation]:
    library, server = "/libraries/{server_id}/{section_id}", "/servers/{server_id}"
    user, item = "/users/{server_id}/{user_id}", "/items/{server_id}/{rating_key}"
    yield from of(
        "libraries",
        ("list_libraries", "GET", "/libraries", READ),
        ("refresh_libraries", "POST", f"{server}/libraries/refresh", WRITE),
        ("get_library", "GET", library, READ),
        ("list_library_items", "GET", f"{library}/items", READ),
        ("read_library", "POST", f"{library}/read", WRITE),
        ("forget_library_items", "DELETE", f"{library}/items", WRITE),
        ("edit_library", "PATCH", library, WRITE),
        ("hide_library", "DELETE", library, WRITE),
        ("restore_library", "POST", f"{library}/restore", WRITE),
    )
    yield from of(
        "users",
        ("list_users", "GET", "/users", READ),
        ("refresh_users", "POST", f"{server}/users/refresh", WRITE),
        ("get_user", "GET", user, READ),
        ("edit_user", "PATCH", user, WRITE),
        ("hide_user", "DELETE", user, WRITE),
        ("restore_user", "POST", f"{user}/restore", WRITE),
    )
    yield from of(
        "items",
        ("list_recently_added", "GET", "/items/{server_id}/recently-added", READ),
        ("get_item", "GET", item, READ),
        ("list_children", "GET", f"{item}/children", READ),
        ("list_viewers", "GET", f"{item}/users", READ),
        ("search_server", "GET", f"{server}/search", READ),
        ("get_image", "GET", "/images/{server_id}", READ),
    )
    yield from of(
        "arrivals",
        ("list_arrivals", "GET", "/arrivals", READ),
        ("list_gone_items", "GET", "/arrivals/gone", READ),
    )
    exports = "/exports/{server_id}"
    yield from of(
        "exports",
        ("list_exports", "GET", exports, READ),
        ("start_export", "POST", exports, WRITE),
        ("get_export", "GET", f"{exports}/{{export_id}}", READ),
        ("get_export_file", "GET", f"{exports}/{{export_id}}/file", READ),
        ("delete_export", "DELETE", f"{exports}/{{export_id}}", WRITE),
    )
    yield from of(
        "years",
        ("list_years", "GET", "/years", READ),
        ("get_year", "GET", "/years/{year}", READ),
    )
    yield from of("search", ("search", "GET", "/search", READ))


def _of_house() -> Iterator[Operation]:
    server, plan, job = "/servers/{server_id}", "/plans/{plan_id}", "/jobs/{job_id}"
    yield from of(
        "servers",
        ("list_servers", "GET", "/servers", READ),
        ("get_server", "GET", server, READ),
        ("list_gaps", "GET", f"{server}/gaps", READ),
    )
    yield from house(
        "servers",
        ("test_server", "POST", "/servers/test", ADMIN),
        ("add_server", "POST", "/servers", ADMIN),
        ("change_server", "PATCH", server, ADMIN),
        ("remove_server", "DELETE", server, ADMIN),
    )
    yield from house(
        "plans",
        ("list_plans", "GET", "/plans", READ),
        ("get_plan", "GET", plan, READ),
        ("confirm_plan", "POST", f"{plan}/confirm", CONTROL),
        ("reject_plan", "POST", f"{plan}/reject", CONTROL),
    )
    yield from house(
        "jobs",
        ("list_jobs", "GET", "/jobs", READ),
        ("get_job", "GET", job, READ),
        ("stop_job", "POST", f"{job}/stop", WRITE),
        ("resume_job", "POST", f"{job}/resume", WRITE),
    )
    yield from house(
        "audit",
        ("list_changes", "GET", "/audit", READ),
        ("get_change", "GET", "/audit/{change_id}", READ),
        ("undo_change", "POST", "/audit/{change_id}/undo", WRITE),
    )
    yield from house(
        "preferences",
        ("list_preferences", "GET", "/preferences", READ),
        ("change_preferences", "PATCH", "/preferences", ADMIN),
    )
    yield from house(
        "keys",
        ("list_keys", "GET", "/keys", ADMIN),
        ("make_token", "POST", "/keys", ADMIN),
        ("revoke_key", "DELETE", "/keys/{key_id}", ADMIN),
        ("list_sign_ins", "GET", "/sign-ins", ADMIN),
    )
    yield from house(
        "imports",
        ("inspect_import", "POST", "/imports/inspect", ADMIN),
        ("try_import", "POST", "/imports/dry-run", ADMIN),
        ("start_import", "POST", "/imports", ADMIN),
    )


def _of_upkeep() -> Iterator[Operation]:
    yield from house(
        "backups",
        ("list_backups", "GET", "/backups", READ),
        ("make_backup", "POST", "/backups", ADMIN),
        ("delete_older_backups", "POST", "/backups/keep-newest", ADMIN),
        ("get_backup_file", "GET", "/backups/{name}/file", ADMIN),
        ("check_backup", "POST", "/backups/{name}/check", ADMIN),
        ("delete_backup", "DELETE", "/backups/{name}", ADMIN),
    )
    yield from house(
        "upkeep",
        ("refresh_all", "POST", "/refresh", WRITE),
        ("check_database", "POST", "/database/check", ADMIN),
        ("forget_pictures", "DELETE", "/images", ADMIN),
        ("get_support_bundle", "GET", "/support-bundle", ADMIN),
    )
    yield from house(
        "logs",
        ("list_log_entries", "GET", "/logs", ADMIN),
        ("list_server_log", "GET", "/logs/plex", ADMIN),
        ("start_debugging", "POST", "/logs/debugging", ADMIN),
        ("stop_debugging", "DELETE", "/logs/debugging", ADMIN),
    )
    yield from house(
        "apps",
        ("list_apps", "GET", "/apps", ADMIN),
        ("begin_pairing", "POST", "/apps/pairing", ADMIN),
        ("rename_app", "PATCH", "/apps/{server_id}/{app_id}", ADMIN),
        ("revoke_app", "DELETE", "/apps/{server_id}/{app_id}", ADMIN),
    )
    yield from of(
        "status",
        ("get_status", "GET", "/status", READ),
        ("get_document", "GET", "/openapi.json", READ),
    )


def _of_people() -> Iterator[Operation]:
    person, guest = "/people/{server_id}/{user_id}", "/guests/{server_id}/{user_id}"
    yield from of("people", ("merge_account", "POST", "/users/{server_id}/{user_id}/merge", WRITE))
    yield from house(
        "people",
        ("list_people", "GET", "/people", READ),
        ("get_person", "GET", person, READ),
        ("edit_person", "PATCH", person, WRITE),
        ("list_link_suggestions", "GET", "/people/suggestions", READ),
        ("preview_link", "GET", "/people/link", READ),
        ("link_people", "POST", "/people/link", WRITE),
        ("unlink_account", "POST", f"{person}/unlink", WRITE),
    )
    yield from house(
        "personal_data",
        ("list_person_exports", "GET", f"{person}/exports", ADMIN),
        ("export_person", "POST", f"{person}/exports", ADMIN),
        ("get_person_export", "GET", f"{person}/exports/{{job_id}}", ADMIN),
        ("shorten_addresses", "POST", f"{person}/shorten", WRITE),
        ("preview_erasure", "GET", f"{person}/erase", ADMIN),
        ("erase_person", "POST", f"{person}/erase", ADMIN),
        ("list_erased_accounts", "GET", "/erased-accounts", ADMIN),
        ("forget_erasure", "DELETE", "/erased-accounts/{mark_id}", ADMIN),
    )
    yield from house(
        "years",
        ("get_person_year", "GET", f"{person}/years/{{year}}", READ),
        ("list_year_links", "GET", "/year-links", ADMIN),
        ("share_year", "POST", "/year-links", ADMIN),
        ("revoke_year_link", "DELETE", "/year-links/{link_id}", ADMIN),
    )
    yield from house(
        "guests",
        ("list_guests", "GET", "/guests", READ),
        ("get_guest", "GET", guest, READ),
        ("allow_guest", "POST", f"{guest}/allow", ADMIN),
        ("invite_guest", "POST", f"{guest}/invitation", ADMIN),
        ("withdraw_invitation", "DELETE", f"{guest}/invitation", ADMIN),
        ("sign_guest_out", "POST", f"{guest}/sign-out", ADMIN),
    )


def _of_record() -> Iterator[Operation]:
    merge = "/libraries/{server_id}/{section_id}/merge"
    yield from house(
        "repair",
        ("list_defects", "GET", "/repair", READ),
        ("list_findings", "GET", "/repair/{kind}", READ),
        ("fix_findings", "POST", "/repair/{kind}/fix", WRITE),
        ("ignore_findings", "POST", "/repair/{kind}/ignore", WRITE),
        ("heed_findings", "POST", "/repair/{kind}/heed", WRITE),
        ("check_figures", "POST", "/repair/figures/check", WRITE),
        ("rebuild_figures", "POST", "/repair/figures/rebuild", WRITE),
    )
    yield from house(
        "views",
        ("list_views", "GET", "/views", READ),
        ("save_view", "POST", "/views", WRITE),
        ("delete_view", "DELETE", "/views/{view_id}", WRITE),
    )
    yield from house(
        "relinks",
        ("list_relink_suggestions", "GET", "/relinks", READ),
        ("preview_relink", "GET", "/relinks/{server_id}", READ),
        ("relink", "POST", "/relinks/{server_id}", WRITE),
        ("preview_library_merge", "GET", merge, READ),
        ("merge_library", "POST", merge, WRITE),
    )


def _of_notifications() -> Iterator[Operation]:
    notifier, log = "/notifiers/{server_id}/{number}", "/notifications"
    yield from of(
        "notifiers",
        ("list_notifier_agents", "GET", "/notifiers/agents", READ),
        ("list_notifier_triggers", "GET", "/notifiers/triggers", READ),
        ("list_notifiers", "GET", "/notifiers", READ),
        ("add_notifier", "POST", "/notifiers", ADMIN),
        ("get_notifier", "GET", notifier, ADMIN),
        ("change_notifier", "PATCH", notifier, ADMIN),
        ("delete_notifier", "DELETE", notifier, ADMIN),
        ("test_notifier", "POST", f"{notifier}/test", CONTROL),
        ("list_notifier_events", "GET", f"{notifier}/events", ADMIN),
        ("preview_notifier", "POST", f"{notifier}/preview", ADMIN),
        ("rehearse_notifier", "GET", f"{notifier}/dry-run", ADMIN),
        ("list_notifications", "GET", log, READ),
        ("resend_notification", "POST", f"{log}/{{notice_id}}/resend", CONTROL),
    )


def _of_newsletters() -> Iterator[Operation]:
    letter, issues = "/newsletters/{server_id}/{number}", "/newsletter-issues"
    yield from of(
        "newsletters",
        ("list_newsletters", "GET", "/newsletters", ADMIN),
        ("add_newsletter", "POST", "/newsletters", ADMIN),
        ("get_newsletter", "GET", letter, ADMIN),
        ("change_newsletter", "PATCH", letter, ADMIN),
        ("delete_newsletter", "DELETE", letter, ADMIN),
        ("preview_newsletter", "GET", f"{letter}/preview", ADMIN),
        ("send_newsletter", "POST", f"{letter}/send", ADMIN),
        ("list_newsletter_issues", "GET", issues, ADMIN),
        ("resend_newsletter_issue", "POST", f"{issues}/{{issue_id}}/resend", CONTROL),
    )


OPERATIONS = (
    *_of_plays(),
    *_of_media(),
    *_of_house(),
    *_of_people(),
    *_of_record(),
    *_of_upkeep(),
    *_of_notifications(),
    *_of_newsletters(),
)
