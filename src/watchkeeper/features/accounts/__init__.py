"""Who may use Watchkeeper: accounts, web sessions, keys, and what each may do."""

from __future__ import annotations

from watchkeeper.features.accounts.access import (
    Access,
    AccountKey,
    Endpoint,
    Page,
    Principal,
    Scope,
)
from watchkeeper.features.accounts.events import SetUpDone
from watchkeeper.features.accounts.keys.key_queries import Key
from watchkeeper.features.accounts.keys.keys import MadeToken
from watchkeeper.features.accounts.keys.pairing import (
    Pairing,
    PairingState,
    is_token_of,
    server_id_for_apps,
    token_digest,
)
from watchkeeper.features.accounts.keys.push_keys import NO_PUSH, PUSH_KEY, PUSH_SALT, push_facts
from watchkeeper.features.accounts.ports import Admitted
from watchkeeper.features.accounts.queries import Session
from watchkeeper.features.accounts.service import Accounts, SignedIn
from watchkeeper.features.accounts.sessions.browser import Browser
from watchkeeper.features.accounts.sessions.signing import Signer, image_signature, is_image_signed
from watchkeeper.features.accounts.sign_in.passwords import Passwords
from watchkeeper.features.accounts.sign_in.paths import safe_next_path
from watchkeeper.features.accounts.sign_in.sign_ins import Client, SignIn, SignInPage, SignInQuery

__all__ = [
    "NO_PUSH",
    "PUSH_KEY",
    "PUSH_SALT",
    "Access",
    "AccountKey",
    "Accounts",
    "Admitted",
    "Browser",
    "Client",
    "Endpoint",
    "Key",
    "MadeToken",
    "Page",
    "Pairing",
    "PairingState",
    "Passwords",
    "Principal",
    "Scope",
    "Session",
    "SetUpDone",
    "SignIn",
    "SignInPage",
    "SignInQuery",
    "SignedIn",
    "Signer",
    "image_signature",
    "is_image_signed",
    "is_token_of",
    "push_facts",
    "safe_next_path",
    "server_id_for_apps",
    "token_digest",
]
