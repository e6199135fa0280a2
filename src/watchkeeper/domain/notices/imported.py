"""What texts from a Tautulli ask for that there is not here."""

from __future__ import annotations

from watchkeeper.domain.notices.arguments import argument_problems
from watchkeeper.domain.notices.documents import document_problems
from watchkeeper.domain.notices.problems import Problem
from watchkeeper.domain.notices.texts import text_problems


def imported_problems(source: str, agent_kind: str = "") -> list[Problem]:
    """Everything in a text for the agent of that name that its owner should change.

    Examples:
        >>> [str(problem) for problem in imported_problems("{title} by {director}")]
        ['Character 13: there is no parameter "director".']
    """
    match agent_kind:
        case "webhook":
            return document_problems(source)
        case "scripts":
            return argument_problems(source)
        case _:
            return text_problems(source)
