"""Messages arrive once, in order, after failures too; a dead channel delays nobody else."""

from __future__ import annotations

import tracemalloc
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from tests.fakes.clock import FakeClock
from watchkeeper.db.database import Database
from watchkeeper.db.tables import server
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.notices.agents import Agent, agent_of
from watchkeeper.domain.notices.message import Delivery
from watchkeeper.errors import InputError, NotFoundError, UnreachableError
from watchkeeper.features.notifications import (
    Draft,
    Notice,
    NoticeState,
    Notifiers,
    Outbox,
    Wording,
)
from watchkeeper.features.notifications.notifiers.edit import NotifierEdit
from watchkeeper.features.notifications.notifiers.options import Digest, Options
from watchkeeper.features.notifications.outbox.notice import PAUSES
from watchkeeper.features.notifications.outbox.sending import SendingParts
from watchkeeper.features.notifications.queries import outgoing as queries
from watchkeeper.runtime.clock import instant
from watchkeeper.runtime.sealing import Sealer

HERE = ServerId(1)
DISCORD = agent_of(20)


@dataclass
class FakeChannels:
    """Receivers by agent name; those that are dead do not answer."""

    arrived: list[str] = field(default_factory=list)
    failures: dict[str, Exception] = field(default_factory=dict)
    closes_after: int | None = None  # so many messages; then nobody answers any more

    async def send(self, delivery: Delivery) -> None:
        failure = self.failures.get(delivery.agent)
        if failure is not None:
            raise failure
        if len(self.arrived) == self.closes_after:
            raise UnreachableError("Closed.")
        self.arrived.append(delivery.message.body)


@dataclass
class Post:
    """An outbox with what surrounds it."""

    db: Database
    clock: FakeClock
    channels: FakeChannels
    notifiers: Notifiers
    outbox: Outbox

    async def draft(self, notifier: int, body: str, **more: object) -> Draft:
        found = await self.notifiers.get(HERE, notifier)
        assert found is not None
        facts: dict[str, object] = {
            "server_id": HERE,
            "notifier": notifier,
            "agent_id": found.content["agent_id"],
            "agent_name": found.content["agent_name"],
            "action": "play",
            "occurred_at": instant(self.clock),
            "subject": "s",
            "body": body,
        }
        return Draft(**{**facts, **more})  # type: ignore[arg-type]  # facts of several types

    async def states(self) -> list[str]:
        return [str(each.state) for each in reversed(await self.outbox.log(HERE))]


def agent(number: int) -> Agent:
    found = agent_of(number)
    assert found is not None
    return found


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    db, clock, channels = Database.open(tmp_path), FakeClock(), FakeChannels()
    await db.write(
        lambda conn: conn.execute(
            server.insert().values(id=1, name="Attic", url="", verify_tls=True, is_watched=True,
                                   added_at=1)
        )
    )  # fmt: skip
    notifiers = Notifiers(db, clock, Sealer.of_folder(tmp_path))
    await notifiers.add(HERE, agent(20))  # 1: Discord
    await notifiers.add(HERE, agent(25))  # 2: a webhook
    parts = SendingParts(
        db=db,
        clock=clock,
        notifiers=notifiers,
        channels=channels,
        zone=ZoneInfo("UTC"),
        marks=UUID(int=1),
    )
    yield Post(db, clock, channels, notifiers, Outbox(parts))
    db.close()


async def test_messages_arrive_in_their_order(post: Post) -> None:
    await post.outbox.add([await post.draft(1, str(number)) for number in range(5)])
    await post.outbox.drain()
    assert post.channels.arrived == ["0", "1", "2", "3", "4"]
    assert await post.states() == ["sent"] * 5


async def test_a_dead_channel_delays_no_other(post: Post) -> None:
    post.channels.failures["discord"] = UnreachableError("Nobody answers.")
    await post.outbox.add([await post.draft(1, "dead"), await post.draft(2, "alive")])
    await post.outbox.drain()
    assert post.channels.arrived == ["alive"]
    assert await post.states() == ["waiting", "sent"]
    failing = await post.notifiers.get(HERE, 1)
    assert failing is not None
    assert (failing.failing_since, failing.last_error) == (
        instant(post.clock),
        "Nobody answers.",
    )


async def test_f36_a_sink_that_was_down_for_an_hour_gets_all_once_and_late_ones_marked(
    post: Post,
) -> None:
    post.channels.failures["discord"] = UnreachableError("Down.")
    await post.outbox.add([await post.draft(1, "first"), await post.draft(1, "second")])
    for pause in PAUSES[:6]:
        await post.outbox.drain()
        post.clock.advance(pause)
    post.channels.failures.clear()
    await post.outbox.drain()
    assert [text.partition("\n")[0] for text in post.channels.arrived] == ["first", "second"]
    assert all("late: this happened on" in text for text in post.channels.arrived)
    healthy = await post.notifiers.get(HERE, 1)
    assert healthy is not None
    assert healthy.failing_since is None


async def test_f36_a_digest_of_a_day_outlasts_a_sink_that_is_down_for_an_hour(post: Post) -> None:
    minute = instant(post.clock) % 86_400 // 60  # in UTC: what happens now waits a whole day
    daily = Options(digest=Digest.DAILY, digest_at=minute)
    await post.notifiers.edit(HERE, 1, NotifierEdit(options=daily))
    await post.outbox.add([await post.draft(1, "of yesterday")])
    await post.outbox.drain()
    post.clock.advance(86_400)
    post.channels.failures["discord"] = UnreachableError("Down.")
    for pause in PAUSES[:6]:
        await post.outbox.drain()
        post.clock.advance(pause)
    assert await post.states() == ["waiting"]
    post.channels.failures.clear()
    await post.outbox.drain()
    assert [text.partition("\n")[0] for text in post.channels.arrived] == ["of yesterday"]


async def test_a_digest_is_one_message_of_those_that_a_limit_allows(post: Post) -> None:
    paced = Options(digest=Digest.GROUPED, digest_minutes=1, rate_count=2)
    await post.notifiers.edit(HERE, 1, NotifierEdit(options=paced))
    for bodies in (["a", "b", "c"], ["d"], ["e"]):
        await post.outbox.add([await post.draft(1, body) for body in bodies])
        post.clock.advance(60)
        await post.outbox.drain()
    assert await post.states() == [*["sent"] * 4, "waiting"]
    assert len(post.channels.arrived) == 2


async def test_what_is_sent_again_takes_nothing_with_it_that_waits_for_a_digest(
    post: Post,
) -> None:
    hourly = Options(digest=Digest.GROUPED, digest_minutes=60)
    await post.notifiers.edit(HERE, 1, NotifierEdit(options=hourly))
    await post.outbox.add([await post.draft(1, "again")])
    post.clock.advance(3600)
    post.channels.failures["discord"] = InputError("No address.")
    await post.outbox.drain()
    post.channels.failures.clear()
    await post.outbox.add([await post.draft(1, "later")])
    (_later, again) = await post.outbox.log(HERE)
    await post.outbox.try_again(again.id)
    await post.outbox.drain()
    assert await post.states() == ["sent", "waiting"]
    assert [text.partition("\n")[0] for text in post.channels.arrived] == ["again"]


async def test_what_waits_for_its_next_try_is_tried_once_its_notifier_was_put_right(
    post: Post,
) -> None:
    post.channels.failures["discord"] = UnreachableError("No such name.")
    await post.outbox.add([await post.draft(1, "x")])
    for pause in PAUSES:
        await post.outbox.drain()
        post.clock.advance(pause)
    await post.outbox.drain()
    post.channels.failures.clear()
    assert await post.outbox.drain() == 0  # an hour is left
    await post.notifiers.edit(HERE, 1, NotifierEdit(settings={"hook": "http://right.test"}))
    await post.outbox.drain()
    assert await post.states() == ["sent"]


async def test_a_message_is_given_up_in_the_open_and_can_be_tried_again(post: Post) -> None:
    post.channels.failures["discord"] = UnreachableError("Down.")
    await post.outbox.add([await post.draft(1, "lost")])
    for pause in (*PAUSES, *([PAUSES[-1]] * 24)):
        await post.outbox.drain()
        post.clock.advance(pause)
    (entry,) = await post.outbox.log(HERE)
    assert entry.state is NoticeState.FAILED
    assert entry.attempts > len(PAUSES)
    post.channels.failures.clear()
    await post.outbox.try_again(entry.id)
    await post.outbox.drain()
    assert len(post.channels.arrived) == 1
    with pytest.raises(NotFoundError):
        await post.outbox.try_again(entry.id)


async def test_what_was_refused_is_not_tried_again(post: Post) -> None:
    post.channels.failures["discord"] = InputError("No address.")
    await post.outbox.add([await post.draft(1, "x")])
    assert await post.outbox.drain() == 1
    assert await post.states() == ["failed"]


async def test_what_was_being_sent_when_the_process_died_is_sent_after_the_start(
    post: Post,
) -> None:
    await post.outbox.add([await post.draft(1, "x")])
    (entry,) = await post.outbox.log(HERE)
    assert await post.db.write(queries.claim, [entry.id]) == {entry.id}
    assert await post.db.write(queries.claim, [entry.id]) == frozenset()
    assert await post.outbox.drain() == 0
    assert await post.db.write(queries.take_up) == 1
    await post.outbox.drain()
    assert post.channels.arrived == ["x"]


async def test_what_is_told_only_once_is_written_once(post: Post) -> None:
    for _time in range(2):
        await post.outbox.add([await post.draft(1, "update", tag="1.2.3")])
    await post.outbox.drain()
    assert post.channels.arrived == ["update"]


async def test_messages_of_a_deleted_notifier_are_given_up(post: Post) -> None:
    await post.outbox.add([await post.draft(1, "x")])
    await post.notifiers.delete(HERE, 1)
    await post.outbox.drain()
    (entry,) = await post.outbox.log(HERE)
    assert (entry.state, entry.last_error) == (NoticeState.FAILED, "The notifier was deleted.")


async def test_a_message_by_hand_is_tried_once_and_at_once(post: Post) -> None:
    notifier = await post.notifiers.get(HERE, 1)
    assert notifier is not None
    sent = await post.outbox.send_words(notifier, "api", Wording("s", "hello"))
    assert (sent.number, sent.error) == (1, "")
    post.channels.failures["discord"] = UnreachableError("Down.")
    again = await post.outbox.send_words(notifier, "api", Wording("s", "hello"))
    assert (again.number, again.error) == (2, "Down.")
    assert await post.states() == ["sent", "failed"]


async def test_the_log_can_be_forgotten_but_not_what_waits(post: Post) -> None:
    await post.outbox.add([await post.draft(1, "old")])
    await post.outbox.drain()
    await post.outbox.add([await post.draft(1, "new")])
    await post.outbox.forget_log(HERE)
    assert [each.draft.body for each in await post.outbox.log(HERE)] == ["new"]


async def test_a_long_queue_is_sent_one_message_at_a_time(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, count = await post.draft(1, ""), 1_000
    drafts = [replace(first, notifier=1 + number % 2, body=str(number)) for number in range(count)]
    await post.outbox.add(drafts)
    most: list[int] = []

    def counted(*args: Any, **options: Any) -> list[Notice]:
        found = first_of(*args, **options)
        most.append(len(found))
        return found

    first_of = queries.first_of
    monkeypatch.setattr(queries, "first_of", counted)
    assert await post.outbox.drain() == count
    assert max(most) == 1
    assert len(most) <= count + 2
    assert len(post.channels.arrived) == count


async def test_sending_beside_a_dead_channel_takes_no_more_memory_when_ten_thousand_wait(
    post: Post,
) -> None:
    post.channels.failures["webhook"] = UnreachableError("Down.")
    first, used = await post.draft(1, ""), list[int]()
    for count in (100, 10_000):
        drafts = [replace(first, notifier=1 + n % 2, body=f"{n:0400}") for n in range(count)]
        await post.outbox.add(drafts)
        used.append(await memory_while(post, 40))
    waiting = sum((await post.outbox.waiting()).values())
    assert waiting == 10_100 - 80
    assert used[1] < used[0] + 256 * 1024  # those 10,000 would be more than 4 MiB


async def memory_while(post: Post, count: int) -> int:
    """The most memory (bytes) that is taken while so many messages arrive; then all is down."""
    post.clock.advance(3600)
    post.channels.closes_after = len(post.channels.arrived) + count
    tracemalloc.start()
    try:
        await post.outbox.drain()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
