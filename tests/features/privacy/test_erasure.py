"""S23: erase a person and search every store for traces."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal
from zipfile import ZipFile

import orjson
import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, Table, insert, select

from tests.factories import STARTED, make_play, make_player
from tests.features.monitoring.making import RULES, T, make_observed
from tests.web.conftest import HOUR, OWNER, PASSWORD, Desk, opened
from watchkeeper.db.backup import Backups
from watchkeeper.db.tables import metadata
from watchkeeper.domain.facts import PlayId, ServerId, UserId
from watchkeeper.domain.session import Person
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.errors import ConflictError, InputError, NotFoundError
from watchkeeper.features.history import write_play
from watchkeeper.features.history.edits import PlayEdit
from watchkeeper.features.monitoring import Keeping
from watchkeeper.features.monitoring.advance import advance
from watchkeeper.features.monitoring.events import SessionEnded
from watchkeeper.features.monitoring.known import Known
from watchkeeper.features.monitoring.opening import Look, Sighting
from watchkeeper.features.monitoring.recorder import Recorder
from watchkeeper.features.privacy import PersonalData
from watchkeeper.features.privacy.erasure import Erasure
from watchkeeper.features.privacy.queries import erasing
from watchkeeper.features.privacy.traces import Traces
from watchkeeper.features.system.job import JobState
from watchkeeper.features.users import KnownPerson, Privacy, User
from watchkeeper.features.users.queries import insert_user
from watchkeeper.main.adapters import SESSION_WORDS
from watchkeeper.runtime.logs import LogOptions, configure_logging
from watchkeeper.runtime.redaction import Redactor

SERVER, ADA, BO = ServerId(1), UserId(70_077_001), UserId(102)
NAME, OWN_NAME, MAIL = "ada_of_the_sea", "Countess Ada", "ada.sea@example.org"
ADDRESS, MACHINE = "203.0.113.77", "phone-of-the-countess"
TRACES = (NAME, OWN_NAME, MAIL, ADDRESS, MACHINE, "Adas Fon", str(ADA))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Desk]:
    configure_logging(LogOptions(folder=tmp_path / "logs"), Redactor())
    async with opened(tmp_path, owner=OWNER, password=SecretStr(PASSWORD)) as desk:
        await desk.app.servers.know("machine-1", "Harbour House")
        await furnish(desk)
        yield desk
    configure_logging(LogOptions(), Redactor())
    for handler in logging.getLogger().handlers[:]:
        logging.getLogger().removeHandler(handler)


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


def everything_in(desk: Desk) -> dict[str, str]:
    """All rows as text, sealed ones opened; all files as text."""
    found: dict[str, str] = {}

    def rows(conn: Connection) -> None:
        for name, table in metadata.tables.items():
            values = [list(row) for row in conn.execute(select(table))]
            found[name] = orjson.dumps(values, default=str).decode()
        for content in conn.execute(select(metadata.tables["kept_row"].c.content)).scalars():
            if not content.startswith("{"):
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


async def test_s23_no_store_has_a_trace_of_an_erased_person(house: Desk) -> None:
    places = {trace.split(" in ")[1] for trace in traces_in(house)}
    assert {"play", "play_deleted", "audit", "job", "plan", "sealed", "user"} <= places
    Backups(house.app.db.path).add("by_hand", STARTED)
    await erase(house)
    assert traces_in(house) == []


async def test_s23_nobody_else_loses_anything(house: Desk) -> None:
    await erase(house)
    texts = everything_in(house)
    assert "bo" in texts["play"]
    assert "nothing of interest" in texts[str(house.app.data_folder / "logs" / "watchkeeper.log")]
    assert '"bo\\":1' in texts["job"]
    assert len(house.app.columns) == 1
    assert await house.app.history.check() == []


async def test_s23_an_erased_person_is_nowhere_in_memory(house: Desk) -> None:
    await erase(house)
    assert await house.app.users.get(SERVER, ADA) is None
    assert all(person.first.user_id != ADA for person in await house.app.people.all())
    assert house.app.users.named(SERVER).get(ADA) is None


async def test_the_record_says_that_somebody_was_erased_but_not_who(house: Desk) -> None:
    await erase(house)
    entry = (await house.app.audit.page(limit=1)).entries[0]
    assert (entry.note.action, entry.note.who) == ("person_erased", OWNER)
    [job] = [one for one in await house.app.jobs.all() if one.kind == "erase_person"]
    assert (job.inputs, job.name) == ({}, "Erase a person")


async def test_backups_stay_unless_the_owner_says_otherwise(house: Desk) -> None:
    Backups(house.app.db.path).add("by_hand", STARTED)
    await erase(house, backups=())
    assert len(Backups(house.app.db.path).all()) == 1


async def test_those_backups_go_that_the_owner_chose(house: Desk) -> None:
    backups = Backups(house.app.db.path)
    first, second = (backups.add("by_hand", STARTED + hour * HOUR) for hour in (0, 1))
    with pytest.raises(NotFoundError):
        await erase(house, backups=["watchkeeper-20000101T000000Z-by_hand.db"])
    await erase(house, backups=[first.path.name])
    assert [one.path for one in backups.all()] == [second.path]


async def test_a_stream_of_an_erased_account_belongs_to_nobody_and_is_not_kept(
    house: Desk,
) -> None:
    await erase(house)
    person = await house.app.users.match(SERVER, ADA, NAME)
    assert (person.user_id, person.username) == (-1, "Erased person")
    known = await house.app.users.get(SERVER, person.user_id)
    assert known is not None
    assert not known.keep_history


async def test_a_stream_that_ran_when_its_person_was_erased_leaves_nothing(house: Desk) -> None:
    app = house.app
    keeping = Keeping(
        record=app.history, words=SESSION_WORDS, people=app.users, libraries=app.libraries
    )
    recorder = Recorder(SERVER, app.db, keeping)
    seen = make_observed(account_id=ADA, account_title=NAME, machine_id=MACHINE)
    begun = advance(Known(), Look([Sighting(seen, Person(ADA, NAME, NAME))], T), RULES).known
    later = replace(seen, view_offset=HOUR * 1000)
    running = advance(begun, Look([Sighting(later, Person(ADA, NAME, NAME))], T + HOUR), RULES)
    await recorder.save(running.known, T + HOUR, T + HOUR)
    await erase(house)
    [session] = running.known.sessions.values()
    await recorder.save(running.known, T + HOUR + 60, T + HOUR + 60)
    ended = SessionEnded(session=session, at=T + HOUR + 60, view_offset=HOUR * 1000)
    assert (await recorder.close(ended, RULES)).play_id is None
    assert traces_in(house) == []


async def test_what_was_being_written_when_a_person_was_erased_goes_too(
    house: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = [make_play(**of_ada(30))]
    erase_part = erasing.erase_part

    def slow(conn: Connection, table: Table, traces: Traces) -> int:
        done = erase_part(conn, table, traces)
        if table.name == "play" and not done and late:
            write_play(conn, late.pop(), WatchedRule())
        return done

    monkeypatch.setattr(erasing, "erase_part", slow)
    await erase(house)
    assert not late
    assert traces_in(house) == []


async def test_an_erased_account_is_recorded_again_once_its_mark_is_dropped(house: Desk) -> None:
    await erase(house)
    assert house.app.erased.is_erased(SERVER, ADA)
    [mark] = house.app.erased.all()
    await house.app.erased.drop(mark.id)
    assert not house.app.erased.is_erased(SERVER, ADA)


async def test_what_is_held_is_told_before(house: Desk) -> None:
    held = await house.app.personal_data.held(await ada_of(house))
    assert held.counts["plays"] == 4
    assert held.counts["deleted plays that could be restored"] == 1
    assert held.counts["sign-ins"] == 2
    assert held.backups == ()


async def test_an_owner_and_nobody_cannot_be_erased(house: Desk) -> None:
    data: PersonalData = house.app.personal_data
    owner = User(id=9, server_id=SERVER, user_id=UserId(9), username="olga", is_admin=True)
    with pytest.raises(InputError, match="owner"):
        await data.erase(KnownPerson((owner,)), OWNER)
    local = await house.app.people.get(SERVER, UserId(0))
    with pytest.raises(InputError, match="Local"):
        await data.erase(local, OWNER)


async def test_nobody_is_erased_while_an_import_runs(house: Desk) -> None:
    def begin(conn: Connection) -> None:
        values: dict[str, Any] = {
            "kind": "import_tautulli",
            "state": "running",
            "name": "x",
            "inputs": "{}",
        }
        values |= {"progress": 0, "message": "", "created_at": STARTED}
        conn.execute(insert(metadata.tables["job"]).values(values))

    await house.app.db.write(begin)
    with pytest.raises(ConflictError, match="import"):
        await house.app.personal_data.erase(await ada_of(house), OWNER)


@pytest.mark.parametrize("step", ["_files", "_close", "_memory", "_compact"])
async def test_f28_an_erasure_that_breaks_off_goes_on_and_leaves_nothing(
    house: Desk, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    whole = getattr(Erasure, step)

    def broken(*_args: object) -> object:
        raise InputError("the power went away")

    monkeypatch.setattr(Erasure, step, broken)
    person = await ada_of(house)
    job_id = await house.app.personal_data.erase(person, OWNER, backups="all")
    assert (await house.app.jobs.wait(job_id)).state is JobState.FAILED
    monkeypatch.setattr(Erasure, step, whole)
    await house.app.jobs.go_on(job_id)
    assert (await house.app.jobs.wait(job_id)).state is JobState.DONE
    assert traces_in(house) == []


async def test_what_is_handed_out_has_all_of_theirs_and_no_secret(house: Desk) -> None:
    person = await ada_of(house)
    [job] = await house.app.personal_data.files(person)
    path = await house.app.personal_data.file(person, job.id)
    with ZipFile(path) as archive:
        plays = orjson.loads(archive.read("plays.json"))
        users = orjson.loads(archive.read("user.json"))
        names = set(archive.namelist())
        table = archive.read("plays.csv").decode().splitlines()
    assert [play["username"] for play in plays] == [NAME] * 4
    assert len(table) == 5
    assert users[0]["email"] == MAIL
    assert "tokens_sealed" not in users[0]
    assert {"sign_in.json", "kept_row.json", "audit.json", "play_deleted.json"} <= names


async def test_the_file_of_a_person_is_given_for_nobody_else(house: Desk) -> None:
    [job] = await house.app.personal_data.files(await ada_of(house))
    await house.sign_in()
    assert (await house.get(f"/users/1/{ADA}/export/{job.id}")).status_code == 200
    assert (await house.get(f"/users/1/{BO}/export/{job.id}")).status_code == 404
