"""`dataclass`, with the standard library's meaning and less weight.

The standard decorator writes and compiles up to seven functions for every class. We have some nine
hundred classes, and how they print, compare and refuse to be changed is the same for all: here they
share one function for each. `__init__`, the fields and the slots remain the standard library's, and
so does every class that asks for something unusual (`order`, `unsafe_hash`, `eq=False`,
`repr=False`). Type checkers see the standard decorator itself.
"""

from __future__ import annotations

import dataclasses
import reprlib
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

_USUAL = {"repr": True, "eq": True, "order": False, "unsafe_hash": False}


def _sharing_dataclass(given: type | None = None, /, **options: Any) -> Any:
    """What `dataclasses.dataclass` does, with the same options, results and errors."""
    if given is None:
        return lambda cls: _sharing_dataclass(cls, **options)
    if any(options.get(name, usual) != usual for name, usual in _USUAL.items()):
        return dataclasses.dataclass(**options)(given)
    own = options | {"repr": False, "eq": False}
    cls: Any = dataclasses.dataclass(**own)(given)  # Any: a class that gets further attributes
    cls.__dataclass_params__.repr = cls.__dataclass_params__.eq = True
    _share_repr_and_eq(cls)
    _share_hash(cls)
    if cls.__dataclass_params__.frozen:
        _share_refusals(cls)
    return cls


def _share_repr_and_eq(cls: Any) -> None:
    if "__repr__" not in vars(cls):
        cls.__repr__ = _repr
    if "__eq__" not in vars(cls):
        cls.__eq__ = _eq
        cls.__compared__ = _all_of([each.name for each in dataclasses.fields(cls) if each.compare])


def _share_hash(cls: Any) -> None:
    """A hash for what cannot change, none for what can, unless the class brings its own."""
    own = vars(cls).get("__hash__", dataclasses.MISSING)
    beside_own_eq = own is None and cls.__eq__ is not _eq  # Python wrote this None, not the author
    if own is not dataclasses.MISSING and not beside_own_eq:
        return
    if cls.__dataclass_params__.frozen:
        cls.__hash__ = _hash
        cls.__hashed__ = _all_of([each.name for each in dataclasses.fields(cls) if _counts(each)])
    else:
        cls.__hash__ = None


def _share_refusals(cls: Any) -> None:
    """Unless a base sets attributes in a way of its own: what was generated asks that base."""
    bases = cls.__mro__[1:-1]
    if all(vars(base).get("__setattr__", _refuse_set) is _refuse_set for base in bases):
        cls.__setattr__ = _refuse_set
        cls.__delattr__ = _refuse_delete


def _counts(each: dataclasses.Field[Any]) -> bool:
    return each.compare if each.hash is None else each.hash


def _all_of(names: list[str]) -> attrgetter[tuple[Any, ...]]:
    """Gives a tuple, which takes two names at least: the class fills up."""
    return attrgetter(*names, *["__class__"] * (2 - len(names)))


@reprlib.recursive_repr("...")
def _repr(self: Any) -> str:
    """Of the fields of the class that prints so: one derived from it may have hidden its own."""
    printing = next(cls for cls in type(self).__mro__ if vars(cls).get("__repr__") is _repr)
    shown = [each.name for each in dataclasses.fields(printing) if each.repr]
    told = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
    return f"{type(self).__qualname__}({told})"


def _eq(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    compared = self.__compared__
    return compared(self) == compared(other)


def _hash(self: Any) -> int:
    return hash(self.__hashed__(self))


def _refuse_set(self: Any, name: str, value: object) -> None:
    if _is_frozen(type(self), name):
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
    super(_refusing(type(self)), self).__setattr__(name, value)


def _refuse_delete(self: Any, name: str) -> None:
    if _is_frozen(type(self), name):
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
    super(_refusing(type(self)), self).__delattr__(name)


def _is_frozen(cls: Any, name: str) -> bool:
    """Of a dataclass everything; of a plain class derived from one, the fields."""
    return "__dataclass_fields__" in vars(cls) or name in {
        each.name for each in dataclasses.fields(cls)
    }


def _refusing(cls: type) -> type[Any]:
    return [each for each in cls.__mro__ if vars(each).get("__setattr__") is _refuse_set][-1]


if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _sharing_dataclass
