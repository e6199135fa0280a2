"""Secrets at rest: sealed with a key that lives in a file of its own."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from watchkeeper.errors import StorageError


class Sealer:
    """Seals and opens short texts with the key file of the data folder (`secret.key`, mode 600)."""

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(key)

    @classmethod
    def of_folder(cls, folder: Path) -> Sealer:
        """Read the folder's key file; make it when there is none yet."""
        path = folder / "secret.key"
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return cls(path.read_bytes().strip())
        with os.fdopen(descriptor, "wb") as file:
            key = Fernet.generate_key()
            file.write(key)
        return cls(key)

    def seal(self, text: str) -> str:
        """The text, readable only with the key file."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """What was sealed.

        Raises:
            StorageError: the key file is not the one it was sealed with.
        """
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise StorageError(
                "A stored secret cannot be opened: secret.key does not belong to this database."
                " Restore the key file from the same backup, or enter the secret again."
            ) from error

    def __repr__(self) -> str:
        return "Sealer()"
