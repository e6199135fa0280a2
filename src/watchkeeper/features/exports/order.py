"""An order for an export, and what can be wrong with it.

Rules and sentences: the protocol of Tautulli's exporter, which programs know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from watchkeeper.errors import InputError
from watchkeeper.values import dataclass

LEVELS: Sequence[int] = (0, 1, 2, 3, 9)
RESOURCE_LEVELS: Sequence[int] = (0, 1, 2, 9)
"""0: none, 1: what was uploaded by hand, 2: what is locked, 9: all."""
RESOURCES = ("thumb", "art", "logo", "squareArt", "theme")
"""Pictures and theme music of an item."""
FILE_FORMATS = ("csv", "json", "xml", "m3u")
EXPORT_TYPES = ("all", "collection", "playlist")
LONGEST_CUSTOM = 20_000  # characters: more than all fields there are
WITH_THEME = frozenset({"movie", "show", "artist", "collection"})
WITH_PICTURES = WITH_THEME | {"season", "album", "photoalbum", "playlist"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOrder:
    """Of what, in which form, and how much of it. An item comes before a user, then a library."""

    section_id: int | None = None
    user_id: int | None = None
    rating_key: int | None = None
    file_format: str = "csv"
    metadata_level: int = 1
    media_info_level: int = 1
    resource_levels: Mapping[str, int] = field(default_factory=dict)  # 0 where not named
    custom_fields: str = ""
    export_type: str = "all"
    individual_files: bool = False
    safe_cells: bool = False  # no cell of a CSV can begin a formula

    def level_of(self, resource: str) -> int:
        """How much is wanted of a kind of picture."""
        return self.resource_levels.get(resource, 0)


def checked(order: ExportOrder) -> ExportOrder:
    """The order, as it is carried out.

    Raises:
        InputError: it cannot be; `field` names what is wrong.
    """
    if order.section_id is None and order.user_id is None and order.rating_key is None:
        raise InputError("Export called but no section_id, user_id, or rating_key provided.")
    _check_choices(order)
    if order.user_id is not None and order.rating_key is None and order.export_type != "playlist":
        raise InputError(
            "Export called with invalid export_type '{}'."
            " Only export_type 'playlist' is allowed for user export.",
            field="export_type",
        )
    if order.individual_files and order.rating_key is not None:
        raise InputError(
            "Individual file export is only allowed for library or user export.",
            field="individual_files",
        )
    return _list_of_files(order) if order.file_format == "m3u" else order


def resources_of(kind: str) -> tuple[str, ...]:
    """The pictures that a kind of item can have."""
    if kind not in WITH_PICTURES:
        return ()
    return RESOURCES if kind in WITH_THEME else RESOURCES[:-1]


def _check_choices(order: ExportOrder) -> None:
    levels = {"metadata_level": order.metadata_level, "media_info_level": order.media_info_level}
    for name, level in levels.items():
        _check(name, level, LEVELS)
    for name in RESOURCES:
        _check(f"{name}_level", order.level_of(name), RESOURCE_LEVELS)
    _check("file_format", order.file_format, FILE_FORMATS)
    _check("export_type", order.export_type, EXPORT_TYPES)
    if len(order.custom_fields) > LONGEST_CUSTOM:
        raise InputError("These are more custom fields than there are.", field="custom_fields")


def _check(name: str, value: int | str, allowed: Sequence[int] | Sequence[str]) -> None:
    if value not in allowed:
        raise InputError(
            "Export called with invalid %(name)s '%(value)s'.", name=name, value=value, field=name
        )


def _list_of_files(order: ExportOrder) -> ExportOrder:
    """A list of files for players needs no more than the basic fields."""
    return replace(
        order, metadata_level=1, media_info_level=1, resource_levels={}, custom_fields=""
    )
