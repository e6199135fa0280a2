"""A house with somebody in every store of it, who is to be erased."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Literal

import orjson
from sqlalchemy import Connection, insert, select

from tests.factories import STARTED, make_player
from tests.web.conftest import HOUR, OWNER, Desk
from watchkeeper.db.tables import metadata
from watchkeeper.domain.facts import PlayId, ServerId, UserId
from watchkeeper.features.history.edits import PlayEdit
from watchkeeper.features.system.jobs.job import JobState
from watchkeeper.features.users import KnownPerson, Privacy, User
from watchkeeper.features.users.queries import insert_user

SERVER, ADA, BO = ServerId(1), UserId(70_077_001), UserId(102)
NAME, OWN_NAME, MAIL = "ada_of_the_sea", "Countess Ada", "ada.sea@example.org"
ADDRESS, MACHINE = "203.0.113.77", "phone-of-the-countess"
TRACES = (NAME, OWN_NAME, MAIL, ADDRESS, MACHINE, "Adas Fon", str(ADA))


async def furnish(desk: Desk) -> None:
    """Ada in every store of the house, and Bo beside her."""
    app = desk.app
    ada = User(
        id=0,
        server_id=SERVER,
        user_id=ADA,
        username=NAME,
        friendly_name=OWN_NAME,
        email=MAIL,
        allow_guest=True,
    )
    await app.db.write(insert_user, ada)
    await app.db.write(insert_user, User(id=0, server_id=SERVER, user_id=BO, username="bo"))
    await app.users.reload(SERVER)
    for hour in range(5):
        await desk.record(**of_ada(hour))
    await desk.record(user_id=BO, username="bo", started=STARTED + HOUR)
    await app.history.edit(PlayId(1), PlayEdit(paused_seconds=60), OWNER)
    await app.history.delete([PlayId(2)], OWNER)
    await app.users.edit(SERVER, ADA, {"keep_history": True}, OWNER)
    person = await app.people.get(SERVER, ADA)
    await app.people.set_privacy(person, Privacy(is_hidden=True), OWNER)
    await app.db.write(fill_tables, app.sealer.seal)
    await app.personal_data.hand_out(person)
    await app.history.stop(app.data_folder / "cache" / "columns")
    uploads = app.data_folder / "uploads"
    uploads.mkdir()
    (uploads / "tautulli.db").write_text(NAME)
    logging.getLogger("tests").warning("play recorded for %s from %s", NAME, ADDRESS)
    logging.getLogger("tests").warning("nothing of interest")
    for job in await app.jobs.all():
        await app.jobs.wait(job.id)


def of_ada(hour: int) -> dict[str, Any]:  # Any: values of a play
    return {
        "user_id": ADA,
        "username": NAME,
        "ip_address": ADDRESS,
        "rating_key": 900 + hour,
        "started": STARTED + hour * HOUR,
        "stopped": STARTED + hour * HOUR + 1800,
        "player": make_player(player="Adas Fon", machine_id=MACHINE),
    }


def fill_tables(conn: Connection, seal: Any) -> None:  # Any: a function of the sealer
    """A row of hers in every other table that can hold one."""
    named = orjson.dumps({"user_id": ADA, "user": NAME, "subject_text": "x"}).decode()
    mentioned = orjson.dumps({"body": f"{OWN_NAME} <{MAIL}> watched"}).decode()
    rows: dict[str, list[dict[str, Any]]] = {
        "last_stop": [
            {
                "server_id": SERVER,
                "user_id": ADA,
                "machine_id": MACHINE,
                "media_type": "movie",
                "stopped": STARTED,
            }
        ],
        "kept_row": [
            kept("notify_log", 1, named),
            kept("newsletter_log", 1, mentioned),
            kept("notifiers", 1, seal(mentioned), is_sealed=1),
        ],
        "sign_in": [
            {
                "timestamp": STARTED,
                "user_id": ADA,
                "username": NAME,
                "ip_address": ADDRESS,
                "success": True,
                "is_current": False,
            },
            {
                "timestamp": STARTED,
                "user_id": None,
                "username": NAME.upper(),
                "ip_address": ADDRESS,
                "success": False,
                "is_current": False,
            },
        ],
        "saved_view": [
            {"name": f"Of {OWN_NAME}", "query": f"user_id={ADA}&ip={ADDRESS}", "saved_at": STARTED}
        ],
        "plan": [
            {
                "kind": "stop_stream",
                "state": "applied",
                "reason": f"too late for {NAME}",
                "proposed_by": OWNER,
                "created_at": STARTED,
            }
        ],
        "job": [
            {
                "kind": "import_tautulli",
                "name": "Import",
                "state": "done",
                "inputs": "{}",
                "progress": 1,
                "message": f"read {MAIL}",
                "result": orjson.dumps({"people": {OWN_NAME: 5, "bo": 1}}).decode(),
                "created_at": STARTED,
            }
        ],
        "guest_invitation": [
            {"token_hash": "x", "user_id": ADA, "created_at": STARTED, "expires_at": STARTED}
        ],
        "shared_year": [
            {
                "token_hash": "y",
                "year": 2026,
                "accounts": f"1-{ADA}",
                "shown_name": OWN_NAME,
                "shows_people": False,
                "created_at": STARTED,
                "expires_at": STARTED,
            }
        ],
        "year_opt_out": [{"server_id": SERVER, "user_id": ADA, "chosen_at": STARTED}],
    }
    for name, values in rows.items():
        conn.execute(insert(metadata.tables[name]), values)


def kept(table: str, row_id: int, content: str, *, is_sealed: int = 0) -> dict[str, object]:
    return {
        "server_id": SERVER,
        "table_name": table,
        "row_id": row_id,
        "content": content,
        "is_sealed": is_sealed,
    }


async def ada_of(desk: Desk) -> KnownPerson:
    return await desk.app.people.get(SERVER, ADA)


async def erase(desk: Desk, *, backups: Sequence[str] | Literal["all"] = "all") -> None:
    data = desk.app.personal_data
    job_id = await data.erase(await ada_of(desk), OWNER, backups=backups)
    job = await desk.app.jobs.wait(job_id)
    assert job.state is JobState.DONE, job.message


SEALING = ("kept_row", "notifier", "newsletter", "newsletter_issue")
"""Tables with sealed rows: what an import brought moves to the others when somebody asks for it."""


def everything_in(desk: Desk) -> dict[str, str]:
    """All rows as text, sealed ones opened; all files as text."""
    found: dict[str, str] = {}

    def rows(conn: Connection) -> None:
        for name, table in metadata.tables.items():
            values = [list(row) for row in conn.execute(select(table))]
            found[name] = orjson.dumps(values, default=str).decode()
        for name in SEALING:
            for content in conn.execute(select(metadata.tables[name].c.content)).scalars():
                if content and not content.startswith("{"):
                    found["sealed"] = found.get("sealed", "") + desk.app.sealer.open(content)

    desk.app.db.read_now(rows)
    for path in desk.app.data_folder.rglob("*"):
        if path.is_file():
            found[str(path)] = path.read_bytes().decode("latin-1")
    return found


def traces_in(desk: Desk) -> list[str]:
    return [
        f"{trace} in {place}"
        for place, text in everything_in(desk).items()
        for trace in TRACES
        if trace.casefold() in text.casefold()
    ]
