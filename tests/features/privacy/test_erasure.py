"""S23: erase a person and search every store for traces."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zipfile import ZipFile

import orjson
import pytest
from sqlalchemy import Connection, Table, insert

from tests.factories import STARTED, make_play
from tests.features.monitoring.making import RULES, T, make_observed
from tests.features.privacy.house import (
    ADA,
    BO,
    MACHINE,
    MAIL,
    NAME,
    SERVER,
    ada_of,
    erase,
    everything_in,
    of_ada,
    traces_in,
)
from tests.web.conftest import HOUR, OWNER, Desk
from watchkeeper.db.backup import Backups
from watchkeeper.db.tables import metadata
from watchkeeper.domain.facts import UserId
from watchkeeper.domain.session import Person
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.errors import ConflictError, InputError, NotFoundError
from watchkeeper.features.history import write_play
from watchkeeper.features.monitoring import Keeping
from watchkeeper.features.monitoring.advancing.advance import advance
from watchkeeper.features.monitoring.advancing.known import Known
from watchkeeper.features.monitoring.advancing.opening import Look, Sighting
from watchkeeper.features.monitoring.events import SessionEnded
from watchkeeper.features.monitoring.keeping.recorder import Recorder
from watchkeeper.features.privacy import PersonalData
from watchkeeper.features.privacy.erasure import Erasure
from watchkeeper.features.privacy.queries import erasing
from watchkeeper.features.privacy.traces import Traces
from watchkeeper.features.system.jobs.job import JobState
from watchkeeper.features.users import KnownPerson, User
from watchkeeper.main.adapters import SESSION_WORDS


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
