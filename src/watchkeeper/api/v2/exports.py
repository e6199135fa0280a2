"""Exports of libraries, items and playlists: begun, listed, downloaded, deleted."""

from __future__ import annotations

from collections.abc import Mapping

from watchkeeper.api.v2.answers import Attached, Raw, Refused, Said
from watchkeeper.api.v2.envelope import JSON_TYPE
from watchkeeper.api.v2.params import Flag, Key, Text
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.api.v2.tables import (
    Row,
    TableColumns,
    TableParams,
    empty_table,
    table,
    table_request,
)
from watchkeeper.domain.facts import whole_number
from watchkeeper.errors import InputError, NotFoundError, OutsideError, ReadOnlyError
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.exports import RESOURCES, ExportOrder, StoredExport, fields_of
from watchkeeper.features.exports.naming import kind_title
from watchkeeper.values import dataclass

SEARCHED = (
    "media_type_title", "rating_key", "title", "file_format", "metadata_level",
    "media_info_level", "custom_fields",
)  # fmt: skip
FILTERS = ("section_id", "user_id", "rating_key")
LEVELS = ("metadata_level", "media_info_level", *(f"{name}_level" for name in RESOURCES))
NUMBERS = (
    *LEVELS, "custom_fields", "individual_files", "file_size", "complete", "exported_items",
    "total_items",
)  # fmt: skip
COLUMNS = TableColumns.of(
    "timestamp",
    *SEARCHED,
    "file_size",
    "complete",
    searchable=SEARCHED,
    usual="timestamp",
    also=("export_id", *FILTERS, "media_type", *NUMBERS),
)
FILE_TYPE = "application/x-download"
ARCHIVE_TYPE = "application/zip"
NO_FILE = Raw(b"", JSON_TYPE, 400)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportsParams(TableParams):
    """Those of one library, person or item alone."""

    section_id: Key | None = None
    user_id: Key | None = None
    rating_key: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldsParams:
    """Of which kind of item; of a collection or playlist, what is in it."""

    media_type: Text
    sub_media_type: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteParams:
    """One export, or all of them."""

    export_id: Key = -1
    delete_all: Flag = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadParams:
    """One export."""

    export_id: Key = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportParams:
    """Of what, in which form, and how much of it."""

    section_id: Text = ""
    user_id: Text = ""
    rating_key: Text = ""
    file_format: Text = "csv"
    metadata_level: Text = "1"
    media_info_level: Text = "1"
    thumb_level: Text = "0"
    art_level: Text = "0"
    logo_level: Text = "0"
    squareArt_level: Text = "0"  # noqa: N815  # the parameter's own name
    theme_level: Text = "0"
    custom_fields: Text = ""
    export_type: Text = "all"
    individual_files: Flag = False


@command("get_exports_table", params=ExportsParams)
async def get_exports_table(call: Call, params: ExportsParams) -> object:
    """The exports that were made; those of an import are without their files."""
    request = table_request(params, COLUMNS)
    if request is None:
        return empty_table()
    stored = await call.app.exports.all(call.server_id)
    wanted = {name: value for name in FILTERS if (value := getattr(params, name)) is not None}
    rows = [
        export_row(each)
        for each in stored
        if all(each.content.get(name) == value for name, value in wanted.items())
    ]
    return table(request, rows, len(stored))


@command("get_export_fields", params=FieldsParams)
async def get_export_fields(_call: Call, params: FieldsParams) -> object:
    """What of a kind of item can be exported, and from which level on."""
    metadata, media_info = fields_of(params.media_type, params.sub_media_type)
    return {"metadata_fields": _listed(metadata), "media_info_fields": _listed(media_info)}


@command("delete_export", params=DeleteParams, scope=Scope.WRITE)
async def delete_export(call: Call, params: DeleteParams) -> object:
    """Delete one export with its files, or all of them."""
    if params.delete_all:
        await call.app.exports.delete(call.server_id)
        return Said("All exports deleted successfully.")
    if params.export_id < 0:
        return Refused("Failed to delete export.")
    await call.app.exports.delete(call.server_id, [params.export_id])
    return Said("Export deleted successfully.")


@command("download_export", params=DownloadParams)
async def download_export(call: Call, params: DownloadParams) -> object:
    """The file of an export; a zip where it has several."""
    try:
        found = await call.app.exports.download(call.server_id, params.export_id)
    except NotFoundError:
        return NO_FILE
    return Attached(found.path, ARCHIVE_TYPE if found.is_archive else FILE_TYPE)


@command("export_metadata", params=ExportParams, scope=Scope.WRITE)
async def export_metadata(call: Call, params: ExportParams) -> object:
    """Begin an export of what is known of a library, of an item, or of playlists."""
    try:
        number = await call.app.exports.start(call.server_id, export_order(params))
    except (InputError, OutsideError, ReadOnlyError) as error:
        return Refused(str(error))
    return Said("Metadata export has started.", {"export_id": number})


def export_order(params: ExportParams) -> ExportOrder:
    """The order that the parameters state.

    Raises:
        InputError: a level or number is none.
    """
    levels = {name: _level(name, getattr(params, name)) for name in LEVELS}
    return ExportOrder(
        section_id=_number("section_id", params.section_id),
        user_id=_number("user_id", params.user_id),
        rating_key=_number("rating_key", params.rating_key),
        file_format=params.file_format,
        metadata_level=levels["metadata_level"],
        media_info_level=levels["media_info_level"],
        resource_levels={name: levels[f"{name}_level"] for name in RESOURCES},
        custom_fields=params.custom_fields,
        export_type=params.export_type,
        individual_files=params.individual_files,
    )


def export_row(stored: StoredExport) -> Row:
    """An export as the table lists it."""
    told = stored.content
    kind = str(told.get("media_type") or "")
    is_one_file = not told.get("individual_files")
    return {
        "export_id": stored.id,
        **{name: told.get(name) for name in ("timestamp", *FILTERS, "media_type")},
        "media_type_title": kind_title(kind),
        "title": told.get("title"),
        "filename": f"{told.get('title')}.{told.get('file_format')}" if is_one_file else None,
        "file_format": told.get("file_format"),
        **{name: told.get(name) for name in NUMBERS},
        "exists": stored.file is not None,
    }


def _listed(fields: Mapping[str, int]) -> list[Row]:
    return [{"field": name, "level": level} for name, level in sorted(fields.items()) if level]


def _level(name: str, text: str) -> int:
    found = whole_number(text)
    if found is None:
        raise InputError(f"Export called with invalid {name} '{text}'.", field=name)
    return found


def _number(name: str, text: str) -> int | None:
    if not text:
        return None
    found = whole_number(text)
    if found is None:
        raise InputError(f"Export called with invalid {name} '{text}'.", field=name)
    return found


COMMANDS = (
    get_exports_table,
    get_export_fields,
    delete_export,
    download_export,
    export_metadata,
)
