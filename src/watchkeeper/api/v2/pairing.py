"""What a page of the owner asks while an app is being paired: a token, and whether it was used."""

from __future__ import annotations

import orjson
from starlette.requests import Request
from starlette.responses import Response

from watchkeeper.api.v2.envelope import JSON_TYPE
from watchkeeper.api.v2.params import flag
from watchkeeper.application import Application
from watchkeeper.errors import InputError
from watchkeeper.features.accounts import Access, Page, Pairing, PairingState

PAIRED = {"result": "success", "message": "Device registered successfully.", "data": {}}
WAITING = {"result": "error", "message": "Device not registered."}
CANCELLED = {"result": "error", "message": "Device registration cancelled."}


async def generate_api_key(request: Request) -> Response:
    """A token for a new app, valid for five minutes: 32 characters as a JSON text.

    Raises:
        InputError: it is not for an app: keys of the API are made in the settings.
    """
    sent = await request.form()
    if not flag(str(sent.get("device", ""))):
        raise InputError("Keys of the API are made in the settings.", field="device")
    return _json(_pairing(request).begin())


async def verify_mobile_device(request: Request) -> Response:
    """Whether an app has registered with the token by now; `cancel` makes the token useless."""
    sent, pairing = await request.form(), _pairing(request)
    token = str(sent.get("device_token", ""))
    if flag(str(sent.get("cancel", ""))):
        pairing.give_up(token)
        return _json(CANCELLED)
    return _json(PAIRED if pairing.state(token) is PairingState.PAIRED else WAITING)


PAGES = (
    Page("/generate_api_key", generate_api_key, Access.OWNER, ("POST",)),
    Page("/verify_mobile_device", verify_mobile_device, Access.OWNER, ("POST",)),
)


def _pairing(request: Request) -> Pairing:
    app: Application = request.app.state.application
    return app.pairing


def _json(content: object) -> Response:
    return Response(orjson.dumps(content), media_type=JSON_TYPE)
