"""Dry runs over very many plays: a job, whose result is shown until the notifier is changed."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import anyio
import pytest

from tests.factories import STARTED
from tests.features.notifications.test_rehearsal import made
from tests.web.conftest import HOUR, OWNER, PASSWORD, Desk, opened
from watchkeeper.errors import InputError
from watchkeeper.features.notifications import Notifier
from watchkeeper.features.notifications.notifiers.edit import NotifierEdit
from watchkeeper.features.notifications.rehearsal import DryRun, rehearsals
from watchkeeper.features.notifications.rehearsal.dryrun import Tell
from watchkeeper.features.system.jobs.job import Job, JobState
from watchkeeper.settings import Secret


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr(rehearsals, "MOST_AT_ONCE", 2)
    async with opened(tmp_path, owner=OWNER, password=Secret(PASSWORD)) as found:
        await found.app.servers.know("machine-1", "Harbour House")
        await found.furnish()
        found.clock.advance(STARTED + 48 * HOUR - found.clock.now())
        yield found


async def notifier_of(desk: Desk) -> Notifier:
    return await made(desk, "discord", triggers={"on_play": True})


async def test_many_plays_are_rehearsed_by_a_job_that_tells_its_days(desk: Desk) -> None:
    notifier = await notifier_of(desk)
    begun = await desk.app.rehearsals.of(notifier, 30)
    assert isinstance(begun, Job)
    job = await desk.app.jobs.wait(begun.id)
    assert (job.state, job.progress, job.total) == (JobState.DONE, 30, 30)
    found = await desk.app.rehearsals.of(notifier, 30)
    assert isinstance(found, DryRun)
    assert found == await desk.app.dry_runs.run(notifier, 30)
    assert (found.count, job.result) == (3, {"messages": 3})


async def test_few_plays_are_rehearsed_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsals, "MOST_AT_ONCE", 3)
    assert isinstance(await desk.app.rehearsals.of(await notifier_of(desk), 30), DryRun)
    of_servers = await made(desk, "discord", triggers={"on_intdown": True})
    monkeypatch.setattr(rehearsals, "MOST_AT_ONCE", 0)
    assert isinstance(await desk.app.rehearsals.of(of_servers, 30), DryRun)


async def test_a_changed_notifier_is_rehearsed_anew(desk: Desk) -> None:
    notifier = await notifier_of(desk)
    begun = await desk.app.rehearsals.of(notifier, 30)
    assert isinstance(begun, Job)
    await desk.app.jobs.wait(begun.id)
    edit = NotifierEdit(friendly_name="Another name")
    changed = await desk.app.notifiers.edit(notifier.server_id, notifier.number, edit)
    anew = await desk.app.rehearsals.of(changed, 30)
    assert isinstance(anew, Job)
    assert anew.id != begun.id


async def test_what_a_job_found_is_not_shown_for_ever(desk: Desk) -> None:
    notifier = await notifier_of(desk)
    begun = await desk.app.rehearsals.of(notifier, 30)
    assert isinstance(begun, Job)
    await desk.app.jobs.wait(begun.id)
    desk.clock.advance(rehearsals.KEEP_SECONDS)
    assert isinstance(await desk.app.rehearsals.of(notifier, 30), Job)


async def test_one_job_looks_until_it_was_stopped_and_then_another_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    notifier = await notifier_of(desk)
    monkeypatch.setattr(desk.app.dry_runs, "run", without_end)
    begun = await desk.app.rehearsals.of(notifier, 30)
    again = await desk.app.rehearsals.of(notifier, 30)
    assert isinstance(begun, Job)
    assert isinstance(again, Job)
    assert again.id == begun.id
    await desk.app.jobs.stop(begun.id)
    await desk.app.jobs.wait(begun.id)
    anew = await desk.app.rehearsals.of(notifier, 30)
    assert isinstance(anew, Job)
    assert anew.id != begun.id


async def test_a_page_that_waits_for_a_stopped_job_begins_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.sign_in()
    notifier = await notifier_of(desk)
    monkeypatch.setattr(desk.app.dry_runs, "run", without_end)
    path = f"/notifications/1/{notifier.number}?tab=dry-run&days=30"
    page = await desk.text(path)
    waited_for = re.search(r'hx-get="[^"]+&days=30&job=(\d+)"', page)
    assert waited_for, page
    await desk.app.jobs.stop(int(waited_for[1]))
    await desk.app.jobs.wait(int(waited_for[1]))
    page = await desk.text(f"{path}&job={waited_for[1]}")
    assert "It was ended before everything was looked at." in page
    assert "hx-trigger" not in page.split('id="dry-run"')[1]
    assert [job.id for job in await desk.app.jobs.all()] == [int(waited_for[1])]


async def without_end(*_asked: object, tell: Tell) -> DryRun:
    await tell(0)
    await anyio.sleep_forever()
    raise AssertionError


async def test_the_page_shows_how_far_it_is_and_then_what_was_found(desk: Desk) -> None:
    await desk.sign_in()
    notifier = await notifier_of(desk)
    path = f"/notifications/1/{notifier.number}?tab=dry-run&days=30"
    page = await desk.text(path)
    assert "What it would have sent is being looked for" in page
    assert re.search(r">\d+ of 30 days<", page)
    assert 'hx-select="#dry-run"' in page
    [job] = await desk.app.jobs.all(limit=1)
    await desk.app.jobs.wait(job.id)
    page = await desk.text(path)
    assert "In the last 30 days this would have sent 3." in page
    assert "hx-trigger" not in page.split('id="dry-run"')[1]


async def test_conditions_that_cannot_be_read_begin_no_job(desk: Desk) -> None:
    notifier = await notifier_of(desk)
    broken = replace(notifier, content={**notifier.content, "custom_conditions_logic": "{1} and"})
    with pytest.raises(InputError):
        await desk.app.rehearsals.of(broken, 30)
    assert await desk.app.jobs.all() == []
