"""What the address of the libraries page asks for."""

from __future__ import annotations

from collections.abc import Mapping

from watchkeeper.texts import N_
from watchkeeper.values import dataclass
from watchkeeper.web.rendering import with_query
from watchkeeper.web.views.address import one_of, order_of, stated, whole_or_none

PATH = "/libraries"
NAMES = ("text", "server_id", "kind", "state", "order", "view")
KINDS: Mapping[str, str] = {
    "movie": N_("Films"),
    "show": N_("Series"),
    "artist": N_("Music"),
    "photo": N_("Photos"),
    "live": N_("Live TV"),
}
STATES: Mapping[str, str] = {
    "recorded": N_("Recorded"),
    "silent": N_("Not recorded"),
    "hidden": N_("Hidden"),
    "gone": N_("Gone"),
}
ORDERS = ("name", "server", "kind", "items", "size", "added", "plays", "people", "played", "state")
VIEWS = ("table", "grid")


@dataclass(frozen=True, slots=True)
class LibrariesAsked:
    """What the address asks for, still as text; only what is known and not empty."""

    values: Mapping[str, str]

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> LibrariesAsked:
        """Read a query.

        Raises:
            InputError: a kind, state, view or number that is none; `field` names it.
        """
        values = stated(sent, NAMES)
        for name, known in (("kind", KINDS), ("state", STATES), ("view", VIEWS)):
            one_of(values, name, known)
        whole_or_none(values, "server_id")
        return cls(values)

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def address(self, **changes: object) -> str:
        """This page's address with some values changed; an empty value leaves the name out."""
        return with_query(PATH, {**self.values, **changes})

    @property
    def server_id(self) -> int | None:
        """The server whose libraries are meant; None for all.

        Raises:
            InputError: it is no number.
        """
        return whole_or_none(self.values, "server_id")

    @property
    def order(self) -> tuple[str, bool]:
        """The column to sort by, and whether it falls."""
        return order_of(self.get("order"), ORDERS, ORDERS[0])

    @property
    def view(self) -> str:
        return self.get("view") or VIEWS[0]

    @property
    def is_filtered(self) -> bool:
        return any(self.get(name) for name in ("text", "server_id", "kind", "state"))
