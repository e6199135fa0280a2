"""Pages in the invented languages: no text is missing in the catalogues, no longer one breaks out.

What is between brackets comes from a catalogue; names and titles stand in elements with
`dir="auto"`.
"""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import OpenPage
from tests.e2e.processes import House, Plex
from tests.e2e.test_audit import AXE, PAGES, SIZES, WIDER, violations
from watchkeeper.web.look import COOKIE

WORDED = (
    *("/setup/libraries", "/setup/options", "/setup/done", "/libraries", "/repair", "/settings"),
    *(f"/settings/{area}" for area in ("appearance", "recording", "history", "network", "people")),
    *(f"/settings/{area}" for area in ("notifying", "newsletters", "backups", "export", "apps")),
    *(
        "/account",
        "/search",
        "/nowhere",
        "/do/back-up",
        "/users/1/31609458/erase",
    ),
)
"""Where nearly everything is ours, and little a name or a title."""
NAMES = re.compile(
    r"\b(Watchkeeper|Plex|Tautulli|CSV|SVG|PNG|JSON|GB|Esc|UTC|Europe/Oslo|WATCHKEEPER_\w+)\b"
)
LOOKS: dict[str, dict[str, Any]] = {  # Any: options of Playwright
    "de": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}},
    "en-XB": {"color_scheme": "dark", "viewport": {"width": 1440, "height": 900}},
}
OUTSIDE = """
() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const others = 'script, style, noscript, code, kbd, pre, svg, time, [translate=no], [dir=auto]';
  let depth = 0;
  const found = [document.title.replace(/\\[[^\\]]*\\]/g, '')];
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (parentElement.closest(others)) continue;
    let bare = '';
    for (const sign of data) {
      if (sign === '[') depth += 1;
      else if (sign === ']') depth = Math.max(0, depth - 1);
      else if (!depth) bare += sign;
    }
    found.push(bare.trim());
  }
  const named = [...document.querySelectorAll('[aria-label], [placeholder], [title], [alt]')];
  for (const one of named.filter(one => !one.closest('time, [dir=auto]'))) {
    for (const name of ['aria-label', 'placeholder', 'title', 'alt']) {
      const text = one.getAttribute(name) ?? '';
      if (!text.includes('[')) found.push(text);
    }
  }
  return found.filter(text => /\\p{L}{2}/u.test(text));
}
"""


@pytest.fixture
def playing(plex: Plex) -> Plex:
    plex.do("start", person="marlow", rating_key=1281, mode="transcode", limit=2000)
    return plex


def speaking(page: Page, home: House, code: str) -> None:
    page.context.add_cookies([{"name": COOKIE, "value": f"language={code}", "url": f"{home.url}/"}])
    page.reload()
    assert page.locator("html").get_attribute("lang") == code


@pytest.mark.parametrize("code", ["en-XA", "en-XB"])
def test_no_page_of_long_or_mirrored_texts_is_wider_than_the_screen(
    open_page: OpenPage, home: House, playing: Plex, code: str
) -> None:
    page = open_page("/")
    speaking(page, home, code)
    found = {}
    for path, (width, height) in product(PAGES, SIZES):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{home.url}{path}")
        wide = page.evaluate(WIDER)
        if wide:
            found[path, width] = wide
    assert found == {}


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: run `make setup`")
@pytest.mark.parametrize("code", list(LOOKS))
def test_no_page_in_another_language_has_an_accessibility_violation(
    open_page: OpenPage, home: House, playing: Plex, code: str
) -> None:
    page = open_page("/", bypass_csp=True, **LOOKS[code])
    speaking(page, home, code)
    found = {}
    for path in PAGES:
        page.goto(f"{home.url}{path}")
        if problems := violations(page):
            found[path] = problems
    assert found == {}


def test_no_text_of_a_page_is_outside_the_catalogues(
    open_page: OpenPage, home: House, plex: Plex
) -> None:
    page = open_page("/")
    speaking(page, home, "en-XB")
    found = {}
    for path in WORDED:
        page.goto(f"{home.url}{path}")
        bare = [
            text
            for text in page.evaluate(OUTSIDE)
            if re.search(r"[^\W\d_]{2}", NAMES.sub("", text))
        ]
        if bare:
            found[path] = bare
    assert found == {}
