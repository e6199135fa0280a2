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
from watchkeeper.features.accounts.browser import Browser
from watchkeeper.features.accounts.events import SetUpDone
from watchkeeper.features.accounts.key_queries import Key
from watchkeeper.features.accounts.keys import MadeToken
from watchkeeper.features.accounts.pairing import (
    Pairing,
    PairingState,
    is_token_of,
    server_id_for_apps,
    token_digest,
)
from watchkeeper.features.accounts.passwords import Passwords
from watchkeeper.features.accounts.paths import safe_next_path
from watchkeeper.features.accounts.ports import Admitted
from watchkeeper.features.accounts.push_keys import NO_PUSH, PUSH_KEY, PUSH_SALT, push_facts
from watchkeeper.features.accounts.queries import Session
from watchkeeper.features.accounts.service import Accounts, SignedIn
from watchkeeper.features.accounts.sign_ins import Client, SignIn, SignInPage, SignInQuery
from watchkeeper.features.accounts.signing import Signer, image_signature, is_image_signed

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
