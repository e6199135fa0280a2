// Replacing a part of the page without disturbing who is at work in it.

import { localTimes } from "./times.js";

export function elementOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

// Put the fresh part in the old one's place; what is open stays open, focus stays where it was.
export function replacePart(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  for (const part of old.querySelectorAll("details[open][id]")) {
    fresh.querySelector(`#${CSS.escape(part.id)}`)?.setAttribute("open", "");
  }
  old.replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  window.htmx?.process(fresh);
  localTimes(fresh);
}
