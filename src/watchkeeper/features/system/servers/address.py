"""The address and the token of a server, as an owner types it and as we keep it."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from watchkeeper.errors import InputError
from watchkeeper.texts import N_, Sentence

HINT = N_("Write it like http://192.168.1.5:32400.")
PLEX_PORT = 32400
TLS_PORT = 443


def server_url(text: str) -> str:
    """The address in the form we keep: scheme, host, port and path without a slash at the end.

    Raises:
        InputError: it is no http(s) address, or carries a password, query or fragment.

    Examples:
        >>> server_url(" HTTP://Den.example:32400/ ")
        'http://den.example:32400'
        >>> server_url("192.168.1.5")
        'http://192.168.1.5:32400'
        >>> server_url("https://[fd00::5]")
        'https://[fd00::5]:443'
    """
    parts = _parts(text.strip())
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise _refusal(Sentence("Give the address alone; the token goes into its own field."))
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = parts.port or (TLS_PORT if parts.scheme == "https" else PLEX_PORT)
    return f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}"


def server_token(text: str) -> str:
    """The token in the form we keep.

    Raises:
        InputError: it has characters that no token has, and that no request can carry.
    """
    token = text.strip()
    if not (token.isascii() and token.isprintable()):
        raise InputError("This is no token: it has unusual characters.", field="token")
    return token


def _parts(text: str) -> SplitResult:
    if not text or any(character.isspace() or not character.isprintable() for character in text):
        raise _refusal(Sentence("This is no address."))
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        has_usable_port = parts.port != 0
    except ValueError:
        raise _refusal(Sentence("This is no address.")) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or not has_usable_port:
        raise _refusal(Sentence("This is no http or https address."))
    return parts


def _refusal(cause: Sentence) -> InputError:
    return InputError("%(cause)s %(hint)s", cause=cause, hint=Sentence(HINT), field="url")
