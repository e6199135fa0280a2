"""`watchkeeper.values.dataclass` is held against the standard library's decorator."""

import ast
import copy
import dataclasses
import math
import pickle
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, field
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper import values
from watchkeeper.values import dataclass

SOURCE = Path(values.__file__).parent


@dataclass(frozen=True, slots=True)
class Play:
    """At the top of a module, so that it can be pickled."""

    title: str
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """With a secret."""

    name: str
    secret: str = field(repr=False)


def outcome(expression: str, names: dict[str, Any]) -> str:
    """What it gives, or the error it ends with."""
    try:
        return repr(eval(expression, names))
    except (AttributeError, TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"


def outcomes(decorator: object, source: str, expressions: tuple[str, ...]) -> list[str]:
    """What these give after the source, in which `dataclass` is the decorator."""
    names: dict[str, Any] = {"dataclass": decorator, "__name__": "shapes"}
    exec("import dataclasses\nfrom dataclasses import field, InitVar", names)
    try:
        exec(dedent(source), names)
    except (TypeError, ValueError) as error:
        return [str(error)]
    return [outcome(each, names) for each in expressions]


SHAPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "fields of a derived class that prints nothing of its own stay hidden": (
        """
        @dataclass(frozen=True, slots=True)
        class Base:
            name: str
        @dataclass(frozen=True, slots=True, repr=False)
        class Derived(Base):
            secret: str
        """,
        ("Derived('a', 'hush')",),
    ),
    "what is frozen refuses to be changed": (
        """
        @dataclass(frozen=True)
        class Point:
            x: int
        @dataclass(frozen=True, slots=True)
        class Lean:
            x: int
        a, b = Point(1), Lean(1)
        """,
        (
            "setattr(a, 'x', 2)",
            "delattr(a, 'x')",
            "setattr(a, 'y', 2)",
            "delattr(a, 'y')",
            "setattr(b, 'x', 2)",
            "delattr(b, 'x')",
            "a, b",
        ),
    ),
    "a plain class derived from a frozen one has attributes of its own": (
        """
        @dataclass(frozen=True)
        class Base:
            x: int
        class Loose(Base):
            pass
        one = Loose(1)
        """,
        (
            "setattr(one, 'note', 'kept')",
            "one.__dict__",
            "delattr(one, 'note')",
            "one.__dict__",
            "setattr(one, 'x', 2)",
            "delattr(one, 'x')",
        ),
    ),
    "a base that sets attributes in its own way is asked": (
        """
        heard = []
        class Hearing:
            def __setattr__(self, name, value):
                heard.append(name)
        @dataclass(frozen=True)
        class Base(Hearing):
            x: int
        class Loose(Base):
            pass
        """,
        ("setattr(Loose(1), 'note', 2)", "setattr(Loose(1), 'x', 2)", "heard"),
    ),
    "a sibling that sets attributes in its own way is asked": (
        """
        heard = []
        class Hearing:
            def __setattr__(self, name, value):
                heard.append(name)
        @dataclass(frozen=True)
        class Base:
            x: int
        class Loose(Base, Hearing):
            pass
        """,
        ("setattr(Loose(1), 'note', 2)", "setattr(Loose(1), 'x', 2)", "heard"),
    ),
    "only the same class is equal": (
        """
        @dataclass(frozen=True, slots=True)
        class Base:
            x: int
        @dataclass(frozen=True, slots=True)
        class Derived(Base):
            y: int = 0
        class Loose(Base):
            pass
        """,
        (
            "Base(1) == Derived(1)",
            "Derived(1) == Derived(1, 0)",
            "Derived(1, 1) == Derived(1, 2)",
            "Base(1) == Loose(1)",
            "Loose(1) == Loose(1)",
            "Base(1).__eq__(1)",
            "{Base(1), Base(1), Loose(1), Derived(1), Derived(1)}.__len__()",
        ),
    ),
    "methods that a class brings are kept": (
        """
        @dataclass(frozen=True, slots=True)
        class Hidden:
            x: int
            def __repr__(self):
                return "hidden"
        @dataclass(frozen=True)
        class Alike:
            x: int
            def __eq__(self, other):
                return True
        @dataclass(frozen=True)
        class Hashed:
            x: int
            def __hash__(self):
                return 7
        @dataclass()
        class Changing:
            x: int
            def __hash__(self):
                return 8
        @dataclass(frozen=True)
        class Unhashed:
            x: int
            __hash__ = None
        """,
        (
            "Hidden(1)",
            "Alike(1) == Alike(2)",
            "hash(Alike(1)) == hash(Alike(2))",
            "hash(Hashed(1))",
            "hash(Changing(1))",
            "Changing(1) == Changing(1)",
            "hash(Unhashed(1))",
        ),
    ),
    "a base is asked about its own fields": (
        """
        @dataclass(frozen=True)
        class Base:
            x: int
        @dataclass(frozen=True)
        class Derived(Base):
            y: int
            def __eq__(self, other):
                return super().__eq__(other)
        @dataclass(frozen=True, eq=False)
        class Kept(Base):
            y: int
        """,
        (
            "Derived(1, 2) == Derived(1, 3)",
            "Kept(1, 2) == Kept(1, 3)",
            "hash(Kept(1, 2)) == hash(Kept(1, 3))",
        ),
    ),
    "what sets its attributes itself cannot be frozen": (
        """
        @dataclass(frozen=True)
        class Own:
            x: int
            def __setattr__(self, name, value): ...
        """,
        (),
    ),
    "a frozen class cannot have a base that is not": (
        """
        @dataclass()
        class Base:
            x: int
        @dataclass(frozen=True)
        class Derived(Base):
            y: int
        """,
        (),
    ),
    "what holds itself is printed with an end": (
        """
        @dataclass()
        class Node:
            next: object = None
        node = Node()
        node.next = [node]
        """,
        ("node",),
    ),
    "what a class does after its making is done": (
        """
        @dataclass(frozen=True, slots=True)
        class Even:
            x: int
            start: InitVar[int] = 2
            kinds: list[int] = field(default_factory=list)
            def __post_init__(self, start):
                object.__setattr__(self, "x", self.x * start)
        """,
        ("Even(3)", "dataclasses.asdict(Even(3))", "Even(3) == Even(3)", "hash(Even(3))"),
    ),
    "it stands without parentheses": (
        """
        @dataclass
        class Bare:
            x: int = 1
        @dataclass
        class Empty:
            pass
        """,
        ("Bare()", "Bare() == Bare(1)", "hash(Bare())", "Empty()", "Empty() == Empty()"),
    ),
    "a class without a word about itself gets its signature": (
        """
        @dataclass(frozen=True, kw_only=True)
        class Plain:
            x: int
            y: int = 2
        """,
        ("Plain.__doc__",),
    ),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_shape_behaves_as_with_the_standard_decorator(
    shape: tuple[str, tuple[str, ...]],
) -> None:
    assert outcomes(dataclass, *shape) == outcomes(dataclasses.dataclass, *shape)


FIELDS = st.lists(
    st.fixed_dictionaries(
        {
            "repr": st.booleans(),
            "compare": st.booleans(),
            "hash": st.sampled_from([None, True, False]),
            "kw_only": st.booleans(),
        }
    ),
    max_size=5,
)
FLAGS = ("frozen", "slots", "kw_only", "repr", "eq", "order", "unsafe_hash", "match_args")
OPTIONS = st.fixed_dictionaries({}, optional={name: st.booleans() for name in FLAGS})
FILLINGS = st.lists(st.sampled_from([0, 1, "a", None, math.nan, (1, 2)]), min_size=5, max_size=5)
QUESTIONS = (
    "repr(a) if shows else None",
    "a == b",
    "a != b",
    "a == twin",
    "a == 1",
    "a < b",
    "hash(a) == hash(twin)",
    "hash(a) == hash(b)",
    "setattr(a, 'f0', a.f0)",
    "delattr(b, 'f0')",
    "dataclasses.asdict(a)",
    "dataclasses.astuple(a)",
    "dataclasses.replace(a, **changes) == a",
    "copy.copy(a) == a",
    "[str(each) for each in dataclasses.fields(cls)]",
    "cls.__match_args__",
    "vars(cls).get('__slots__')",
    "cls.__dataclass_params__",
    "cls.__hash__ is None",
    "cls(1, 2, 3, 4, 5, 6, 7)",
)


def made(decorator: Any, fields: list[dict[str, Any]], options: dict[str, bool]) -> Any:
    body: dict[str, Any] = {"__annotations__": {f"f{at}": int for at in range(len(fields))}}
    body.update({f"f{at}": field(**each) for at, each in enumerate(fields)})
    return decorator(**options)(type("Made", (), body))


@given(FIELDS, OPTIONS, FILLINGS, FILLINGS)
def test_any_fields_and_options_mean_what_they_mean_with_the_standard_decorator(
    fields: list[dict[str, Any]], options: dict[str, bool], one: list[object], other: list[object]
) -> None:
    results: list[list[str]] = []
    names = [f"f{at}" for at in range(len(fields))]
    for decorator in (dataclass, dataclasses.dataclass):
        try:
            cls = made(decorator, fields, options)
        except ValueError as error:  # order without eq
            results.append([str(error)])
            continue
        known = {
            "a": cls(**dict(zip(names, one, strict=False))),
            "b": cls(**dict(zip(names, other, strict=False))),
            "twin": cls(**dict(zip(names, one, strict=False))),
            "cls": cls,
            "changes": dict.fromkeys(names, 3),
            "shows": options.get("repr", True),
            "copy": copy,
            "dataclasses": dataclasses,
        }
        results.append([outcome(question, known) for question in QUESTIONS])

    assert results[0] == results[1]


def test_a_field_that_is_not_shown_stays_hidden() -> None:
    assert repr([Key("a", "hush")]) == "[Key(name='a')]"


def test_a_frozen_class_with_slots_takes_no_further_attributes_either() -> None:
    with pytest.raises(FrozenInstanceError, match=r"^cannot assign to field 'later'$"):
        Play("a").later = 1  # type: ignore[attr-defined]
    with pytest.raises(FrozenInstanceError, match=r"^cannot delete field 'later'$"):
        del Play("a").later  # type: ignore[attr-defined]


def test_its_values_can_be_matched_pickled_and_copied() -> None:
    play = Play("Heat", (1, 2))

    assert pickle.loads(pickle.dumps(play)) == play
    assert copy.deepcopy(play) == copy.copy(play) == play
    match play:
        case Play(title, (first, _)):
            assert (title, first) == ("Heat", 1)
        case _:
            pytest.fail("not matched")


def test_classes_share_one_function_each() -> None:
    for name in ("__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__"):
        assert vars(Play)[name] is vars(Key)[name]


def imports_of_the_standard_decorator() -> Iterator[str]:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.ImportFrom(module="dataclasses", names=names):
                    found = any(each.name == "dataclass" for each in names)
                case ast.Import(names=names):
                    found = any(each.name == "dataclasses" for each in names)
                case _:
                    found = False
            if found:
                yield path.relative_to(SOURCE).as_posix()


def test_every_module_of_ours_takes_the_decorator_from_here() -> None:
    assert set(imports_of_the_standard_decorator()) == {"values.py"}
