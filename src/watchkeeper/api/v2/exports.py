"""Exports as an import brought them, without their files, and what could be exported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from watchkeeper.api.v2.answers import Raw, Refused, Said
from watchkeeper.api.v2.envelope import JSON_TYPE
from watchkeeper.api.v2.export_fields import fields_of
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
from watchkeeper.errors import InputError
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.system.kept import KeptRow

TABLE = "exports"
SEARCHED = (
    "media_type_title", "rating_key", "title", "file_format", "metadata_level",
    "media_info_level", "custom_fields",
)  # fmt: skip
COLUMNS = TableColumns.of(
    "timestamp", *SEARCHED, "file_size", "complete", searchable=SEARCHED, usual="timestamp"
)
FILTERS = ("section_id", "user_id", "rating_key")
LEVELS: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("metadata_level", "media_info_level"), ("0", "1", "2", "3", "9")),
    **dict.fromkeys(
        ("thumb_level", "art_level", "logo_level", "squareArt_level", "theme_level"),
        ("0", "1", "2", "9"),
    ),
}
CHOICES: Mapping[str, Sequence[str]] = {
    **LEVELS,
    "file_format": ("csv", "json", "xml", "m3u"),
    "export_type": ("all", "collection", "playlist"),
}
TITLES = {"photoalbum": "Photo Album"}
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
    """The exports that were made; their files are not here."""
    try:
        request = table_request(params, COLUMNS)
    except InputError:
        return empty_table()
    kept = await call.app.kept.rows(call.server_id, TABLE)
    wanted = {name: value for name in FILTERS if (value := getattr(params, name)) is not None}
    rows = [
        export_row(row)
        for row in kept
        if all(row.content.get(name) == value for name, value in wanted.items())
    ]
    return table(request, rows, len(kept))


@command("get_export_fields", params=FieldsParams)
async def get_export_fields(_call: Call, params: FieldsParams) -> object:
    """What of a kind of item can be exported, and from which level on."""
    return fields_of(params.media_type, params.sub_media_type)


@command("delete_export", params=DeleteParams, scope=Scope.WRITE)
async def delete_export(call: Call, params: DeleteParams) -> object:
    """Forget one export, or all of them."""
    if params.delete_all:
        await call.app.kept.delete(call.server_id, TABLE)
        return Said("All exports deleted successfully.")
    if params.export_id < 0:
        return Refused("Failed to delete export.")
    await call.app.kept.delete(call.server_id, TABLE, [params.export_id])
    return Said("Export deleted successfully.")


@command("download_export", params=DownloadParams)
async def download_export(_call: Call, _params: DownloadParams) -> object:
    """The file of an export: an import does not bring any."""
    return NO_FILE


@command("export_metadata", params=ExportParams, scope=Scope.WRITE)
async def export_metadata(_call: Call, params: ExportParams) -> object:
    """Export what is known of a library or item: checked, but refused until exports are made."""
    return Refused(mistake(params) or "Exports are not made by this version.")


def mistake(params: ExportParams) -> str | None:
    """What is wrong with an order for an export; None when nothing is."""
    if not (params.section_id or params.user_id or params.rating_key):
        return "Export called but no section_id, user_id, or rating_key provided."
    for name, allowed in CHOICES.items():
        value = getattr(params, name)
        if value not in allowed:
            return f"Export called with invalid {name} '{value}'."
    if params.user_id and not params.rating_key and params.export_type != "playlist":
        return (
            "Export called with invalid export_type '{}'."
            " Only export_type 'playlist' is allowed for user export."
        )
    if params.individual_files and params.rating_key:
        return "Individual file export is only allowed for library or user export."
    return None


def export_row(row: KeptRow) -> Row:
    """An export as the table lists it."""
    told = row.content
    kind = str(told.get("media_type") or "")
    is_one_file = not told.get("individual_files")
    numbers = (
        *LEVELS, "custom_fields", "individual_files", "file_size", "complete", "exported_items",
        "total_items",
    )  # fmt: skip
    return {
        "export_id": row.row_id,
        **{name: told.get(name) for name in ("timestamp", *FILTERS, "media_type")},
        "media_type_title": TITLES.get(kind, kind.capitalize()),
        "title": told.get("title"),
        "filename": f"{told.get('title')}.{told.get('file_format')}" if is_one_file else None,
        "file_format": told.get("file_format"),
        **{name: told.get(name) for name in numbers},
        "exists": False,
    }


COMMANDS = (
    get_exports_table,
    get_export_fields,
    delete_export,
    download_export,
    export_metadata,
)
