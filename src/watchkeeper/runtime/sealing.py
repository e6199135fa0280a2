"""Secrets at rest: sealed with a key that lives in a file of its own."""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from watchkeeper.errors import StorageError


class Sealer:
    """Seals and opens short texts with the key file of the data folder (`secret.key`, mode 600).

    `learn` is told every text that passes, so that the logs can mask it.
    """

    def __init__(self, key: bytes, learn: Callable[[str], None] | None = None) -> None:
        self._key = key
        self._fernet = Fernet(key)
        self._learn = learn or _nothing

    @classmethod
    def of_folder(cls, folder: Path, learn: Callable[[str], None] | None = None) -> Sealer:
        """Read the folder's key file; make it when there is none yet."""
        path = folder / "secret.key"
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return cls(path.read_bytes().strip(), learn)
        with os.fdopen(descriptor, "wb") as file:
            key = Fernet.generate_key()
            file.write(key)
        return cls(key, learn)

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose that stay the same as long as the key file does."""
        return hmac.digest(self._key, purpose.encode(), "sha256")

    def seal(self, text: str) -> str:
        """The text, readable only with the key file."""
        self._learn(text)
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """What was sealed.

        Raises:
            StorageError: the key file is not the one it was sealed with.
        """
        try:
            text = self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise StorageError(
                "A stored secret cannot be opened: secret.key does not belong to this database."
                " Restore the key file from the same backup, or enter the secret again."
            ) from error
        self._learn(text)
        return text

    def __repr__(self) -> str:
        return "Sealer()"


def _nothing(_text: str) -> None:
    """Nobody wants to know."""
