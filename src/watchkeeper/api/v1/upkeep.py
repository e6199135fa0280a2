"""Upkeep of the house: asking all servers anew, checking the database, a bundle for support."""

from __future__ import annotations

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.api.v1.caller import Asks
from watchkeeper.api.v1.jobs import Job, job_of
from watchkeeper.api.v1.shape import Shape
from watchkeeper.api.v1.support_bundle import SupportBundle
from watchkeeper.features.system.upkeep.database_check import start_check

ZIP = "application/zip"


class ForgottenPictures(Shape):
    """Pictures that are fetched again when they are next shown."""

    total: int = Field(description="How many were forgotten.")


async def refresh_all(asks: Asks) -> Job:
    """Begin to ask every watched server for its libraries and people."""
    return job_of(await asks.app.jobs.get(await asks.app.refresh_all.start()))


async def check_database(asks: Asks) -> Job:
    """Begin to read the database whole. A job that fails names the newest good backup."""
    return job_of(await asks.app.jobs.get(await start_check(asks.app.db, asks.app.jobs)))


async def forget_pictures(asks: Asks) -> ForgottenPictures:
    """Forget the pictures that are kept of the servers."""
    return ForgottenPictures(total=await asks.app.images.clear())


async def get_support_bundle(asks: Asks, request: Request) -> Response:
    """Get what helps to understand a fault, with stand-ins for names and without secrets."""
    support: SupportBundle = request.app.state.support_bundle
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": 'attachment; filename="watchkeeper-support.zip"',
    }
    return Response(await support(asks.principal), media_type=ZIP, headers=headers)
