"""Taking over the history of a Tautulli: from its database, or beside it through its API."""

from watchkeeper.features.importers.mirrors import MirrorView
from watchkeeper.features.importers.report import ImportReport, Tally, render_table, report_of
from watchkeeper.features.importers.service import FileOrder, Importers
from watchkeeper.features.importers.surroundings import Surroundings
from watchkeeper.features.importers.tautulli_file import TautulliFile

__all__ = [
    "FileOrder",
    "ImportReport",
    "Importers",
    "MirrorView",
    "Surroundings",
    "Tally",
    "TautulliFile",
    "render_table",
    "report_of",
]
