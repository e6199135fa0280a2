"""The live channel: for how long it may be listened to."""

from __future__ import annotations

import anyio
import httpx2
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.web.conftest import BASE_PATH, BROWSER, Desk
from watchkeeper.features.monitoring.events import ServerStateChanged
from watchkeeper.main.serving import asgi_app
from watchkeeper.settings import Settings

PATIENCE_SECONDS = 60  # for a machine that is busy: it takes a moment


class Listener:
    """A page that listens; `began` with the first words, `ended` with the last."""

    def __init__(self, desk: Desk) -> None:
        self.began, self.ended = anyio.Event(), anyio.Event()
        self._app: ASGIApp = asgi_app(
            desk.app, Settings(data=desk.app.data_folder, base_path=BASE_PATH)
        )
        self._cookies = desk.client.cookies

    async def listen(self) -> None:
        transport = httpx2.ASGITransport(app=self._noting)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://tests", cookies=self._cookies
        ) as client:
            answer = await client.get(f"{BASE_PATH}/live", headers=BROWSER)
        assert answer.status_code == 200
        self.ended.set()

    async def _noting(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def noted(message: Message) -> None:
            if message["type"] == "http.response.body":
                self.began.set()
            await send(message)

        await self._app(scope, receive, noted)


async def sign_out_elsewhere(desk: Desk) -> None:
    """End the only session, as the owner does from another browser."""
    account = await desk.app.accounts.principal_of_session(
        next(value for name, value in desk.client.cookies.items() if "session" in name)
    )
    assert account is not None
    assert account.account_id is not None
    (session,) = await desk.app.accounts.sessions(account.account_id)
    await desk.app.accounts.end_session(account.account_id, session.id)


async def test_s16_whoever_was_signed_out_hears_nothing_more(desk: Desk) -> None:
    listener = Listener(desk)
    (server,) = await desk.app.servers.all()
    with anyio.fail_after(PATIENCE_SECONDS):
        async with anyio.create_task_group() as group:
            group.start_soon(listener.listen)
            await listener.began.wait()
            await sign_out_elsewhere(desk)
            while not listener.ended.is_set():
                desk.app.bus.publish(ServerStateChanged(server.id))
                await anyio.sleep(0.1)


async def test_listening_prolongs_no_session(desk: Desk) -> None:
    token = next(value for name, value in desk.client.cookies.items() if "session" in name)
    account = await desk.app.accounts.principal_of_session(token)
    assert account is not None
    assert account.account_id is not None
    (before,) = await desk.app.accounts.sessions(account.account_id)

    desk.clock.advance(3600)
    assert await desk.app.accounts.is_signed_in(token)

    assert await desk.app.accounts.sessions(account.account_id) == [before]
