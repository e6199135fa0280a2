"""Places: from where people watch, and through which addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from watchkeeper.columns.figures.tallies import Tally
from watchkeeper.domain.place import Place
from watchkeeper.features.statistics import By, Table, Wanted
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass
from watchkeeper.web.charts import Drawn
from watchkeeper.web.located import town_words
from watchkeeper.web.views.history.asked import PLACES
from watchkeeper.web.views.statistics.setting import Ranking, Row, Setting, ranking
from watchkeeper.web.words import Moment, moment, span

WANTED = (
    Wanted(by=By.LOCATION),
    Wanted(by=By.RELAYED),
    Wanted(by=By.ADDRESS, split=By.LOCATION),
)
MOST_ADDRESSES = 100
PLACE_NAMES = dict(PLACES)
UNKNOWN_PLACE = N_("Not known")


@dataclass(frozen=True, slots=True)
class Found:
    """What the tab shows."""

    tables: Sequence[Table]
    addresses: Mapping[str | None, Tally]
    towns: Mapping[str | None, Place]  # empty while places are not looked up


@dataclass(frozen=True, slots=True)
class AddressLine:
    """One address."""

    address: str
    places: str  # local or remote
    town: str  # "" when it is not known
    plays: str
    watch_time: str
    first: Moment
    last: Moment
    href: str


def places(setting: Setting, found: Found) -> list[Drawn]:
    """The charts of the tab."""
    locations, relayed, __ = found.tables
    rows = [
        Row(_(PLACE_NAMES.get(str(key), UNKNOWN_PLACE)), figures, {"place": _asked(key)})
        for key, figures in locations.items()
    ]
    if True in relayed:
        rows.append(Row(_("Of these through Plex Relay"), relayed[True], {"relayed": 1}))
    return [
        ranking(
            setting,
            Ranking(
                id="places",
                title=_(
                    "%(subject)s, local and remote, %(when)s",
                    subject=setting.marks.subject,
                    when=setting.when,
                ),
                rows=rows,
                head=_("Network"),
                word="network",
            ),
        )
    ]


def address_lines(setting: Setting, found: Found, zone: tzinfo) -> list[AddressLine]:
    """The addresses, the one seen last first."""
    by_place: dict[str | None, list[str]] = {}
    for key in found.tables[2]:
        address, location = key if isinstance(key, tuple) else (None, None)
        name = PLACE_NAMES.get(str(location), "")
        by_place.setdefault(address, []).extend([_(name)] if name else [])
    known = sorted(found.addresses.items(), key=lambda pair: -pair[1].last_started)
    return [
        AddressLine(
            address=address or _("Not known"),
            town=town_words(found.towns[address]) if address in found.towns else "",
            places=_together(sorted(by_place.get(address, []))) or _("Not known"),
            plays=setting.marks.plays(tally.plays),
            watch_time=span(tally.seconds),
            first=moment(tally.first_started, zone),
            last=moment(tally.last_started, zone),
            href=setting.marks.href(ip=address or None),
        )
        for address, tally in known[:MOST_ADDRESSES]
    ]


def _together(names: Sequence[str]) -> str:
    """The names as a list in a sentence, "" for none."""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s", names=_together(names[:-1]), last=names[-1])


def _asked(key: object) -> str | None:
    return str(key) if str(key) in PLACE_NAMES else None
