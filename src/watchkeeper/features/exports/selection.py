"""Which facts of an item are exported: levels and custom fields as a tree of names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from watchkeeper.features.exports.catalogue import export_fields, parts_of
from watchkeeper.features.exports.order import RESOURCES, ExportOrder, resources_of
from watchkeeper.values import dataclass

Facts = Mapping[str, Any]  # Any: facts of several types, lists and mappings
Tree = dict[str, "Tree"]
"""Names to take; a name with names of its own is that of a list of objects."""

EVERYTHING = 9
DEEPEST = 6  # photo albums hold photo albums


@dataclass(frozen=True, slots=True)
class Selection:
    """What is taken of one kind of item."""

    kind: str
    tree: Tree
    resources: Mapping[str, int]  # level by name, where pictures are wanted
    providers: frozenset[str]  # of whose pictures it is told who provides them
    parts: Mapping[str, Mapping[str, Selection]]  # by name of the part, then by kind

    @property
    def is_multi_file(self) -> bool:
        """Whether pictures of the item, or of what belongs to it, may be saved."""
        return bool(self.resources) or any(each.is_multi_file for each in self._below())

    @property
    def needs_files(self) -> bool:
        """Whether the server must look whether the files are there."""
        media = self.tree.get("media", {}).get("parts", {})
        return bool({"accessible", "exists"} & media.keys())

    def _below(self) -> Iterable[Selection]:
        return (each for kinds in self.parts.values() for each in kinds.values())


def selection_of(kind: str, order: ExportOrder) -> Selection:
    """What an order wants of a kind of item; unknown custom fields are passed over."""
    custom = [name.strip() for name in order.custom_fields.split(",") if name.strip()]
    return _selection(kind, order, custom, DEEPEST)


def taken(facts: Facts, tree: Tree) -> dict[str, Any]:  # Any: as in `Facts`
    """The facts that the tree names; absent ones are None, or a list of one object of Nones.

    So all items have the same columns, and whoever reads the first of a list finds one.
    """
    return {name: _branch(facts.get(name), below) for name, below in tree.items()}


def _branch(value: Any, below: Tree) -> Any:  # Any: one fact
    if not below:
        return value
    elements = value if isinstance(value, list) and value else [{}]
    return [taken(each, below) for each in elements]


def _selection(kind: str, order: ExportOrder, custom: list[str], depth: int) -> Selection:
    known = export_fields()[kind]
    possible = resources_of(kind)
    resources = {
        name: _resource_level(name, order, custom)
        for name in possible
        if _resource_level(name, order, custom)
    }
    names = {
        *(name for name, level in known.metadata.items() if level <= order.metadata_level),
        *(name for name, level in known.media_info.items() if level <= order.media_info_level),
        *(name for name in custom if name in known.metadata or name in known.media_info),
    }
    names -= {f"{name}File" for name in RESOURCES}
    names |= {f"{name}File" for name in resources}
    return Selection(
        kind=kind,
        tree=_tree(names),
        resources=resources,
        providers=frozenset(name for name in possible if f"{name}Provider" in names),
        parts=_parts(kind, order, custom, depth),
    )


def _parts(
    kind: str, order: ExportOrder, custom: list[str], depth: int
) -> Mapping[str, Mapping[str, Selection]]:
    if depth == 0:
        return {}
    found = {}
    for part, kinds in parts_of(kind).items():
        below = [name.removeprefix(f"{part}.") for name in custom if name.startswith(f"{part}.")]
        if below or export_fields()[kind].children[part] <= order.metadata_level:
            found[part] = {each: _selection(each, order, below, depth - 1) for each in kinds}
    return found


def _resource_level(name: str, order: ExportOrder, custom: list[str]) -> int:
    return EVERYTHING if f"{name}File" in custom else order.level_of(name)


def _tree(names: Iterable[str]) -> Tree:
    tree: Tree = {}
    for name in sorted(names):
        here = tree
        for piece in name.split("."):
            here = here.setdefault(piece, {})
    return tree
