"""Taking over the history of a Tautulli: from its database, or beside it through its API."""

from watchkeeper.features.importers.report import ImportReport, Tally, render_table
from watchkeeper.features.importers.service import FileOrder, Importers, Surroundings
from watchkeeper.features.importers.tautulli_file import TautulliFile

__all__ = [
    "FileOrder",
    "ImportReport",
    "Importers",
    "Surroundings",
    "Tally",
    "TautulliFile",
    "render_table",
]
