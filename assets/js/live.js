// The live channel: server-sent events. Each one names a part of the page; only that is changed.

import { anchorClock } from "./clock.js";
import { localTimes } from "./times.js";

const LATEST_SAY_MS = 5000;

function replacePart(id, html) {
  const old = document.getElementById(id);
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  const fresh = template.content.firstElementChild;
  if (!fresh) return null;
  const focused = old && old.contains(document.activeElement) ? document.activeElement.id : "";
  const open = old ? [...old.querySelectorAll("details[open]")].map((part) => part.id) : [];
  if (old) old.replaceWith(fresh);
  for (const key of open) document.getElementById(key)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  window.htmx?.process(fresh);
  localTimes(fresh);
  return fresh;
}

function placeCard(grid, { id, html, after }) {
  const fresh = document.getElementById(id) ? replacePart(id, html) : insertCard(grid, html, after);
  if (fresh) anchorClock(fresh);
}

function insertCard(grid, html, after) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  const fresh = template.content.firstElementChild;
  const before = after ? document.getElementById(after) : null;
  if (before) before.after(fresh);
  else grid.prepend(fresh);
  window.htmx?.process(fresh);
  localTimes(fresh);
  return fresh;
}

function tickCard({ id, offset, running, speed, state }) {
  const card = document.getElementById(id);
  if (!card) return;
  card.dataset.offset = String(offset);
  card.dataset.running = running ? "1" : "0";
  card.dataset.state = state;
  anchorClock(card);
  const shown = card.querySelector("[data-speed]");
  if (shown) shown.textContent = speed;
}

function sayer() {
  const voice = document.getElementById("live-voice");
  let last = -LATEST_SAY_MS;
  return (text) => {
    const now = performance.now();
    if (!voice || now - last < LATEST_SAY_MS) return;
    last = now;
    voice.textContent = text;
  };
}

export function followLive() {
  const grid = document.querySelector("[data-live]");
  if (!grid) return;
  const say = sayer();
  const lost = document.getElementById("live-lost");
  const source = new EventSource(grid.dataset.live);
  const on = (name, act) => source.addEventListener(name, (event) => act(JSON.parse(event.data)));
  source.addEventListener("open", () => lost?.setAttribute("hidden", ""));
  source.addEventListener("error", () => {
    lost?.removeAttribute("hidden");
    for (const card of grid.children) card.dataset.running = "0";
  });
  on("card", (message) => placeCard(grid, message));
  on("tick", (messages) => messages.forEach(tickCard));
  on("gone", ({ id }) => document.getElementById(id)?.remove());
  on("part", ({ id, html }) => replacePart(id, html));
  on("title", ({ text }) => {
    document.title = text;
  });
  on("say", ({ text }) => say(text));
  window.addEventListener("pagehide", () => source.close());
}
