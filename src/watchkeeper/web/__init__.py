"""The web interface: one page function a page, pure views, templates that only show."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from watchkeeper.application import Application
from watchkeeper.features.accounts import Page
from watchkeeper.values import dataclass
from watchkeeper.web.errors import ErrorPages
from watchkeeper.web.live import LivePages
from watchkeeper.web.pages.account import AccountPages
from watchkeeper.web.pages.browsers import BrowserPages
from watchkeeper.web.pages.door import DoorPages
from watchkeeper.web.pages.exports import ExportPages
from watchkeeper.web.pages.guests.access import GuestAccessPages
from watchkeeper.web.pages.guests.door import GuestDoorPages
from watchkeeper.web.pages.history.page import HistoryPages
from watchkeeper.web.pages.history.record import RecordPages
from watchkeeper.web.pages.history.relink import RelinkPages
from watchkeeper.web.pages.history.repair import RepairPages
from watchkeeper.web.pages.history.saved import SavedViewPages
from watchkeeper.web.pages.home.cards import HomeCardPages
from watchkeeper.web.pages.home.page import HomePages
from watchkeeper.web.pages.images import ImagePages
from watchkeeper.web.pages.items.page import ItemPages
from watchkeeper.web.pages.jobs import JobPages
from watchkeeper.web.pages.libraries.library import LibraryPages
from watchkeeper.web.pages.libraries.page import LibrariesPages
from watchkeeper.web.pages.logs import LogPages
from watchkeeper.web.pages.newsletters.letter import LetterPages
from watchkeeper.web.pages.newsletters.page import NewsletterPages
from watchkeeper.web.pages.newsletters.readers import ReaderPages
from watchkeeper.web.pages.notifications.log import NotificationLogPages
from watchkeeper.web.pages.notifications.notifier import NotifierPages
from watchkeeper.web.pages.notifications.page import NotificationPages
from watchkeeper.web.pages.people.changes import PersonChangePages
from watchkeeper.web.pages.people.kept import PersonDataPages
from watchkeeper.web.pages.people.me import MePages
from watchkeeper.web.pages.people.page import PeoplePages
from watchkeeper.web.pages.people.person import PersonPages
from watchkeeper.web.pages.poster_hosts import PosterHostPages
from watchkeeper.web.pages.search import SearchPages
from watchkeeper.web.pages.servers import ServerPages
from watchkeeper.web.pages.settings.apps import AppPages
from watchkeeper.web.pages.settings.backups import BackupActions
from watchkeeper.web.pages.settings.page import SettingsPages
from watchkeeper.web.pages.settings.parts import SettingsParts
from watchkeeper.web.pages.settings.tokens import TokenPages
from watchkeeper.web.pages.settings.upkeep import UpkeepActions
from watchkeeper.web.pages.setup.page import SetupPages
from watchkeeper.web.pages.statistics import StatisticsPages
from watchkeeper.web.pages.streams import StreamPages
from watchkeeper.web.pages.takeover import TakeOver
from watchkeeper.web.pages.year import YearPages
from watchkeeper.web.site import Site
from watchkeeper.web.speaking import Speaking
from watchkeeper.web.support import Support
from watchkeeper.web.veiling import Veiling


@dataclass(frozen=True, slots=True)
class Web:
    """What a browser gets."""

    pages: list[Page]
    errors: ErrorPages
    support: Support


class Pages(Protocol):
    """The pages of a noun."""

    def pages(self) -> list[Page]: ...


def web(application: Application, base_path: str) -> Web:
    """All pages for a browser, what renders errors for it, and the support bundle."""
    site = Site.of(application, base_path)
    veiling = Veiling(site)
    support = Support(application, veiling)
    speaking = Speaking(application.languages, application.preferences)
    listed = [
        replace(veiling.page(page), language=speaking.language)
        for noun in (*_record_pages(site), *_house_pages(site, veiling, support))
        for page in noun.pages()
    ]
    return Web(listed, ErrorPages(site.renderer, veiling, speaking), support)


def _record_pages(site: Site) -> tuple[Pages, ...]:
    """Of what plays and was played."""
    home, history, statistics = HomePages(site), HistoryPages(site), StatisticsPages(site)
    return (
        home,
        LivePages(site, home),
        StreamPages(site, home),
        history,
        SavedViewPages(site),
        ExportPages(site),
        AppPages(site),
        statistics,
        HomeCardPages(site),
        RecordPages(site, history),
        RepairPages(site),
        RelinkPages(site),
        PeoplePages(site),
        PersonPages(site, history, statistics),
        PersonChangePages(site),
        PersonDataPages(site),
        LibrariesPages(site),
        LibraryPages(site, statistics),
        ItemPages(site),
    )


def _house_pages(site: Site, veiling: Veiling, support: Support) -> tuple[Pages, ...]:
    """Of all around it: telling, servers, setting up, accounts, settings."""
    take_over, door = TakeOver(site), DoorPages(site)
    return (
        NotificationPages(site),
        NotifierPages(site),
        NotificationLogPages(site),
        NewsletterPages(site),
        LetterPages(site),
        ReaderPages(site),
        ServerPages(site, take_over),
        TokenPages(site),
        SetupPages(site, take_over),
        JobPages(site, take_over),
        take_over,
        SearchPages(site),
        YearPages(site),
        MePages(site),
        door,
        GuestDoorPages(site, door),
        GuestAccessPages(site),
        ImagePages(site),
        AccountPages(site),
        BrowserPages(site),
        PosterHostPages(site),
        LogPages(site, veiling),
        BackupActions(site),
        UpkeepActions(site, support),
        SettingsPages(site, SettingsParts(site, support)),  # last: it takes every /settings/…
    )


__all__ = ["Web", "web"]
