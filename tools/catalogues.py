"""Keeps the catalogues of `src/watchkeeper/languages` in step with the texts in the code.

python -m tools.catalogues gather    take up new texts, drop those that are gone
python -m tools.catalogues compile   write the `.mo` files that the program reads
python -m tools.catalogues start CODE
    begin a language, named as HTML's `lang` has it, e.g. fr or pt-BR
python -m tools.catalogues pseudo FOLDER
    write languages there that show which texts are in no catalogue, and what longer ones do
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.pseudo import PSEUDO, disguised
from watchkeeper.domain.notices.bounds import ExpressionError
from watchkeeper.domain.notices.documents import DocumentError
from watchkeeper.domain.notices.fields import FieldError
from watchkeeper.errors import WatchkeeperError
from watchkeeper.texts import Sentence

SOURCE: Final = Path(__file__).parent.parent / "src" / "watchkeeper"
LANGUAGES: Final = SOURCE / "languages"
METHODS: Final = [
    *((f"{part}/**.py", "ignore") for part in ("api", "cli", "demo")),  # read by programs alone
    ("**.py", "python"),
    ("web/templates/**.*", "jinja2"),
    ("domain/notices/data/parameters.json", "tools.parameters:titles"),
]


def _kinds(error: type[Exception]) -> Iterator[str]:
    """The names of an error and of those derived from it."""
    yield error.__name__
    for kind in error.__subclasses__():
        yield from _kinds(kind)


ERRORS: Final = (
    *_kinds(WatchkeeperError),
    *_kinds(ExpressionError),
    *_kinds(FieldError),
    *_kinds(DocumentError),
)
"""What takes a sentence of the catalogues when it is raised."""
KEYWORDS: Final = {
    **DEFAULT_KEYWORDS,
    **dict.fromkeys(("N_", Sentence.__name__, *ERRORS)),
}
HEADER: Final = """\
msgid ""
msgstr ""
"Language: {catalog.locale_identifier}\\n"
"Plural-Forms: {catalog.plural_forms}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def gathered() -> Catalog:
    """All texts that are marked in the code and in templates."""
    catalog = Catalog(fuzzy=False)
    options = {pattern: {"trim_blocks": "true", "lstrip_blocks": "true"} for pattern, _ in METHODS}
    for _, _, text, _, context in extract_from_dir(
        SOURCE, method_map=METHODS, options_map=options, keywords=KEYWORDS
    ):
        catalog.add(text, context=context)
    return catalog


def locale_of(code: str) -> str:
    """What Babel calls a language."""
    return code.replace("-", "_")


def catalogues() -> Iterator[tuple[Path, Catalog]]:
    """Each language's file, and what is in it."""
    for path in sorted(LANGUAGES.glob("*.po")):
        with path.open("rb") as file:
            yield path, read_po(file, locale=locale_of(path.stem))


def taken_up(old: Catalog, texts: Catalog) -> Catalog:
    """The texts of now, with the translations that are known of them."""
    new = Catalog(locale=old.locale, fuzzy=False)
    for message in texts:
        if message.id:
            known = old.get(message.id, context=message.context)
            string = known.string if isinstance(known, Message) else ""
            new.add(message.id, string, context=message.context)
    return new


def keep(path: Path, catalog: Catalog) -> None:
    """Write a catalogue, sorted, without dates and tools: the same texts are the same file."""
    with path.open("wb") as file:
        file.write(HEADER.format(catalog=catalog).encode())
        write_po(file, catalog, sort_output=True, omit_header=True, width=100)


def gather() -> None:
    """Bring all catalogues up to date."""
    texts = gathered()
    for path, catalog in catalogues():
        keep(path, taken_up(catalog, texts))


def start(code: str, folder: Path = LANGUAGES) -> None:
    """Write the catalogue of a new language, with nothing translated yet."""
    path = folder / f"{code}.po"
    if path.exists():
        sys.exit(f"{path} is there already")
    keep(path, taken_up(Catalog(locale=locale_of(code)), gathered()))


def translated(catalog: Catalog) -> Catalog:
    """Without the texts that have no translation yet: they are shown in English."""
    whole = Catalog(locale=catalog.locale, fuzzy=False)
    for message in catalog:
        forms = message.string if isinstance(message.string, list | tuple) else [message.string]
        if message.id and all(forms):
            whole.add(message.id, message.string, context=message.context)
    return whole


def compile_all(folder: Path = LANGUAGES) -> None:
    """Write what gettext reads beside each catalogue."""
    for path, catalog in catalogues():
        with (folder / f"{path.stem}.mo").open("wb") as file:
            write_mo(file, translated(catalog))


def invent(folder: Path) -> None:
    """Compile the invented languages into a folder: WATCHKEEPER_LANGUAGES names it."""
    texts = gathered()
    for code, disguise in PSEUDO.items():
        catalog = Catalog(locale="en", fuzzy=False)
        for message in texts:
            if message.id:
                catalog.add(message.id, disguised(message.id, disguise), context=message.context)
        with (folder / f"{code}.mo").open("wb") as file:
            write_mo(file, catalog)


def main(verb: str, of: str = "") -> None:
    """What the command line asks for; `of` is a code or a folder."""
    if verb == "gather":
        gather()
    elif verb == "compile":
        compile_all()
    elif verb == "start":
        start(of)
    else:
        invent(Path(of))


if __name__ == "__main__":
    main(*sys.argv[1:])
