"""What is kept of a person: handing it out, shortening addresses, erasing them for good."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Path
from pydantic import Field
from starlette.responses import FileResponse, Response

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.jobs import Job, job_of
from watchkeeper.api.v1.people import ServerPath, UserPath, known_person
from watchkeeper.api.v1.shape import MOST_ROWS, Instant, Number, Shape, Text
from watchkeeper.errors import ConflictError, InputError
from watchkeeper.features.users import Privacy

ZIP = "application/zip"


class PersonExports(Shape):
    """Jobs that write, or wrote, everything about a person into a file."""

    jobs: list[Job] = Field(description="Newest first.")
    total: int = Field(description="How many there are.")


class HeldData(Shape):
    """What is kept of a person."""

    rows: dict[str, int] = Field(description="How many of what.")
    backups: list[str] = Field(description="Names of backups, which may hold the person too.")


class ErasureOrder(Shape):
    """A person to be erased for good."""

    confirm_name: Text = Field(
        min_length=1, description="The person's name as `get_person` tells it: this is meant."
    )
    with_backups: bool = Field(False, description="Delete all backups too, as they hold them.")
    backups: list[Text] = Field(
        [], max_length=MOST_ROWS, description="Names of backups to be deleted too, as they do."
    )


class ErasedAccount(Shape):
    """An account of which nothing is kept; who it was, nobody can say."""

    id: int = Field(description="Number of the mark.")
    erased_at: Instant = Field(description="When it was erased, UTC seconds.")


class ErasedAccounts(Shape):
    """Accounts that were erased, the oldest first."""

    accounts: list[ErasedAccount] = Field(description="All of them.")
    total: int = Field(description="How many there are.")


JobPath = Annotated[Number, Path(description="Number of the job that wrote it.")]
MarkPath = Annotated[Number, Path(description="Number of the mark.")]


async def list_person_exports(
    asks: Asks, server_id: ServerPath, user_id: UserPath
) -> PersonExports:
    """List the files with everything about a person, as the jobs that write them."""
    person = await known_person(asks, server_id, user_id)
    jobs = [job_of(job) for job in await asks.app.personal_data.files(person)]
    return PersonExports(jobs=jobs, total=len(jobs))


async def export_person(asks: Asks, server_id: ServerPath, user_id: UserPath) -> Job:
    """Begin to write everything about a person into a file."""
    person = await known_person(asks, server_id, user_id)
    return await _job(asks, await asks.app.personal_data.hand_out(person))


async def get_person_export(
    asks: Asks, server_id: ServerPath, user_id: UserPath, job_id: JobPath
) -> Response:
    """Get a file with everything about a person."""
    person = await known_person(asks, server_id, user_id)
    path = await asks.app.personal_data.file(person, job_id)
    headers = {"Cache-Control": "no-store"}
    return FileResponse(path, media_type=ZIP, filename="person.zip", headers=headers)


async def shorten_addresses(asks: Asks, server_id: ServerPath, user_id: UserPath) -> Job:
    """Keep short addresses of a person from now on, and shorten those that are stored."""
    person = await known_person(asks, server_id, user_id)
    privacy = Privacy(asks.app.people.privacy(person).is_hidden, shortens_addresses=True)
    await asks.app.people.set_privacy(person, privacy, asks.principal.name)
    return await _job(asks, await asks.app.personal_data.shorten(person))


async def preview_erasure(asks: Asks, server_id: ServerPath, user_id: UserPath) -> HeldData:
    """See what an erasure would take, and which backups there are."""
    person = await known_person(asks, server_id, user_id)
    held = await asks.app.personal_data.held(person)
    return HeldData(rows=dict(held.counts), backups=[one.path.name for one in held.backups])


async def erase_person(
    asks: Asks, server_id: ServerPath, user_id: UserPath, wanted: ErasureOrder
) -> Job:
    """Erase a person for good, with all their accounts. This cannot be undone."""
    person = await known_person(asks, server_id, user_id)
    asks.check_recent()
    if wanted.confirm_name != person.name:
        raise InputError("Nothing was erased: give the person's name.", field="confirm_name")
    running = asks.app.monitoring.running()
    if any((one.server_id, one.user_id) in person.keys for one in running):
        raise ConflictError("A stream of theirs runs: stop it first.")
    backups: list[str] | Literal["all"] = "all" if wanted.with_backups else wanted.backups
    number = await asks.app.personal_data.erase(person, asks.principal.name, backups=backups)
    return await _job(asks, number)


async def list_erased_accounts(asks: Asks) -> ErasedAccounts:
    """List the accounts that were erased and are not recorded or imported any more."""
    marks = [ErasedAccount(id=one.id, erased_at=one.erased_at) for one in asks.app.erased.all()]
    return ErasedAccounts(accounts=marks, total=len(marks))


async def forget_erasure(asks: Asks, mark_id: MarkPath) -> ErasedAccounts:
    """Let an erased account be recorded and imported again."""
    await asks.app.erased.drop(mark_id)
    return await list_erased_accounts(asks)


async def _job(asks: Caller, number: int) -> Job:
    return job_of(await asks.app.jobs.get(number))
