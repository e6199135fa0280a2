"""The web interface: one page function a page, pure views, templates that only show."""

from __future__ import annotations

from watchkeeper.application import Application
from watchkeeper.features.accounts import Page
from watchkeeper.web.errors import ErrorPages
from watchkeeper.web.live import LivePages
from watchkeeper.web.pages.door import DoorPages
from watchkeeper.web.pages.history import HistoryPages
from watchkeeper.web.pages.home import HomePages
from watchkeeper.web.pages.images import ImagePages
from watchkeeper.web.pages.jobs import JobPages
from watchkeeper.web.pages.libraries import LibrariesPages
from watchkeeper.web.pages.me import MePages
from watchkeeper.web.pages.people import PeoplePages
from watchkeeper.web.pages.record import RecordPages
from watchkeeper.web.pages.search import SearchPages
from watchkeeper.web.pages.servers import ServerPages
from watchkeeper.web.pages.setup import SetupPages
from watchkeeper.web.pages.streams import StreamPages
from watchkeeper.web.pages.takeover import TakeOver
from watchkeeper.web.pages.year import YearPages
from watchkeeper.web.site import Site
from watchkeeper.web.veiling import Veiling


def pages(application: Application, base_path: str) -> tuple[list[Page], ErrorPages]:
    """All pages for a browser, and what renders errors for it."""
    site = Site.of(application, base_path)
    home = HomePages(site)
    take_over = TakeOver(site)
    nouns = (
        home,
        LivePages(site, home),
        StreamPages(site, home),
        HistoryPages(site),
        RecordPages(site),
        PeoplePages(site),
        LibrariesPages(site),
        ServerPages(site, take_over),
        SetupPages(site, take_over),
        JobPages(site, take_over),
        take_over,
        SearchPages(site),
        YearPages(site),
        MePages(site),
        DoorPages(site),
        ImagePages(site),
    )
    veiling = Veiling(site)
    listed = [veiling.page(page) for noun in nouns for page in noun.pages()]
    return listed, ErrorPages(site.renderer, veiling)


__all__ = ["pages"]
