"""What the address of the users page asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from watchkeeper.features.users import KnownPerson, User
from watchkeeper.texts import N_, _, pgettext
from watchkeeper.values import dataclass
from watchkeeper.web.rendering import with_query
from watchkeeper.web.views.address import (
    one_of,
    order_of,
    page_of,
    size_of,
    stated,
    whole_or_none,
)

PATH = "/users"
SIZES = (25, 50, 100, 200)
USUAL_SIZE = 50
NAMES = ("text", "server_id", "show", "order", "size", "page")
SHOWN: Mapping[str, str] = {
    "": N_("Everybody present"),
    "active": N_("With access"),
    "owner": N_("Owners"),
    "shared": N_("Shared"),
    "home": "Home",
    "guest": N_("May sign in here"),
    "gone": N_("Gone"),
    "all": N_("Everybody"),
}
ORDERS = ("name", "last_seen", "plays", "watch_time", "places")
USUAL_ORDER = "-last_seen"


@dataclass(frozen=True, slots=True)
class PeopleAsked:
    """What the address asks for, still as text; only what is known and not empty."""

    values: Mapping[str, str]

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> PeopleAsked:
        """Read a query.

        Raises:
            InputError: a choice that there is not, or no number; `field` names it.
        """
        values = stated(sent, NAMES)
        one_of(values, "show", SHOWN)
        whole_or_none(values, "server_id")
        return cls(values)

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def address(self, **changes: object) -> str:
        """This page's address with some values changed; an empty value leaves the name out."""
        return with_query(PATH, {**self.values, **changes})

    @property
    def show(self) -> str:
        return self.get("show")

    @property
    def server_id(self) -> int | None:
        """The server whose people are meant; None for all.

        Raises:
            InputError: it is no number.
        """
        return whole_or_none(self.values, "server_id")

    @property
    def order(self) -> tuple[str, bool]:
        """The field to sort by, and whether it falls."""
        return order_of(self.get("order"), ORDERS, USUAL_ORDER)

    @property
    def size(self) -> int:
        return size_of(self.values, SIZES, USUAL_SIZE)

    @property
    def page(self) -> int:
        return page_of(self.values)

    @property
    def is_filtered(self) -> bool:
        return bool(self.get("text") or self.get("server_id") or self.show)


def shown_words() -> tuple[tuple[str, str], ...]:
    """Whom the page may show: by what the address says, and in words.

    Those of a Plex Home have a word of their own: elsewhere "Home" is the first page.
    """
    return tuple(
        (value, pgettext("people", "Home") if value == "home" else _(text))
        for value, text in SHOWN.items()
    )


def meant(asked: PeopleAsked, person: KnownPerson) -> bool:
    """Whether the page shows this person."""
    users = person.accounts
    if asked.server_id is not None:
        users = tuple(user for user in users if user.server_id == asked.server_id)
    found = any(map(TESTS[asked.show], users))
    return found and _has_text(person, asked.get("text").casefold())


def _has_text(person: KnownPerson, text: str) -> bool:
    if not text:
        return True
    words = [
        word or ""
        for user in person.accounts
        for word in (user.friendly_name, user.username, user.title, user.email)
    ]
    return any(text in word.casefold() for word in words)


def role_of(person: KnownPerson) -> str:
    """A person's role in a word: the strongest that any of their accounts has."""
    if person.is_nobody:
        return N_("no account")
    users = person.accounts
    if any(user.is_admin for user in users):
        return N_("owner")
    present = [user for user in users if user.is_active and not user.is_deleted]
    if not present:
        return N_("gone")
    is_home = any(user.is_home_user for user in present)
    return N_("home") if is_home else N_("shared")


TESTS: Mapping[str, Callable[[User], bool]] = {
    "": lambda user: not user.is_deleted,
    "active": lambda user: user.is_active and not user.is_deleted,
    "owner": lambda user: user.is_admin,
    "shared": lambda user: (
        user.is_active and not (user.is_admin or user.is_home_user or user.is_deleted)
    ),
    "home": lambda user: bool(user.is_home_user) and user.is_active and not user.is_deleted,
    "guest": lambda user: user.allow_guest and not user.is_deleted,
    "gone": lambda user: user.is_deleted or not user.is_active,
    "all": bool,
}
"""Which accounts each choice means."""
