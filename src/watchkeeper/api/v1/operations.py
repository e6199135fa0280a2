"""All operations of our own API in one table: the address of each, and what a caller needs.

The gate in front reads it: what is not in this table does not exist. It is light, so that the rest
of the API (and FastAPI) is loaded when it is first asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from watchkeeper.features.accounts.access import Scope

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


def _table() -> Iterator[Operation]:
    def of(module: str, *rows: tuple[str, str, str, Scope]) -> Iterator[Operation]:
        return (Operation(module, *row) for row in rows)

    def house(module: str, *rows: tuple[str, str, str, Scope]) -> Iterator[Operation]:
        return (Operation(module, *row, is_of_house=True) for row in rows)

    session, play = "/sessions/{server_id}/{number}", "/plays/{play_id}"
    library, user = "/libraries/{server_id}/{section_id}", "/users/{server_id}/{user_id}"
    item, server = "/items/{server_id}/{rating_key}", "/servers/{server_id}"
    plan, job = "/plans/{plan_id}", "/jobs/{job_id}"

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
        "statistics",
        ("get_watch_time", "GET", "/statistics/watch-time", READ),
        ("list_user_shares", "GET", "/statistics/users", READ),
        ("list_player_shares", "GET", "/statistics/players", READ),
        ("list_library_shares", "GET", "/statistics/libraries", READ),
        ("list_addresses", "GET", "/statistics/addresses", READ),
        ("list_cards", "GET", "/statistics/cards", READ),
        ("get_graph", "GET", "/statistics/graphs/{graph}", READ),
    )
    yield from of(
        "libraries",
        ("list_libraries", "GET", "/libraries", READ),
        ("refresh_libraries", "POST", f"{server}/libraries/refresh", WRITE),
        ("get_library", "GET", library, READ),
        ("list_library_items", "GET", f"{library}/items", READ),
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
    exports = "/exports/{server_id}"
    yield from of(
        "exports",
        ("list_exports", "GET", exports, READ),
        ("start_export", "POST", exports, WRITE),
        ("get_export", "GET", f"{exports}/{{export_id}}", READ),
        ("get_export_file", "GET", f"{exports}/{{export_id}}/file", READ),
        ("delete_export", "DELETE", f"{exports}/{{export_id}}", WRITE),
    )
    yield from of("search", ("search", "GET", "/search", READ))
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
    yield from of(
        "status",
        ("get_status", "GET", "/status", READ),
        ("get_document", "GET", "/openapi.json", READ),
    )


OPERATIONS = tuple(_table())
