"""From a format to the writer of it."""

from __future__ import annotations

from pathlib import Path

from watchkeeper.features.exports.forms.csv_form import CsvWriter
from watchkeeper.features.exports.forms.form import Head, Writer
from watchkeeper.features.exports.forms.json_form import JsonWriter
from watchkeeper.features.exports.forms.m3u_form import M3uWriter
from watchkeeper.features.exports.forms.xml_form import XmlWriter
from watchkeeper.features.exports.order import ExportOrder


def open_writer(order: ExportOrder, path: Path, head: Head) -> Writer:
    """A writer of a new file.

    Raises:
        OSError: the file cannot be written.
    """
    match order.file_format:
        case "json":
            return JsonWriter(path)
        case "xml":
            return XmlWriter(path, head)
        case "m3u":
            return M3uWriter(path, head)
        case _:
            return CsvWriter(path, is_safe=order.safe_cells)
