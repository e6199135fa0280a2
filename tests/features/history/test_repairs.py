"""Putting findings right, in one change that can be taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import STARTED, make_play, make_player
from tests.features.history.conftest import Record
from tests.features.history.test_corrections import make_item, whole_rows
from watchkeeper.columns.defects import TimeFault
from watchkeeper.domain.clusters import clusters
from watchkeeper.domain.facts import PlayId, ServerId, UserId
from watchkeeper.domain.play import PlaySource
from watchkeeper.features.history import Corrections, Defect, PlayRow, Repairs, mended
from watchkeeper.features.history.changes import Changed
from watchkeeper.features.history.edits import check_times
from watchkeeper.features.history.links import Link
from watchkeeper.features.history.queries import changing, grouping
from watchkeeper.features.history.repair.findings import better
from watchkeeper.features.libraries import Inventory
from watchkeeper.features.system.audit.audit_entry import AuditNote

NOW = STARTED + 1_000_000


@pytest.fixture
def repairs(record: Record) -> Repairs:
    inventory = Inventory(record.db, record.clock, record.bus, lambda _server: None)
    corrections = Corrections(record.db, record.clock, record.history, inventory)
    return Repairs(record.db, record.columns, record.clock, record.history, corrections)


async def defective(record: Record) -> None:
    """One finding of each kind and more of some."""
    await record.history.record(make_play(stopped=STARTED - 5))
    await record.history.record(make_play(rating_key=501, started=5, stopped=60))
    await record.history.record(make_play(rating_key=502, started=STARTED + 50_000))
    await record.history.record(
        make_play(rating_key=502, started=STARTED + 50_002, source=PlaySource.IMPORTED)
    )
    for number in (1, 2):
        await record.history.record(
            make_play(
                rating_key=503,
                started=STARTED + number * 100_000,
                stopped=STARTED + number * 100_000 + 600,
                view_offset=number * 600_000,
                full_title=f"Title {number}",
                guid="",
            )
        )


@pytest.mark.parametrize("kind", list(Defect))
async def test_each_kind_is_put_right_and_taken_back_to_the_last_bit(
    record: Record, repairs: Repairs, kind: Defect
) -> None:
    await defective(record)
    if kind is Defect.SPLIT:
        await record.history.record(make_play(rating_key=504, view_offset=1000))
        await record.history.record(
            make_play(rating_key=504, view_offset=2000, started=STARTED + 300_000)
        )
        await Corrections(
            record.db,
            record.clock,
            record.history,
            Inventory(record.db, record.clock, record.bus, lambda _server: None),
        ).split([PlayId(7), PlayId(8)], "ada")
    before = await whole_rows(record)
    found = (await repairs.findings())[kind]
    done = await repairs.fix(kind, None, "ada")
    assert done.findings
    assert done.audit_id is not None
    assert len((await repairs.findings())[kind]) == len(found) - done.findings
    assert await record.history.check() == []
    await record.history.undo(done.audit_id, "ada")
    assert await whole_rows(record) == before
    assert await record.history.check() == []


async def test_a_title_that_got_another_name_stays_one_viewing(
    record: Record, repairs: Repairs
) -> None:
    for number, (title, guid) in enumerate(
        [
            ("Ebb", "plex://movie/ebb"),
            ("Flow", "plex://movie/flow"),
            ("Ebb (Restored)", "plex://movie/ebb"),
            ("EBB", "com.plexapp.agents.imdb://tt9?lang=en"),
        ]
    ):
        started = STARTED + number * 100_000
        await record.history.record(
            make_play(started=started, stopped=None, full_title=title, guid=guid)
        )
    note = AuditNote(at=1, who="ada", action=Changed.REGROUPED.value, subject="")
    await record.db.write(grouping.regroup_as, dict.fromkeys(range(1, 5), 1), note)
    await record.history.changed()
    assert [one.play_ids for one in (await repairs.findings())[Defect.MIXED]] == [(1, 2, 3, 4)]
    await repairs.fix(Defect.MIXED, None, "ada")
    rows = await record.history.plays([PlayId(number) for number in range(1, 5)])
    assert [rows[PlayId(number)].reference_id for number in range(1, 5)] == [1, 2, 1, 1]
    assert (await repairs.findings())[Defect.MIXED] == []


async def test_a_play_of_which_nobody_knows_when_it_was_leaves_the_figures(
    record: Record, repairs: Repairs
) -> None:
    await record.history.record(make_play(started=5, stopped=60))
    await repairs.fix(Defect.TIMES, {"1"}, "ada")
    row = await record.history.play(PlayId(1))
    assert row is not None
    assert not row.is_counted
    assert (await repairs.findings())[Defect.TIMES] == []


async def test_of_two_records_the_one_that_tells_more_stays(
    record: Record, repairs: Repairs
) -> None:
    await record.history.record(make_play(stopped=STARTED + 100))
    await record.history.record(make_play(started=STARTED + 1, source=PlaySource.IMPORTED))
    [finding] = await repairs.ordered((await repairs.findings())[Defect.DOUBLE])
    assert finding.play_ids == (2, 1)
    assert finding.dropped == (1,)
    one = await record.history.play(PlayId(1))
    assert one is not None
    same = replace(one, id=PlayId(9), source=PlaySource.IMPORTED)
    assert better(same, one) is one


async def test_f19_a_crash_while_linking_leaves_nothing_half_done(
    record: Record, repairs: Repairs, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        await record.history.record(make_play(rating_key=500 + number))
    before = await whole_rows(record)

    def dies(*_args: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(changing, "write_audit", dies)
    inventory = Inventory(record.db, record.clock, record.bus, lambda _server: None)
    corrections = Corrections(record.db, record.clock, record.history, inventory)
    with pytest.raises(KeyboardInterrupt):
        await corrections.move(dict.fromkeys(range(1, 6), Link.to(make_item())), "ada")
    assert await whole_rows(record) == before
    assert await record.history.check() == []


ROWS = st.fixed_dictionaries(
    {
        "started": st.integers(-10, NOW + 10_000_000),
        "stopped": st.one_of(st.none(), st.integers(-10, NOW + 10_000_000)),
        "paused_seconds": st.integers(-100_000, 100_000),
        "duration": st.one_of(st.none(), st.integers(0, 20_000_000)),
        "view_offset": st.one_of(st.none(), st.integers(0, 20_000_000)),
    }
)


ROW = PlayRow(
    id=PlayId(1),
    reference_id=PlayId(1),
    server_id=ServerId(1),
    started=STARTED,
    stopped=STARTED,
    paused_seconds=0,
    user_id=UserId(101),
    username="ada",
    friendly_name=None,
    user_thumb=None,
    media_type="movie",
    live=False,
    rating_key=500,
    parent_rating_key=None,
    grandparent_rating_key=None,
    section_id=None,
    library_name=None,
    full_title="The Tide",
    duration=None,
    marker_credits_first=None,
    marker_credits_final=None,
    view_offset=None,
    ip_address=None,
    bandwidth=None,
    location=None,
    quality_profile=None,
    secure=None,
    relayed=None,
    source=PlaySource.RECORDED,
    player=make_player(),
    transcode_decision="",
    video_full_resolution=None,
    stream_video_full_resolution=None,
    item={},
    raw={},
    percent_complete=0,
    watched_status=0,
)


@given(values=ROWS, fault=st.sampled_from(TimeFault))
def test_mended_times_are_possible_times(values: dict[str, int | None], fault: TimeFault) -> None:
    row = replace(ROW, **values)  # type: ignore[arg-type]  # drawn to fit
    after = mended(row, fault, NOW)
    if "is_counted" in after:
        return
    started = after.get("started", row.started)
    stopped = after.get("stopped", row.stopped)
    if stopped is not None and fault is not TimeFault.PAUSED:
        check_times(started, stopped, after["paused_seconds"])
    assert after["paused_seconds"] >= 0


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), max_size=40))
def test_clusters_hold_each_number_once_and_keep_pairs_together(
    pairs: list[tuple[int, int]],
) -> None:
    found = clusters(pairs)
    numbers = [number for ids in found.values() for number in ids]
    assert sorted(numbers) == sorted({number for pair in pairs for number in pair})
    homes = {number: lowest for lowest, ids in found.items() for number in ids}
    assert all(homes[one] == homes[other] for one, other in pairs)
