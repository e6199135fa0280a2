from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest
from sqlalchemy import update

from tests.fakes.clock import FakeClock
from tests.features.importers.conftest import House
from tests.features.importers.tautulli_files import (
    FIRST_START,
    OTHER_SERVER,
    SERVER,
    TautulliMaker,
)
from watchkeeper.db.backup import Backups
from watchkeeper.db.tables import (
    item,
    kept_row,
    last_stop,
    library,
    play,
    preference,
    server,
    sign_in,
    stream,
    user,
)
from watchkeeper.domain.facts import PlayId, ServerId, UserId
from watchkeeper.domain.notices.agents import REFUSALS
from watchkeeper.domain.play import NewPlay, PlayerFacts, PlaySource
from watchkeeper.errors import InputError
from watchkeeper.features.history.queries.record import record_many_now
from watchkeeper.features.importers import FileOrder, Importers, render_table
from watchkeeper.features.importers.fate import Fate
from watchkeeper.features.importers.notifier_problems import SCRIPTS_NEED
from watchkeeper.features.preferences.groups import Notifying, Recording
from watchkeeper.features.system.kept import Kept

pytestmark = pytest.mark.anyio

NOTIFIERS = "notifiers"


async def test_plays_keep_their_numbers_groups_and_every_stated_value(
    house: House, maker: TautulliMaker
) -> None:
    maker.play(5)
    maker.play(
        9,
        reference_id=5,
        secure=None,
        paused_counter=None,
        parent_rating_key=None,
        bandwidth="",
        item={"year": "", "summary": None},
        stream={"bitrate": "", "video_width": 1920},
    )
    report = await house.importers.import_and_wait(FileOrder(path=maker.write()))
    first, second = house.rows(play)
    assert (first["id"], second["id"], second["reference_id"]) == (5, 9, 5)
    assert (second["secure"], second["paused_seconds"], second["bandwidth"]) == (None, 0, None)
    assert orjson.loads(second["raw"])["row"] == {
        "paused_counter": None,
        "parent_rating_key": None,
        "grandparent_rating_key": "",
        "bandwidth": "",
    }
    facts = {row["id"]: orjson.loads(row["facts"]) for row in house.rows(item)}
    assert facts[second["item_id"]]["year"] == ""
    assert facts[second["item_id"]]["summary"] is None
    streamed = {row["id"]: orjson.loads(row["facts"]) for row in house.rows(stream)}
    assert streamed[second["stream_id"]]["bitrate"] == ""
    assert streamed[second["stream_id"]]["video_width"] == 1920
    assert report.fates[Fate.NEW] == 2
    assert house.follower.calls == 1


async def test_a_second_run_changes_nothing(house: House, maker: TautulliMaker) -> None:
    for row_id in (1, 2, 3):
        maker.play(row_id)
    maker.add("user_login", id=1, timestamp=5, user="ann", success=1)
    maker.add("notifiers", id=4, agent_name="email", agent_label="Email", notifier_config="{}")
    order = FileOrder(path=maker.write())
    await house.importers.import_and_wait(order)
    tables = (play, user, library, sign_in, kept_row, item, stream)
    before = [house.rows(table) for table in tables]
    report = await house.importers.import_and_wait(order)
    assert [house.rows(table) for table in tables] == before
    assert report.fates == {Fate.KNOWN: 3}
    assert sum(report.tables.values()) == 0


async def test_a_grown_file_adds_only_what_is_new(house: House, maker: TautulliMaker) -> None:
    maker.play(1)
    await house.importers.import_and_wait(FileOrder(path=maker.write()))
    maker.play(2)
    report = await house.importers.import_and_wait(FileOrder(path=maker.write()))
    assert report.fates == {Fate.KNOWN: 1, Fate.NEW: 1}
    assert [row["id"] for row in house.rows(play)] == [1, 2]


async def test_a_dry_run_counts_the_same_and_writes_nothing(
    house: House, maker: TautulliMaker
) -> None:
    maker.play(1)
    maker.play(2, user_id=8, user="ben", section_id=2)
    path = maker.write()
    dry = await house.importers.dry_run(FileOrder(path=path))
    assert house.rows(play) == []
    assert house.rows(server) == []
    real = await house.importers.import_and_wait(FileOrder(path=path))
    assert dry.years == real.years
    assert dry.people == real.people
    assert dry.libraries == real.libraries
    text = render_table(dry)
    assert "2023" in text
    assert "Ann" in text
    assert "Movies" in text
    assert "would be taken over" in text


async def test_a_number_in_use_here_gives_the_play_another_one_for_good(
    house: House, maker: TautulliMaker
) -> None:
    server_id = (await house.around.servers.know(SERVER, "Home")).id
    house.db.write_now(record_many_now, [_own_play(1, server_id, started=1_600_000_000)])
    maker.play(1)
    maker.play(2, reference_id=1)
    order = FileOrder(path=maker.write())
    report = await house.importers.import_and_wait(order)
    assert report.fates == {Fate.RENUMBERED: 1, Fate.NEW: 1}
    numbers = {row["id"]: row["reference_id"] for row in house.rows(play)}
    assert numbers == {1: 1, 2: 3, 3: 3}
    maker.play(3)
    report = await house.importers.import_and_wait(FileOrder(path=maker.write()))
    assert report.fates == {Fate.KNOWN: 2, Fate.RENUMBERED: 1}
    assert sorted(row["id"] for row in house.rows(play)) == [1, 2, 3, 4]


async def test_a_group_whose_first_row_is_gone_joins_no_play_recorded_here(
    house: House, maker: TautulliMaker
) -> None:
    server_id = (await house.around.servers.know(SERVER, "Home")).id
    house.db.write_now(record_many_now, [_own_play(1, server_id, started=1_600_000_000)])
    maker.play(5, reference_id=1)
    maker.play(6, reference_id=1)
    maker.play(7, reference_id=2)
    await house.importers.import_and_wait(FileOrder(path=maker.write()))
    maker.play(8, reference_id=1)
    await house.importers.import_and_wait(FileOrder(path=maker.write()))
    numbers = {row["id"]: row["reference_id"] for row in house.rows(play)}
    assert numbers == {1: 1, 5: 5, 6: 5, 7: 2, 8: 5}


async def test_an_import_without_news_pushes_no_backup_out(
    house: House, maker: TautulliMaker
) -> None:
    maker.play(1)
    path = maker.write()
    await house.importers.import_and_wait(FileOrder(path=path))
    backups = Backups(house.db.path)
    before = [backup.path for backup in backups.all()]
    clock = house.around.clock
    assert isinstance(clock, FakeClock)
    clock.advance(3600)
    await house.importers.import_and_wait(FileOrder(path=path))
    assert [backup.path for backup in backups.all()] == before
    assert len(before) == 1


@pytest.mark.parametrize(
    "value", [0.1 + 0.2, b"\xff\x00raw", b"text", 2**62, 'caf\u00e9\n"x"\x00', ""]
)
async def test_odd_values_are_read_as_exactly_as_usual_ones(
    house: House, maker: TautulliMaker, value: str | float | bytes
) -> None:
    maker.play(1, item={"year": value}, stream={"bitrate": value, "container": "mkv"})
    maker.play(2, item={"year": 1999}, stream={"bitrate": 7, "container": "mkv"})
    await house.importers.import_and_wait(FileOrder(path=maker.write()))
    facts = [orjson.loads(row["facts"]) for row in house.rows(stream)]
    expected = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    assert [words["bitrate"] for words in facts] == [expected, 7]
    assert [orjson.loads(row["facts"])["year"] for row in house.rows(item)] == [expected, 1999]


async def test_plays_of_equal_descriptions_share_one_row_each(
    house: House, maker: TautulliMaker
) -> None:
    for number in range(1, 4):
        words = {"title": "Up", "full_title": "Up", "last_viewed_at": 1_600_000_000 + number}
        maker.play(number, rating_key=7, item=words)
    await house.importers.import_and_wait(FileOrder(path=maker.write()))
    assert len(house.rows(item)) == len(house.rows(stream)) == 1
    assert [orjson.loads(row["raw"])["item"]["last_viewed_at"] for row in house.rows(play)] == [
        1_600_000_001,
        1_600_000_002,
        1_600_000_003,
    ]


async def test_a_viewing_recorded_by_both_is_kept_once(house: House, maker: TautulliMaker) -> None:
    server_id = (await house.around.servers.know(SERVER, "Home")).id
    started = FIRST_START + 4 * 10_000 - 7
    house.db.write_now(record_many_now, [_own_play(77, server_id, started=started)])
    maker.play(4, rating_key=5)
    order = FileOrder(path=maker.write())
    assert (await house.importers.import_and_wait(order)).fates == {Fate.RECORDED_HERE: 1}
    assert (await house.importers.import_and_wait(order)).fates == {Fate.KNOWN: 1}
    assert [row["id"] for row in house.rows(play)] == [77]


async def test_a_play_corrected_here_stays_corrected(house: House, maker: TautulliMaker) -> None:
    maker.play(1)
    order = FileOrder(path=maker.write())
    await house.importers.import_and_wait(order)
    house.db.write_now(
        lambda conn: (
            conn.execute(update(play).values(started=5, source=PlaySource.REPAIRED.value)).rowcount
        )
    )
    assert (await house.importers.import_and_wait(order)).fates == {Fate.KNOWN: 1}
    assert [row["started"] for row in house.rows(play)] == [5]


async def test_two_tautullis_of_two_servers_live_side_by_side(
    house: House, maker: TautulliMaker
) -> None:
    maker.play(1)
    path = maker.write()
    await house.importers.import_and_wait(FileOrder(path=path))
    other = FileOrder(path=path, server=OTHER_SERVER)
    report = await house.importers.import_and_wait(other)
    assert report.fates == {Fate.RENUMBERED: 1}
    assert (await house.importers.import_and_wait(other)).fates == {Fate.KNOWN: 1}
    assert [row["server_id"] for row in house.rows(play)] == [1, 2]


async def test_people_and_libraries_keep_row_numbers_over_rows_made_here(
    house: House, maker: TautulliMaker
) -> None:
    server_id = (await house.around.servers.know(SERVER, "Home")).id
    local = await house.around.users.local(server_id)
    maker.rows["users"] = [
        {"id": local.id, "user_id": 7, "username": "ann", "friendly_name": "Ann"},
        {"id": 30, "user_id": 0, "username": "Local"},
    ]
    maker.play(1)
    await house.importers.import_and_wait(FileOrder(path=maker.write()))
    numbers = {row["user_id"]: row["id"] for row in house.rows(user)}
    assert numbers == {7: local.id, 0: 30}


async def test_what_an_owner_set_here_wins_over_the_tautulli(
    house: House, maker: TautulliMaker
) -> None:
    maker.play(1)
    path = maker.write()
    await house.importers.import_and_wait(FileOrder(path=path))
    house.db.write_now(
        lambda conn: (
            conn.execute(
                update(user).where(user.c.user_id == 7).values(friendly_name=None)
            ).rowcount
        )
    )
    await house.importers.import_and_wait(FileOrder(path=path))
    assert [row["friendly_name"] for row in house.rows(user)] == [None, None]


async def test_libraries_of_former_servers_stay_with_their_server(
    house: House, maker: TautulliMaker
) -> None:
    maker.library(8, 5, "Old Movies", OTHER_SERVER)
    maker.library(9, 6, "Nowhere", "")
    maker.play(1)
    await house.importers.import_and_wait(FileOrder(path=maker.write()))
    names = {row["id"]: row["identifier"] for row in house.rows(server)}
    found = {row["id"]: names[row["server_id"]] for row in house.rows(library)}
    assert found == {1: SERVER, 8: OTHER_SERVER}


async def test_s15_secrets_of_the_file_are_sealed(house: House, maker: TautulliMaker) -> None:
    maker.add(
        "notifiers", id=1, agent_name="email", notifier_config='{"password": "hunter2hunter2"}'
    )
    maker.add(
        "newsletters", id=1, id_name="weekly", cron="x", email_config='{"p": "letter-secret"}'
    )
    maker.add("mobile_devices", id=1, device_id="d", device_token="device-secret")
    maker.add("imgur_lookup", id=1, img_hash="h", delete_hash="delete-secret")
    maker.add("user_login", id=1, timestamp=5, user="ann", success=1, jwt_token="jwt-secret")
    maker.play(1)
    await house.importers.import_and_wait(FileOrder(path=maker.write()))
    house.db.close()
    content = b"".join(
        file.read_bytes() for file in house.db.path.parent.iterdir() if file.is_file()
    )
    for secret in ("hunter2", "letter-", "device-", "delete-", "jwt-"):
        assert f"{secret}secret".encode() not in content
        assert b"hunter2hunter2" not in content
    assert b"tok-secret-1" not in content


async def test_sealed_rows_can_be_opened_again(house: House, maker: TautulliMaker) -> None:
    maker.add("notifiers", id=3, agent_name="androidapp", agent_label="Android", friendly_name="Me")
    maker.play(1)
    await house.importers.import_and_wait(FileOrder(path=maker.write()))
    kept = next(row for row in house.rows(kept_row) if row["table_name"] == "notifiers")
    content = orjson.loads(house.around.sealer.open(kept["content"]))
    assert (kept["row_id"], content["friendly_name"]) == (3, "Me")
    assert (content["agent_name"], content["agent_label"]) == ("remoteapp", "Tautulli Remote App")


@pytest.mark.parametrize(("tells", "options"), [(True, None), (False, '{"is_silent": 1}')])
async def test_notifiers_stay_silent_unless_the_import_lets_them_tell(
    house: House, maker: TautulliMaker, tells: bool, options: str | None
) -> None:
    maker.add("notifiers", id=3, agent_id=20, agent_name="discord", agent_label="Discord")
    maker.play(1)
    order = FileOrder(path=maker.write(), notifiers_tell=tells)
    await house.importers.import_and_wait(order)
    kept = next(row for row in house.rows(kept_row) if row["table_name"] == "notifiers")
    content = orjson.loads(house.around.sealer.open(kept["content"]))
    assert content.get("options") == options


def notifiers(house: House) -> dict[int, str]:
    """The kept notifiers: what they are called, by number."""
    kept = [row for row in house.rows(kept_row) if row["table_name"] == NOTIFIERS]
    opened = {row["row_id"]: house.around.sealer.open(row["content"]) for row in kept}
    return {row_id: orjson.loads(text)["friendly_name"] for row_id, text in opened.items()}


async def test_what_was_deleted_here_does_not_come_back_with_a_repeated_import(
    house: House, maker: TautulliMaker
) -> None:
    maker.play(1)
    maker.add(NOTIFIERS, id=1, agent_id=20, friendly_name="Old")
    maker.add(NOTIFIERS, id=2, agent_id=25, friendly_name="Kept")
    maker.add("notify_log", id=7, timestamp=FIRST_START, agent_name="discord")
    await house.importers.import_and_wait(FileOrder(path=maker.write()))
    kept = Kept(house.db, house.around.sealer)
    server_id = ServerId(house.rows(server)[0]["id"])
    await kept.delete(server_id, NOTIFIERS, [1])
    await kept.delete(server_id, "notify_log")
    maker.add(NOTIFIERS, id=3, agent_id=10, friendly_name="Newer")
    report = await house.importers.import_and_wait(FileOrder(path=maker.write()))
    assert notifiers(house) == {2: "Kept", 3: "Newer"}
    assert (report.tables[NOTIFIERS], report.tables["notify_log"]) == (1, 0)


async def test_notifiers_made_here_before_the_first_import_are_kept_beside_those_of_the_file(
    house: House, maker: TautulliMaker
) -> None:
    server_id = (await house.around.servers.know(SERVER, "Den")).id
    kept = Kept(house.db, house.around.sealer)
    await kept.add(server_id, NOTIFIERS, {"agent_id": 25, "friendly_name": "Made here"})
    maker.play(1)
    maker.add(NOTIFIERS, id=1, agent_id=20, friendly_name="First of the file")
    maker.add(NOTIFIERS, id=4, agent_id=20, friendly_name="Second of the file")
    for _time in range(2):
        await house.importers.import_and_wait(FileOrder(path=maker.write()))
        assert notifiers(house) == {
            1: "Made here",
            4: "Second of the file",
            5: "First of the file",
        }


async def test_an_import_says_what_to_change_in_each_notifier(
    house: House, maker: TautulliMaker
) -> None:
    maker.add("notifiers", id=1, agent_id=8, agent_name="osx", friendly_name="Old Mac")
    maker.add("notifiers", id=2, agent_id=15, agent_name="scripts", agent_label="Script")
    maker.add("notifiers", id=3, agent_id=99, agent_name="gone", agent_label="Gone")
    maker.play(1)
    order = FileOrder(path=maker.write())
    for report in (
        await house.importers.dry_run(order),
        await house.importers.import_and_wait(order),
    ):
        assert [problem for problem in report.problems if problem.startswith("notifier")] == [
            f"notifier 1 (Old Mac): {REFUSALS['osx']}",
            f"notifier 2 (Script): {SCRIPTS_NEED}",
            "notifier 3 (Gone): there is no such agent here",
        ]


async def test_history_rows_without_companions_are_kept_aside_and_counted(
    house: House, maker: TautulliMaker
) -> None:
    maker.play(1)
    maker.play(2)
    maker.rows["session_history_metadata"].pop()
    maker.add("session_history_media_info", id=50, container="avi")
    report = await house.importers.import_and_wait(FileOrder(path=maker.write()))
    assert report.problems == {"history rows without companion rows, kept aside": 1}
    kept = {(row["table_name"], row["row_id"]) for row in house.rows(kept_row)}
    assert kept == {("session_history", 2), ("session_history_media_info", 50)}
    assert [row["id"] for row in house.rows(play)] == [1]


@pytest.mark.parametrize("start", [1_700_000_000_000, 2**62, -(2**62), "9" * 30, 1e300])
async def test_a_start_that_cannot_be_stops_no_import(
    house: House, maker: TautulliMaker, start: object
) -> None:
    maker.play(1)
    maker.play(2, started=start)
    path = maker.write()
    dry = await house.importers.dry_run(FileOrder(path=path))
    report = await house.importers.import_and_wait(FileOrder(path=path))
    assert dry.problems == report.problems
    assert sum(report.problems.values()) == 1
    assert [row["row_id"] for row in house.rows(kept_row)] == [2]
    assert [row["id"] for row in house.rows(play)] == [1]
    assert report.last_started == house.rows(play)[0]["started"]


async def test_numbers_that_no_play_can_have_are_kept_aside_and_not_counted(
    house: House, maker: TautulliMaker
) -> None:
    odd: dict[str, Any] = {"stopped": 2**62, "view_offset": "9" * 30, "paused_counter": -(2**62)}
    maker.play(1, **odd)
    await house.importers.import_and_wait(FileOrder(path=maker.write()))
    [row] = house.rows(play)
    assert [row[name] for name in ("stopped", "view_offset", "paused_seconds")] == [None, None, 0]
    kept = orjson.loads(row["raw"])["row"]
    assert {name: kept[name] for name in odd} == odd


async def test_a_stream_that_ran_when_the_program_stopped_becomes_one_play(
    house: House, maker: TautulliMaker
) -> None:
    maker.play(1)
    session = {"session_key": 3, "media_type": "movie", "rating_key": 900, "user_id": 7}
    times = {"started": FIRST_START + 50_000, "stopped": FIRST_START + 51_000, "paused_counter": 9}
    dump = orjson.dumps({"full_title": "Left", "labels": ["a", "b"], "stopped": 1}).decode()
    maker.add("sessions", id=1, user="ann", raw_stream_info=dump, **session, **times)
    maker.add("sessions", id=2, **{**session, **times, "stopped": FIRST_START + 50_060})
    order = FileOrder(path=maker.write())
    report = await house.importers.import_and_wait(order)
    assert report.tables["sessions"] == 1
    left = house.rows(play)[-1]
    assert (left["id"], left["reference_id"]) == (2, 2)
    assert left["stopped"] == FIRST_START + 51_000
    titles = {row["id"]: row["full_title"] for row in house.rows(item)}
    assert titles[left["item_id"]] == "Left"
    again = await house.importers.import_and_wait(order)
    assert again.tables["sessions"] == 0
    maker.play(2, rating_key=900, started=times["started"], stopped=times["stopped"])
    later = await house.importers.import_and_wait(FileOrder(path=maker.write()))
    assert later.fates[Fate.RECORDED_HERE] == 1
    assert len(house.rows(play)) == 2


async def test_the_newest_last_stop_is_kept(house: House, maker: TautulliMaker) -> None:
    maker.play(1)
    maker.add("sessions_continued", id=1, user_id=7, machine_id="m", media_type="movie", stopped=9)
    await house.importers.import_and_wait(FileOrder(path=maker.write()))
    assert [row["stopped"] for row in house.rows(last_stop)] == [9]


async def test_the_configuration_names_the_server_and_sets_preferences(
    house: House, maker: TautulliMaker
) -> None:
    maker.rows["library_sections"] = []
    maker.play(1)
    path = maker.write()
    with pytest.raises(InputError, match="machine identifier") as refused:
        await house.importers.import_file(FileOrder(path=path))
    assert refused.value.field == "server"
    key = "0123456789abcdef0123456789abcdef"
    path.with_name("config.ini").write_text(
        f"[General]\napi_key = {key}\n[PMS]\npms_identifier = {SERVER}\npms_name = Home\n"
        "[Monitoring]\nmovie_watched_percent = 70\nbuffer_wait = many\n"
    )
    report = await house.importers.import_and_wait(FileOrder(path=path, with_api_key=True))
    stored = {row["name"]: row["value"] for row in house.rows(preference)}
    assert stored == {"recording.movie_watched_percent": "70"}
    assert [row["name"] for row in house.rows(server)] == ["Home"]
    assert house.around.accounts.principal_of_key(key) is not None
    assert report.problems == {"setting buffer_wait without a usable value": 1}


async def test_settings_that_were_chosen_here_stay_and_the_others_follow_the_file(
    house: House, maker: TautulliMaker
) -> None:
    maker.play(1)
    path = maker.write()
    beside, preferences = path.with_name("config.ini"), house.around.preferences
    lines = "[Monitoring]\nnotify_recently_added_delay = {}\nmovie_watched_percent = {}\n"
    beside.write_text(lines.format(120, 70))
    await house.importers.import_and_wait(FileOrder(path=path))
    assert preferences.group(Notifying).notify_recently_added_delay == 120
    await preferences.change(Recording, {"movie_watched_percent": 92}, "owner")
    beside.write_text(lines.format(600, 75))
    await house.importers.import_and_wait(FileOrder(path=path))
    assert preferences.group(Notifying).notify_recently_added_delay == 600
    assert preferences.group(Recording).movie_watched_percent == 92


async def test_a_backup_is_made_before_anything_is_written(
    house: House, maker: TautulliMaker
) -> None:
    maker.play(1)
    await house.importers.import_and_wait(FileOrder(path=maker.write()))
    names = [path.name for path in (house.db.path.parent / "backups").iterdir()]
    assert len(names) == 1
    assert names[0].endswith("-before_import.db")


def _own_play(play_id: int, server_id: ServerId, *, started: int) -> NewPlay:
    return NewPlay(
        server_id=server_id,
        started=started,
        stopped=started + 3600,
        paused_seconds=0,
        user_id=UserId(7),
        username="ann",
        media_type="movie",
        rating_key=5,
        parent_rating_key=None,
        grandparent_rating_key=None,
        section_id=None,
        view_offset=None,
        ip_address=None,
        player=PlayerFacts(),
        item={"title": "Own"},
        stream={},
        source=PlaySource.RECORDED,
        id=PlayId(play_id),
        reference_id=PlayId(play_id),
    )


async def test_s23_people_who_were_erased_here_do_not_come_back(
    house: House, maker: TautulliMaker
) -> None:
    maker.play(1, user_id=5)
    maker.play(2, user_id=6)
    around = replace(house.around, is_erased=lambda _server_id, user_id: user_id == 5)
    report = await Importers(around).import_and_wait(FileOrder(path=maker.write()))
    assert [row["user_id"] for row in house.rows(play)] == [6]
    assert report.problems["history rows of erased people, left out"] == 1
    again = await Importers(around).import_and_wait(FileOrder(path=maker.write()))
    assert not again.has_news
