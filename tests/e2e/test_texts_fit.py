"""Texts stay in their places: in German, whose words are long, on a phone, with all unfolded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, StorageState

from tests.e2e.processes import House, Plex
from tests.e2e.test_audit import PAGES

SIZES = ((390, 844), (1440, 900))
TECHNICAL = ("/logs", "/settings/about", "/setup/history")  # paths and ids may break anywhere
MISFITS = r"""
() => {
  document.querySelectorAll("details").forEach(one => { one.open = true; });
  const places =
    "td, th, dt, dd, label, .panel, .figure, .window, .button, .chip, .badge, .notice, .menu-list";
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const said = texts.currentNode.textContent.trim(), within = texts.currentNode.parentElement;
    if (!said || !within.checkVisibility({ visibilityProperty: true })) continue;
    if (within.closest("svg, option, noscript, code, pre, .sr-only")) continue;
    const around = [];
    for (let one = within; one !== document.body; one = one.parentElement) around.push(one);
    const styles = around.map(one => getComputedStyle(one));
    if (styles.some(one => one.textOverflow === "ellipsis" || one.clipPath !== "none")) continue;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const box = range.getBoundingClientRect();
    const place = within.closest(places)?.getBoundingClientRect();
    const scrolls = styles.some(one => /auto|scroll/.test(one.overflowX));
    if (place && !scrolls && (box.right > place.right + 1.5 || box.left < place.left - 1.5))
      found.push("leaves its place: " + said.slice(0, 60));
    const lines = new Set([...range.getClientRects()].map(one => Math.round(one.top))).size;
    const words = said.split(/[\s\u00ad\/-]+/).filter(Boolean).length;
    if (words && lines > words) found.push("is broken within words: " + said.slice(0, 60));
  }
  return [...new Set(found)];
}
"""


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_texts_stay_in_their_places(
    home: House,
    contexts: Callable[..., BrowserContext],
    signed_in: StorageState,
    plex: Plex,
    size: tuple[int, int],
) -> None:
    viewport = {"width": size[0], "height": size[1]}
    context = contexts(home.url, storage_state=signed_in, locale="de-DE", viewport=viewport)
    page = context.new_page()
    found = {}
    for path in PAGES:
        if not path.startswith(TECHNICAL):
            page.goto(f"{home.url}{path}")
            found[path] = page.evaluate(MISFITS)
    assert {path: texts for path, texts in found.items() if texts} == {}
