"""What is to be linked, as it is asked for and as a job keeps it."""

from __future__ import annotations

from typing import Any

from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.features.history.relinking.preview import Choices, Scope
from watchkeeper.features.system.jobs.job import Plain
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be linked: with `into` in its scope, the plays of a library are moved."""

    scope: Scope
    chosen: Choices | None = None  # see `Relinks.link`
    with_rest: bool = False  # see `Relinks.merge`


def plain_order(order: Order) -> dict[str, Any]:  # Any: JSON
    """As a job keeps it."""
    scope = order.scope
    chosen = None if order.chosen is None else [[old, list(to)] for old, to in order.chosen]
    return {
        "server_id": scope.server_id,
        "section_id": scope.section_id,
        "rating_key": scope.rating_key,
        "into": scope.into,
        "chosen": chosen,
        "with_rest": order.with_rest,
    }


def order_of(inputs: Plain) -> Order:
    """What a job kept."""
    into, section_id, chosen = inputs["into"], inputs["section_id"], inputs["chosen"]
    scope = Scope(
        server_id=ServerId(inputs["server_id"]),
        section_id=None if section_id is None else SectionId(section_id),
        rating_key=inputs["rating_key"],
        into=None if into is None else (ServerId(into[0]), SectionId(into[1])),
    )
    choices = None if chosen is None else [(old, (to[0], to[1])) for old, to in chosen]
    return Order(scope=scope, chosen=choices, with_rest=inputs["with_rest"])
