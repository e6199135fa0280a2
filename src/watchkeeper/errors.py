"""The error tree. Each error has a stable code, and a sentence that says what to do.

A sentence is given as a text of the catalogues and its values, never put together before:

    raise InputError("%(name)s must be 0 or 1.", name=name, field=name)

`str(error)` is English, for programs and the log; `texts.told(error)` is for people.

WatchkeeperError
├── InputError             invalid_input        the caller sent something we cannot use
│   ├── NotFoundError      not_found            the thing asked for does not exist
│   └── ConflictError      conflict             the change does not fit the present state
├── AccessError            access_denied        nobody is signed in, or the person may not do this
│   └── ThrottledError     throttled            tried too often: wait, then try again
├── OutsideError           outside_failed       a server outside did not do as asked
│   ├── UnreachableError   outside_unreachable  no answer: refused, timed out, name not found
│   ├── SignInExpiredError outside_sign_in      it answered that our token is not valid (any more)
│   ├── RefusedError       outside_refused      it answered that it will not: change something first
│   ├── MalformedError     outside_malformed    it answered something we cannot read
│   └── WrongServerError   outside_wrong_server another server answers at the address we know
└── StorageError           storage_failed       the data folder or database cannot be used as it is
    ├── StorageBusyError   storage_in_use       another process holds the data folder
    ├── NewerSchemaError   storage_newer        the database was written by a newer Watchkeeper
    ├── CorruptError       storage_corrupt      the database fails its integrity check
    └── ReadOnlyError      storage_read_only    the disk is full or the folder cannot be written
"""

from __future__ import annotations

from watchkeeper.texts import Sentence, SentenceError


class WatchkeeperError(SentenceError):
    """The root: never raised itself. Its sentence is for people, without secrets."""

    code = "error"


class InputError(WatchkeeperError):
    """The caller sent something unusable; `field` names it, the message says what to do."""

    code = "invalid_input"

    def __init__(self, text: str, /, *, field: str | None = None, **values: object) -> None:
        super().__init__(text, **values)
        self.field = field


class NotFoundError(InputError):
    """The thing asked for does not exist (any more)."""

    code = "not_found"


class ConflictError(InputError):
    """The change does not fit the present state: look again, then retry."""

    code = "conflict"


class AccessError(WatchkeeperError):
    """Nobody is signed in, or the person or key may not do this."""

    code = "access_denied"


class ThrottledError(AccessError):
    """Tried too often: nothing was checked; try again after `retry_after_seconds`."""

    code = "throttled"

    def __init__(self, *, retry_after_seconds: int) -> None:
        said = Sentence("Too many attempts. Try again in %(num)s seconds.", num=retry_after_seconds)
        if retry_after_seconds == 1:
            said = Sentence("Too many attempts. Try again in a second.")
        super().__init__(said)
        self.retry_after_seconds = retry_after_seconds


class OutsideError(WatchkeeperError):
    """A server outside did not do as asked; what is known stays known, nothing is assumed."""

    code = "outside_failed"


class UnreachableError(OutsideError):
    """No usable answer arrived: refused, timed out, name not found, 5xx. Try again later.

    `retry_after_seconds` is how long it wants to be left alone, where it says so.
    """

    code = "outside_unreachable"

    def __init__(
        self, text: str, /, *, retry_after_seconds: int | None = None, **values: object
    ) -> None:
        super().__init__(text, **values)
        self.retry_after_seconds = retry_after_seconds


class SignInExpiredError(OutsideError):
    """It answered that our token is not valid: sign in again."""

    code = "outside_sign_in"


class RefusedError(OutsideError):
    """It answered that it will not: trying again is of no use until `field` (a setting) changes.

    `status` is that of HTTP, where it answered with one.
    """

    code = "outside_refused"

    def __init__(
        self,
        text: str,
        /,
        *,
        field: str | None = None,
        status: int | None = None,
        **values: object,
    ) -> None:
        super().__init__(text, **values)
        self.field = field
        self.status = status


class MalformedError(OutsideError):
    """It answered something unreadable: treated as no answer at all."""

    code = "outside_malformed"


class WrongServerError(OutsideError):
    """Another server answers at the address we know: nothing is taken from it until corrected."""

    code = "outside_wrong_server"


class StorageError(WatchkeeperError):
    """The data folder or the database cannot be used as it is."""

    code = "storage_failed"


class StorageBusyError(StorageError):
    """Another process holds the data folder: stop it, or use another folder."""

    code = "storage_in_use"


class NewerSchemaError(StorageError):
    """A newer Watchkeeper wrote the database: upgrade the program or restore a backup."""

    code = "storage_newer"


class CorruptError(StorageError):
    """The database fails its integrity check: it is left untouched; restore a backup."""

    code = "storage_corrupt"


class ReadOnlyError(StorageError):
    """Nothing can be written (disk full, folder read-only): reading still works."""

    code = "storage_read_only"
