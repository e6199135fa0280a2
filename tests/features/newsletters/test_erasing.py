"""S23: an erasure reaches what issues tell and to whom they went."""

from __future__ import annotations

from tests.features.newsletters.conftest import HERE, HOUR, Desk, row
from watchkeeper.features.privacy.queries.erasing import sweep_sealed
from watchkeeper.features.privacy.traces import Traces


async def test_s23_nobody_who_was_erased_is_left_in_sealed_texts(desk: Desk) -> None:
    letter = await desk.letter(row={"message": "Dear Ada"})
    desk.pass_time(HOUR)
    await desk.add(row(5001))
    issue = await desk.make_and_send()
    traces = Traces.of([(1, 7)], [7], ["Ada", "ada@mail.test"])

    app = desk.house.app
    assert await app.db.write(sweep_sealed, traces, app.sealer) == 3
    desk.room.letters.forget()

    left = await desk.room.letters.get(HERE, letter.number)
    assert left.text("message") == "Dear erased"
    assert left.email["to"] == ["erased", "bo@mail.test"]
    content = await desk.room.issues.content(issue.id)
    assert content is not None
    assert content.message == "Dear erased"
    first, second = (await desk.room.issues.deliveries([issue.id]))[issue.id]
    assert (first.receiver.to, second.receiver.to) == (("erased",), ("bo@mail.test",))
