// The command box: one field over every page. Results come from the server as a listbox; the
// field keeps the focus and says which option is active (ARIA combobox).

import { number } from "./words.js";

const TYPING_MS = 120;

const box = () => document.getElementById("search");
const field = () => document.getElementById("search-input");
const results = () => document.getElementById("search-body");
const options = () => [...box().querySelectorAll("[role=option]")];

let running = null;
let asked = null;
let waiting = 0;

function say(count) {
  const voice = document.getElementById("search-said");
  const { one, many, none } = voice.dataset;
  voice.textContent = count === 1 ? one : count ? many.replace("#", number(count)) : none;
}

function activate(option) {
  for (const other of options()) other.setAttribute("aria-selected", String(other === option));
  if (option) {
    field().setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    field().removeAttribute("aria-activedescendant");
  }
}

function active() {
  return box().querySelector("[role=option][aria-selected=true]");
}

function step(by) {
  const all = options();
  if (!all.length) return;
  const at = all.indexOf(active());
  const next = at < 0 && by < 0 ? all.length - 1 : (at + by + all.length) % all.length;
  activate(all[next]);
}

async function load(text) {
  clearTimeout(waiting);
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  results().setAttribute("aria-busy", "true");
  const address = new URL(document.querySelector("[data-search-open]").dataset.searchOpen, location);
  address.searchParams.set("q", text);
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal });
    if (!answer.ok) throw new Error(answer.statusText);
    const html = await answer.text();
    if (signal.aborted) return;
    const body = results();
    body.innerHTML = html;
    body.removeAttribute("aria-busy");
    const here = body.querySelector("[data-here]");
    if (here) here.value = here.value === "/" ? pathHere() : here.value;
    asked = text;
    activate(text ? options()[0] : null);
    say(options().length);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(document.querySelector("[data-search-open]").href);
  }
}

// The present address without the base path, for coming back to it.
function pathHere() {
  const base = document.querySelector("[data-search-open]").getAttribute("href").replace(/\/search$/, "");
  return location.pathname.slice(base.length) + location.search;
}

async function choose(newTab) {
  if (asked !== field().value) await load(field().value);
  const option = active();
  if (!option) return;
  if (newTab && option.href) {
    window.open(option.href, "_blank", "noopener");
    return;
  }
  if (option.href) box().close();
  option.click();
}

export function openSearch() {
  if (!box() || box().open) return;
  box().showModal();
  field().select();
  load(field().value);
}

export function offerSearch() {
  const dialog = box();
  if (!dialog) return;
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("a[data-search-open]");
    if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      openSearch();
    }
    if (event.target === dialog || event.target.closest("[data-search-close]")) dialog.close();
  });
  field().addEventListener("input", () => {
    running?.abort(); // what was asked before is not what is wanted now
    results().setAttribute("aria-busy", "true");
    clearTimeout(waiting);
    waiting = setTimeout(() => load(field().value), TYPING_MS);
  });
  field().addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (steps[event.key]) step(steps[event.key]);
    else if (event.key === "Enter") choose(event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    const opens = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    if (!opens || event.altKey || event.shiftKey) return;
    event.preventDefault();
    openSearch();
  });
}
