"""To whom an issue goes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from watchkeeper.domain.notices.agents import Setting
from watchkeeper.domain.notices.demands import is_mail_address
from watchkeeper.errors import InputError
from watchkeeper.features.newsletters.letters.newsletter import Newsletter
from watchkeeper.features.newsletters.sending.issue import Receiver
from watchkeeper.features.notifications import Notifier, Notifiers
from watchkeeper.features.users import User, Users
from watchkeeper.values import dataclass

MAIL = "email"


@dataclass(frozen=True, slots=True)
class Post:
    """The way out of a newsletter: agent and its settings."""

    agent: str
    settings: dict[str, Setting]
    notifier: int = 0  # the number of the notifier that lends them


class Receivers:
    """Knows who gets a newsletter, and by which way."""

    def __init__(self, users: Users, notifiers: Notifiers) -> None:
        self._users = users
        self._notifiers = notifiers

    async def post(self, letter: Newsletter) -> Post:
        """The way out.

        Raises:
            InputError: the notifier that it should take is gone, or none was chosen.
        """
        if letter.is_formatted and not letter.notifier:
            return Post(MAIL, dict(letter.email))
        notifier = await self._notifier(letter)
        agent = str(notifier.content.get("agent_name") or "")
        if letter.is_formatted and agent != MAIL:
            raise InputError("A formatted newsletter goes out by mail: choose a mail notifier.")
        return Post(agent, notifier.settings, notifier.number)

    async def receivers(self, letter: Newsletter) -> tuple[Receiver, ...]:
        """One for each message that is to be sent.

        Raises:
            InputError: nobody would get it, or the way out is not there.
        """
        post = await self.post(letter)
        if post.agent != MAIL:
            return (Receiver(notifier=post.notifier),)
        whole = await self._mailed(letter, post)
        if not whole.addresses:
            raise InputError("The newsletter has no recipients.", field="to")
        return tuple(separate(whole)) if letter.design.separately else (whole,)

    async def people(self, letter: Newsletter) -> list[User]:
        """The people of the server that it is for, as far as their addresses are known."""
        design = letter.design
        return [
            user
            for user in await self._users.all(letter.server_id)
            if user.email
            and ((design.everybody and user.is_active) or int(user.user_id) in design.people)
        ]

    async def _mailed(self, letter: Newsletter, post: Post) -> Receiver:
        own = letter.email if letter.is_formatted else {}
        people = [user.email or "" for user in await self.people(letter)]
        to, cc, bcc = (addresses(own.get(name)) for name in ("to", "cc", "bcc"))
        to = unique([*to, *people])
        if post.notifier and not (to or cc or bcc):
            to, cc, bcc = (addresses(post.settings.get(name)) for name in ("to", "cc", "bcc"))
        return Receiver(to=tuple(to), cc=tuple(cc), bcc=tuple(bcc), notifier=post.notifier)

    async def _notifier(self, letter: Newsletter) -> Notifier:
        if not letter.notifier:
            raise InputError("Choose a notifier through which the text goes.", field="notifier_id")
        found = await self._notifiers.get(letter.server_id, letter.notifier)
        if found is None:
            raise InputError("The notifier that it goes through is gone.", field="notifier_id")
        return found


def separate(whole: Receiver) -> list[Receiver]:
    """A message of their own for everybody, each once."""
    return [
        Receiver(to=(address,), notifier=whole.notifier, is_personal=True)
        for address in unique(whole.addresses)
    ]


def addresses(value: object) -> list[str]:
    """The addresses of a setting; one entry may hold several, parted by commas or semicolons."""
    listed: Sequence[object] = value if isinstance(value, list) else [value or ""]
    found = [each.strip() for one in listed for each in re.split(r"[,;\s]+", str(one))]
    return unique(each for each in found if each)


def checked_addresses(text: str, field: str) -> list[str]:
    """The addresses that somebody wrote, parted by commas, semicolons, blanks or lines.

    Raises:
        InputError: one of them is none.
    """
    found = addresses(text)
    for address in found:
        if not is_mail_address(address):
            raise InputError(
                "This is no mail address: %(address)s", address=address[:80], field=field
            )
    return found


def unique(found: Iterable[str]) -> list[str]:
    """Each address once, whatever its case, in their order.

    Examples:
        >>> unique(["a@x", "A@X", "b@x"])
        ['a@x', 'b@x']
    """
    return list({address.casefold(): address for address in reversed(list(found))}.values())[::-1]
