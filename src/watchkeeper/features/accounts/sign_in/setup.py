"""First set-up: whoever can read the log of the program is its owner, nobody else."""

from __future__ import annotations

from watchkeeper.errors import InputError
from watchkeeper.features.accounts.sign_in.addresses import place_of
from watchkeeper.features.accounts.sign_in.throttle import Throttle, place_bucket
from watchkeeper.features.accounts.tokens import is_same_code, new_setup_code


class SetupCode:
    """The code of this run of the program; useless once there is an owner."""

    def __init__(self, throttle: Throttle) -> None:
        self._throttle = throttle
        self.text = new_setup_code()

    def check(self, typed: str, address: str) -> None:
        """Accept the right code.

        Raises:
            InputError: field `code`: another one was typed.
            ThrottledError: too many wrong ones from there.
        """
        bucket = place_bucket(f"setup:{place_of(address)}")
        self._throttle.take(bucket)
        if not is_same_code(typed, self.text):
            raise InputError(
                "That is not the set-up code. It is in the log of this start of Watchkeeper.",
                field="code",
            )
        self._throttle.give_back(bucket)
