"""pytautulli, as Home Assistant uses it: every method it has, unchanged, and what it understood.

Run by the client's own Python with the address and the key; prints one JSON object.
"""

import asyncio
import json
import sys

from pytautulli import PyTautulli, PyTautulliException


async def main(url: str, key: str) -> dict[str, object]:
    """Call everything."""
    async with PyTautulli(url=url, api_token=key) as client:
        activity = await client.async_get_activity()
        stats = await client.async_get_home_stats(time_range="36500")
        users = await client.async_get_users()
        server = await client.async_get_server_info()
        names = await client.async_command("get_library_names")
    async with PyTautulli(url=url, api_token="0" * 32) as stranger:
        try:
            await stranger.async_get_server_info()
            refused = ""
        except PyTautulliException as error:
            refused = type(error).__name__
    return {
        "stream_count": activity.stream_count,
        "counts": [
            activity.stream_count_direct_play,
            activity.stream_count_direct_stream,
            activity.stream_count_transcode,
            activity.total_bandwidth,
            activity.lan_bandwidth,
            activity.wan_bandwidth,
        ],
        "sessions": [
            [each.user_id, each.username, str(each.state), each.full_title, each.progress_percent]
            for each in activity.sessions
        ],
        "stats": {each.stat_id: len(each.rows) for each in stats},
        "top_movie": next(each.rows[0].title for each in stats if each.stat_id == "top_movies"),
        "users": [[each.user_id, each.username, each.friendly_name] for each in users],
        "server": [server.pms_name, server.pms_identifier, server.pms_version],
        "libraries": names,
        "refused": refused,
    }


json.dump(asyncio.run(main(*sys.argv[1:])), sys.stdout)
