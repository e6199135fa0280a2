"""What the household is told: notifiers that post to its board, and newsletters.

Nothing leaves this machine: the board belongs to the simulation, and issues are only saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.newsletters.blocks import ADDED, WATCHED
from watchkeeper.domain.notices.agents import AGENTS
from watchkeeper.features.libraries import Libraries
from watchkeeper.features.newsletters import Newsroom
from watchkeeper.features.newsletters.letters.editing import Edit, edited, way_edit
from watchkeeper.features.newsletters.letters.newsletter import Way
from watchkeeper.features.newsletters.making.press import ByHand
from watchkeeper.features.notifications import Notifiers, Options
from watchkeeper.features.notifications.notifiers.edit import NotifierEdit
from watchkeeper.features.notifications.notifiers.options import Once, QuietThen, WatchedWhen

MINUTES = 60
BODY = '{"text": "%s"}'
FIRST_OF_THE_MONTH = "0 18 1 * *"
FAR_AND_CONVERTED = (
    {
        "parameter": "transcode_decision",
        "operator": "is",
        "value": ["Transcode"],
        "type": "str",
    },
    {"parameter": "stream_local", "operator": "is", "value": [0], "type": "int"},
)


class _Told(TypedDict):
    triggers: Mapping[str, bool]
    texts: Mapping[str, str]


async def set_up_notifiers(notifiers: Notifiers, server_id: ServerId, board: str) -> None:
    """Let the board (the address of a webhook) hear of what a household cares for."""
    webhook = next(agent for agent in AGENTS if agent.name == "webhook")
    for edit in (_family(board), _careful(board)):
        await notifiers.add_with(server_id, webhook, edit)


def _family(board: str) -> NotifierEdit:
    return NotifierEdit(
        friendly_name="Family board",
        settings={"hook": board, "method": "POST"},
        **_saying(
            on_play="{user} watches {title} on {player}.",
            on_watched="{user} has finished {title}.",
            on_created="New: {title}",
        ),
        options=Options(
            watched_when=WatchedWhen.PLEX,
            once=Once.PERSON,
            quiet_from=23 * MINUTES,
            quiet_until=7 * MINUTES,
            quiet_then=QuietThen.HOLD,
        ),
    )


def _saying(**texts: str) -> _Told:
    """What sets a webhook off, and the JSON that it posts then."""
    return {
        "triggers": dict.fromkeys(texts, True),
        "texts": {f"{trigger}_body": BODY % text for trigger, text in texts.items()},
    }


def _careful(board: str) -> NotifierEdit:
    return NotifierEdit(
        friendly_name="For whoever looks after the server",
        settings={"hook": board, "method": "POST"},
        **_saying(
            on_play="{title} is converted for {user}: {quality_profile}.",
            on_error="{user} could not play {title}.",
        ),
        conditions=FAR_AND_CONVERTED,
        logic="{1} and {2}",
        options=Options(rate_count=20),
    )


async def set_up_newsletter(newsroom: Newsroom, server_id: ServerId, libraries: Libraries) -> None:
    """A monthly newsletter, with the issue of the last thirty days as a page."""
    shelves = [str(library.section_id) for library in await libraries.all(server_id)]
    letters, saved = newsroom.letters, way_edit(Way.SAVE, notifier=0)
    number = await letters.add(server_id)
    edit = Edit(
        row={
            "friendly_name": "This month at home",
            "active": 1,
            "cron": FIRST_OF_THE_MONTH,
            "subject": "New this month, and what was watched",
        },
        design={"blocks": (*ADDED, *WATCHED)},
        config={**saved.config, "incl_libraries": shelves, "time_frame": 30},
        email=saved.email,
    )
    content = edited(await letters.get(server_id, number), edit)
    await letters.put(server_id, number, content)
    await newsroom.press.send_now(await letters.get(server_id, number), ByHand(action="test"))
