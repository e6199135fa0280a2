"""docs and docs_md: what the registry says about its commands."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from watchkeeper.api.v2.answers import Raw
from watchkeeper.api.v2.params import Parameter
from watchkeeper.api.v2.registry import Call, Command, NoParams, command

MARKDOWN_TYPE = "text/html;charset=utf-8"


def commands_about(groups: Iterable[Iterable[Command]]) -> tuple[Command, ...]:
    """The commands that document those of the groups, and themselves."""
    known = [found for group in groups for found in group]

    @command("docs", params=NoParams, is_open=True, takes_unknown=False)
    async def docs(_call: Call, _params: NoParams) -> object:
        """Every command with its help."""
        return {found.name: help_text(found) for found in _by_name(known)}

    @command("docs_md", params=NoParams, is_open=True, takes_unknown=False)
    async def docs_md(_call: Call, _params: NoParams) -> object:
        """Every command with its help, as Markdown."""
        content = f"<pre>{html.escape(markdown(_by_name(known)))}</pre>"
        return Raw(content.encode(), MARKDOWN_TYPE)

    known += [docs, docs_md]
    return (docs, docs_md)


def help_text(found: Command) -> str:
    """What a command does and takes, in one line."""
    sentences = [" ".join(found.help.split())]
    needed = [each for each in found.grammar.parameters if each.is_needed]
    optional = [each for each in found.grammar.parameters if not each.is_needed]
    if needed:
        sentences.append(f"Required parameters: {_listed(needed)}.")
    if optional:
        sentences.append(f"Optional parameters: {_listed(optional)}.")
    return " ".join(sentences)


def markdown(commands: Sequence[Command]) -> str:
    """The help of all commands as one Markdown text."""
    return "\n".join(part for found in commands for part in _section(found))


def _section(found: Command) -> list[str]:
    lines = [f"### {found.name}", found.help, ""]
    lines += [
        f"- `{each.name}` ({each.word}{', required' if each.is_needed else ''}){_default(each)}"
        for each in found.grammar.parameters
    ]
    return [*lines, ""]


def _listed(parameters: Iterable[Parameter]) -> str:
    return ", ".join(f"{each.name} ({each.word}){_default(each)}" for each in parameters)


def _default(parameter: Parameter) -> str:
    return f" = {parameter.default}" if parameter.default not in {None, "", (), False} else ""


def _by_name(commands: Iterable[Command]) -> list[Command]:
    return sorted(commands, key=lambda found: found.name)
