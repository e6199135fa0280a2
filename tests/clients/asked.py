"""What clients ask and read, one `Asked` a call: facts of the programs that speak to Tautulli.

Words in braces stand for items of the household. What is read is a path below `data` (`[]` for each
of a list, of which there must be one) and the types that the program takes there, joined by `/`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

TYPES: Mapping[str, type] = {
    "int": int,
    "number": float,
    "text": str,
    "bool": bool,
    "null": type(None),
    "list": list,
    "object": dict,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One call, and what is read of its answer."""

    cmd: str
    params: str = ""
    reads: tuple[str, ...] = ()

    def problems(self, data: Any) -> list[str]:  # Any: JSON
        """What the program would not find, or not as the type that it takes."""
        return [problem for read in self.reads for problem in _problems(read, data)]


def _problems(read: str, data: Any) -> Iterator[str]:  # Any: JSON
    path, _, words = read.rpartition(":")
    found = list(_found(path, data))
    if not found:
        yield f"{read}: nothing there"
    wanted = {TYPES[word] for word in words.split("/")}
    for value in found:
        if type(value) not in wanted:
            yield f"{read}: {value!r}"


def _found(path: str, data: Any) -> Iterator[Any]:  # Any: JSON
    """The values at a path; a name that is missing gives a word that no type fits."""
    if not path:
        yield data
        return
    step, _, rest = path.partition(".")
    name, is_each = step.removesuffix("[]"), step.endswith("[]")
    inner = data if not name else data.get(name, ...) if isinstance(data, dict) else ...
    for value in inner if is_each and isinstance(inner, list) else [inner]:
        if value is ...:
            yield value
        else:
            yield from _found(rest, value)


COUNTERS = (
    "stream_count:text",
    "stream_count_direct_play:int",
    "stream_count_direct_stream:int",
    "stream_count_transcode:int",
    "total_bandwidth:int",
    "lan_bandwidth:int",
    "wan_bandwidth:int",
)
TITLED = ("rows[].title:text", "rows[].total_plays:int")
SERIES = ("categories[]:text", "series[].name:text", "series[].data[]:int")
WATCH_TIMES = ("[].query_days:int", "[].total_plays:int", "[].total_time:int")
ROWS = ("recordsFiltered:int", "recordsTotal:int", "data:list")
KEYS = (
    "data[].media_type:text",
    "data[].rating_key:int",
    "data[].parent_rating_key:int/text",
    "data[].grandparent_rating_key:int/text",
)
PEOPLE = ("[].user_id:int", "[].username:text", "[].friendly_name:text")
LISTED_LIBRARY = ("[].section_id:text", "[].section_name:text", "[].section_type:text")
NEW = (
    "recently_added[].title:text",
    "recently_added[].rating_key:text",
    "recently_added[].added_at:text",
)
GRAPHS = "time_range=30&y_axis=plays&user_id={user_id}&grouping=1"

CLIENTS: Mapping[str, tuple[Asked, ...]] = {
    "Homepage": (
        Asked(
            "get_activity",
            "",
            (
                *COUNTERS,
                "sessions[].session_key:text",
                "sessions[].media_type:text",
                "sessions[].parent_media_index:text",
                "sessions[].media_index:text",
                "sessions[].title:text",
                "sessions[].grandparent_title:text",
                "sessions[].full_title:text",
                "sessions[].friendly_name:text",
                "sessions[].duration:text",
                "sessions[].view_offset:text",
                "sessions[].progress_percent:text",
                "sessions[].state:text",
                "sessions[].video_decision:text",
                "sessions[].audio_decision:text",
            ),
        ),
    ),
    "Homer": (Asked("get_activity", "", ("stream_count:text",)),),
    "Heimdall": (
        Asked("arnold"),
        Asked("get_activity", "", ("stream_count:text",)),
    ),
    "Organizr": (
        Asked(
            "get_home_stats",
            "grouping=1",
            (
                "[].stat_id:text",
                "[].rows:list",
            ),
        ),
        Asked(
            "get_libraries_table",
            "",
            (
                *ROWS,
                "data[].section_id:int",
                "data[].section_name:text",
                "data[].section_type:text",
                "data[].count:int/null",
                "data[].parent_count:int/null",
                "data[].child_count:int/null",
            ),
        ),
        Asked("get_libraries", "", (*LISTED_LIBRARY,)),
        Asked("get_users", "", (*PEOPLE,)),
    ),
    "MMM-TautulliActivity": (Asked("get_activity", "", (*COUNTERS, "sessions:list")),),
    "Overseerr": (
        Asked("get_tautulli_info", "", ("tautulli_version:text",)),
        Asked("get_item_watch_time_stats", "rating_key={film}&grouping=1", (*WATCH_TIMES,)),
        Asked("get_item_user_stats", "rating_key={film}&grouping=1", ("[].user_id:int",)),
        Asked(
            "get_user_watch_time_stats",
            "user_id={user_id}&query_days=0&grouping=1",
            (*WATCH_TIMES,),
        ),
        Asked(
            "get_history",
            "grouping=1&order_column=date&order_dir=desc&user_id={user_id}&media_type=movie,episode&length=100&start=0",
            (*ROWS, *KEYS),
        ),
    ),
    "Agregarr": (
        Asked(
            "get_home_stats",
            "time_range=3650&stats_type=plays&stat_id=top_tv&stats_count=5&stats_start=0",
            ("stat_id:text", *TITLED, "rows[].rating_key:int", "rows[].users_watched:int/text"),
        ),
        Asked(
            "get_item_watch_time_stats",
            "rating_key={collection}&grouping=1&media_type=collection&query_days=30",
            (*WATCH_TIMES,),
        ),
        Asked("get_item_user_stats", "rating_key={collection}&grouping=1&media_type=collection"),
        Asked(
            "get_library_watch_time_stats",
            "section_id={section_id}&query_days=7,30",
            (*WATCH_TIMES,),
        ),
        Asked(
            "get_collections_table",
            "section_id={section_id}",
            (
                *ROWS,
                "data[].ratingKey:int/text",
                "data[].title:text",
                "data[].childCount:int/text",
            ),
        ),
        Asked("get_collections_table", "section_id=", ("data:list",)),
        Asked(
            "get_metadata",
            "rating_key={collection}",
            ("title:text", "section_id:text", "library_name:text"),
        ),
    ),
    "Maintainerr": (
        Asked("get_tautulli_info", "", ("tautulli_version:text",)),
        Asked(
            "get_history",
            "length=100&start=0&grandparent_rating_key={show}",
            (
                *ROWS,
                "data[].id:int/null",
                "data[].user_id:int",
                "data[].watched_status:int/number",
                "data[].percent_complete:int",
                "data[].stopped:int",
                "data[].rating_key:int",
                "data[].media_index:int",
                "data[].parent_media_index:int",
            ),
        ),
        Asked(
            "get_metadata",
            "rating_key={film}",
            ("media_type:text", "rating_key:text", "added_at:text"),
        ),
        Asked(
            "get_children_metadata",
            "rating_key={show}",
            ("children_list[].rating_key:text", "children_list[].media_type:text"),
        ),
        Asked("get_users", "", (*PEOPLE,)),
    ),
    "Kometa": (
        Asked("get_tautulli_info", "", ("tautulli_version:text",)),
        Asked(
            "get_home_stats",
            "time_range=3650&stats_count=20&section_id={section_id}",
            (
                "[].stat_id:text",
                "[].rows:list",
            ),
        ),
    ),
    "Varken": (
        Asked(
            "get_activity",
            "",
            (
                *COUNTERS,
                "sessions[].ip_address_public:text",
                "sessions[].transcode_decision:text",
                "sessions[].stream_video_decision:text",
                "sessions[].stream_video_resolution:text",
                "sessions[].stream_video_full_resolution:text",
                "sessions[].container:text",
                "sessions[].state:text",
                "sessions[].platform:text",
                "sessions[].product_version:text",
                "sessions[].session_id:text",
                "sessions[].username:text",
            ),
        ),
        Asked("get_libraries", "", (*LISTED_LIBRARY, "[].count:text")),
        Asked(
            "get_history",
            "grouping=1&length=1000000",
            ("data[].id:int/null", "data[].started:int", "data[].full_title:text"),
        ),
        Asked(
            "get_stream_data", "row_id={row_id}", ("container:text", "stream_video_decision:text")
        ),
    ),
    "tautulli-exporter": (
        Asked("get_activity", "", (*COUNTERS, "sessions[].transcode_decision:text")),
    ),
    "Notifiarr": (
        Asked(
            "get_users",
            "",
            (
                "[].row_id:int",
                "[].user_id:int",
                "[].shared_libraries:list/null",
                "[].is_active:int/null",
                "[].do_notify:int/null",
                "[].keep_history:int/null",
                "[].allow_guest:int/null",
                "[].filter_all:text/null",
                "[].email:text/null",
                "[].thumb:text/null",
            ),
        ),
        Asked("get_tautulli_info", "", ("tautulli_version:text", "tautulli_commit:text/null")),
    ),
    "Wrapperr": (
        Asked("status"),
        Asked(
            "get_users",
            "",
            (
                "[].row_id:int",
                "[].user_id:int",
                "[].is_active:int",
                "[].is_admin:int",
                "[].do_notify:int",
                "[].keep_history:int",
                "[].allow_guest:int",
                "[].email:text/null",
            ),
        ),
        Asked(
            "get_history",
            "order_column=date&order_dir=desc&include_activity=0&grouping=1&length=50&section_id={section_id}",
            (
                "data[].reference_id:int",
                "data[].row_id:int",
                "data[].id:int",
                "data[].date:int",
                "data[].started:int",
                "data[].stopped:int",
                "data[].duration:int",
                "data[].paused_counter:int",
                "data[].user_id:int",
                "data[].live:int",
                "data[].percent_complete:int",
                "data[].group_count:int",
                "data[].group_ids:text",
                "data[].guid:text",
                "data[].transcode_decision:text",
                "data[].location:text",
                "data[].full_title:text",
                "total_duration:text",
                "filter_duration:text",
            ),
        ),
    ),
    "Plex Rewind": (
        Asked("status"),
        Asked("get_server_id", "hostname={plex_host}&port={plex_port}", ("identifier:text",)),
        Asked("get_libraries", "", (*LISTED_LIBRARY,)),
        Asked("get_user", "user_id={user_id}", ("shared_libraries[]:text",)),
        Asked(
            "get_home_stats",
            "stat_id=top_movies&stats_count=5&stats_type=plays&time_range=365&section_id={section_id}&user_id=",
            ("rows:list",),
        ),
        Asked(
            "get_history",
            "section_id={section_id}&after=2020-01-01&before=2099-01-01&user_id=&media_type=movie&length=0",
            ("total_duration:text", "recordsFiltered:int"),
        ),
        Asked(
            "get_library_media_info", "section_id={section_id}&length=0", ("total_file_size:int",)
        ),
        Asked("get_metadata", "rating_key={film}", ("rating:text", "year:text")),
    ),
    "Plex Wrapped for Tautulli": (
        Asked("get_server_info", "", ("pms_name:text",)),
        Asked("get_users", "", ("[].user_id:int",)),
        Asked(
            "get_history",
            "length=5000&start=0&order_column=started&order_dir=desc&include_activity=0&grouping=0&user_id={user_id}",
            (
                "data[].row_id:int",
                "data[].reference_id:int",
                "data[].id:int",
                "data[].play_duration:int",
                "data[].media_type:text",
            ),
        ),
        Asked(
            "get_metadata",
            "rating_key={film}",
            ("duration:text", "genres[]:text", "actors[]:text", "directors[]:text"),
        ),
    ),
    "Recommendarr": (
        Asked("get_server_info", "", ("pms_name:text",)),
        Asked("get_users", "", ("[].username:text",)),
        Asked(
            "get_history",
            "length=50&user_id={user_id}&media_type=movie",
            (
                "data[].full_title:text",
                "data[].year:int",
                "data[].date:int",
                "data[].thumb:text",
                "data[].percent_complete:int",
            ),
        ),
    ),
    "Tauticord": (
        Asked("get_tautulli_info", "", ("tautulli_version:text",)),
        Asked("get_server_friendly_name", "", (":text",)),
        Asked("get_server_info", "", ("pms_plexpass:int", "pms_url:text")),
        Asked("get_settings", "key=PMS", ("pms_url:text",)),
        Asked(
            "get_activity",
            "",
            (
                *COUNTERS,
                "sessions[].view_offset:text",
                "sessions[].duration:text",
                "sessions[].stream_container_decision:text",
                "sessions[].transcode_decision:text",
                "sessions[].username:text",
                "sessions[].friendly_name:text",
                "sessions[].title:text",
            ),
        ),
        Asked("server_status", "", ("connected:bool",)),
        Asked("get_users", "", ("[].is_active:int", "[].username:text", "[].user_id:int")),
        Asked("get_library_names", "", ("[].section_id:int", "[].section_name:text")),
        Asked("get_library", "section_id={section_id}", ("section_type:text", "count:int")),
        Asked(
            "get_home_stats",
            "stat_id=top_users&stats_type=duration&time_range=365&stats_count=5",
            ("rows[].total_duration:int",),
        ),
        Asked("get_plays_by_date", "time_range=30&y_axis=plays&user_id={user_id},0", (*SERIES,)),
        Asked("get_recently_added", "count=5&media_type=movie", (*NEW,)),
    ),
    "Deleterr": (
        Asked("get_tautulli_info", "", ("tautulli_version:text",)),
        Asked("status"),
        Asked("get_library_media_info", "section_id={section_id}&refresh=True"),
        Asked(
            "get_history",
            "section_id={section_id}&order_column=date&order_dir=asc&start=0&length=300&include_activity=1",
            (
                "data[].guid:text",
                "data[].stopped:int",
                "data[].title:text",
                "data[].year:int",
                "data[].rating_key:int",
            ),
        ),
    ),
    "mcp-tautulli": (
        Asked(
            "get_server_info",
            "",
            (
                "pms_name:text",
                "pms_version:text",
                "pms_platform:text",
                "pms_ip:text",
                "pms_port:int",
                "pms_ssl:int",
                "pms_plexpass:int",
            ),
        ),
        Asked("get_stream_data", "row_id={row_id}", ("bitrate:int/text",)),
        Asked("search", "query=the&limit=5", ("results_list:object",)),
        Asked(
            "get_metadata",
            "rating_key={film}",
            ("media_info[].parts[].streams:list", "guids[]:text"),
        ),
        Asked("get_item_watch_time_stats", "rating_key={show}&media_type=show", (*WATCH_TIMES,)),
        Asked("get_users_table", "length=10&order_column=plays&order_dir=desc&search=", (*ROWS,)),
        Asked(
            "get_library_media_info",
            "section_id={section_id}&order_column=play_count&order_dir=desc&start=0&length=5&search=",
            ("recordsTotal:int", "total_file_size:int", "data:list"),
        ),
        Asked(
            "get_home_stats",
            "time_range=365&stat_id=top_movies&stats_type=total_plays",
            ("stat_title:text", "rows[].title:text"),
        ),
        Asked(
            "get_stream_type_by_top_10_platforms",
            "time_range=30",
            (*("categories:list", "series:list"),),
        ),
        Asked("get_plays_by_hourofday", "time_range=30", (*SERIES,)),
    ),
    "mcp-arr": (
        Asked("get_server_info", "", ("pms_name:text", "pms_version:text", "pms_platform:text")),
        Asked("get_activity", "", ("sessions:list",)),
        Asked("get_recently_added", "count=3", (*NEW,)),
        Asked("get_history", "length=3", ("data:list",)),
    ),
    "CrossWatch": (
        Asked("get_server_info", "", ("pms_name:text",)),
        Asked(
            "get_history",
            "start=0&length=50&order_column=date&order_dir=desc&user_id={user_id}",
            (
                "recordsFiltered:int",
                "data[].row_id:int/null",
                "data[].date:int",
                "data[].guid:text",
                "data[].media_type:text",
                "data[].rating_key:int",
                "data[].title:text",
                "data[].year:int/text",
            ),
        ),
        Asked(
            "get_metadata",
            "rating_key={episode}",
            ("guid:text", "guids:list", "grandparent_guid:text", "grandparent_guids:list"),
        ),
        Asked("get_metadata", "rating_key={show}", ("guid:text", "guids:list")),
    ),
    "Cullarr": (
        Asked("get_tautulli_info", "", ("tautulli_version:text",)),
        Asked("get_users", "", ("[].user_id:int", "[].friendly_name:text", "[].is_active:int")),
        Asked("get_libraries", "", (*LISTED_LIBRARY,)),
        Asked(
            "get_library_media_info",
            "section_id={section_id}&start=0&length=5",
            (
                "recordsFiltered:int",
                "data[].media_type:text",
                "data[].rating_key:text",
                "data[].title:text",
                "data[].added_at:text",
            ),
        ),
        Asked(
            "get_history",
            "start=0&length=5&order_column=date&order_dir=desc&include_activity=0&since_row_id=3&since=2024-01-01",
            ("data[].row_id:int", "data[].user_id:int", "data[].date:int"),
        ),
        Asked(
            "get_metadata",
            "rating_key={episode}",
            (
                "guid:text",
                "guids:list",
                "parent_guids:list",
                "grandparent_guids:list",
                "media_info[].parts[].file:text",
                "duration:text",
            ),
        ),
    ),
    "Tracearr": (
        Asked("arnold"),
        Asked(
            "get_users",
            "",
            ("[].user_id:int", "[].username:text", "[].email:text/null", "[].thumb:text/null"),
        ),
        Asked(
            "get_history",
            "start=0&length=20&order_column=date&order_dir=desc",
            (
                "recordsTotal:int",
                "data[].started:int",
                "data[].stopped:int",
                "data[].duration:int",
                "data[].percent_complete:int",
            ),
        ),
    ),
    "plex-tautulli-dashboard": (
        Asked("status"),
        Asked(
            "get_users_table",
            "length=1000",
            (*ROWS, "data[].friendly_name:text", "data[].plays:int"),
        ),
        Asked("get_libraries_table", "", (*ROWS,)),
        Asked("get_library_watch_time_stats", "section_id={section_id}", (*WATCH_TIMES,)),
        Asked("get_history", "length=1", ("data:list",)),
        Asked("get_recently_added", "section_id={section_id}&count=5", (*NEW,)),
    ),
    "Seenr bridge": (
        Asked("get_server_info", "", ("pms_name:text",)),
        Asked("get_users", "", ("[].username:text",)),
        Asked(
            "get_metadata", "rating_key={episode}", ("rating_key:text", "guids:list", "thumb:text")
        ),
        Asked("get_notifiers"),
    ),
    "Pulsarr": (
        Asked("arnold"),
        Asked(
            "get_recently_added",
            "count=5&media_type=movie,show,season,episode",
            (
                "recently_added[].media_type:text",
                "recently_added[].rating_key:text",
                "recently_added[].guid:text",
                "recently_added[].guids:list",
                "recently_added[].media_index:text",
            ),
        ),
        Asked("get_metadata", "rating_key={film}", ("guid:text", "guids[]:text")),
    ),
    "Tautulli Remote": (
        Asked("get_server_info", "", ("pms_name:text", "pms_identifier:text", "pms_plexpass:int")),
        Asked("get_settings", "", ("General.date_format:text", "General.time_format:text")),
        Asked(
            "get_libraries_table",
            "order_column=section_name&order_dir=asc&start=0&length=10",
            (*ROWS,),
        ),
        Asked("get_library_user_stats", "section_id={section_id}&grouping=1", ("[].user_id:int",)),
        Asked(
            "get_user",
            "user_id={user_id}&include_last_seen=true",
            ("last_seen:int/null", "username:text"),
        ),
        Asked("get_user_names", "", ("[].user_id:int", "[].friendly_name:text")),
        Asked("get_user_player_stats", "user_id={user_id}&grouping=1", ("[].player_name:text",)),
        Asked("get_plays_by_date", GRAPHS, (*SERIES,)),
        Asked("get_plays_by_dayofweek", GRAPHS, (*SERIES,)),
        Asked("get_plays_by_source_resolution", GRAPHS, ("categories:list", "series:list")),
        Asked("get_plays_by_stream_resolution", GRAPHS, ("categories:list", "series:list")),
        Asked("get_plays_by_stream_type", GRAPHS, (*SERIES,)),
        Asked(
            "get_concurrent_streams_by_stream_type", "time_range=30&user_id={user_id}", (*SERIES,)
        ),
        Asked("get_plays_per_month", "time_range=12&y_axis=plays", (*SERIES,)),
        Asked("get_plays_by_top_10_platforms", "time_range=3650&y_axis=duration", (*SERIES,)),
        Asked("get_plays_by_top_10_users", "time_range=3650&y_axis=plays", (*SERIES,)),
        Asked("get_stream_type_by_top_10_users", "time_range=3650", (*SERIES,)),
        Asked("delete_image_cache"),
    ),
    "LunaSea": (
        Asked("get_history", "length=5", (*ROWS,)),
        Asked("get_user_ips", "user_id={user_id}", (*ROWS, "data[].ip_address:text")),
        Asked("get_user_logins", "user_id={user_id}", (*ROWS,)),
        Asked("get_synced_items", "machine_id=&user_id={user_id}"),
        Asked("get_logs", "start=0&end=5"),
        Asked("get_plex_log", "window=10"),
        Asked("get_server_identity", "", ("machine_identifier:text",)),
        Asked("get_newsletter_log", "", (*ROWS,)),
        Asked("get_notification_log", "", (*ROWS,)),
        Asked("get_pms_update"),
        Asked("delete_temp_sessions"),
    ),
    "JBOPS scripts": (
        Asked(
            "get_activity",
            "",
            (
                "sessions[].session_key:text",
                "sessions[].session_id:text",
                "sessions[].user_id:int",
                "sessions[].state:text",
                "sessions[].platform:text",
            ),
        ),
        Asked(
            "get_home_stats",
            "time_range=365&stats_type=duration&stats_count=10&grouping=1",
            ("[].stat_id:text", "[].rows:list"),
        ),
        Asked("get_user", "user_id={user_id}", ("friendly_name:text", "email:text/null")),
        Asked(
            "get_users_table",
            "length=100",
            (
                "data[].user_id:int",
                "data[].friendly_name:text",
                "data[].last_seen:int/null",
                "data[].ip_address:text/null",
            ),
        ),
        Asked(
            "get_user_ips",
            "user_id={user_id}&length=10",
            ("data[].ip_address:text", "data[].play_count:int"),
        ),
        Asked("get_library_names", "", ("[].section_id:int", "[].section_name:text")),
        Asked(
            "get_library_media_info",
            "section_id={section_id}&length=5&refresh=true",
            (
                "data[].rating_key:text",
                "data[].play_count:int/null",
                "data[].file_size:text/int",
                "data[].last_played:int/null",
            ),
        ),
        Asked("get_metadata", "rating_key={film}&media_info=true", ("title:text",)),
        Asked("get_new_rating_keys", "rating_key={show}&media_type=show", ("0.rating_key:int",)),
    ),
}
"""By client, in the order in which each asks."""
