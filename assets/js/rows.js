// Rows of tables: fetched anew for other filters, those of the history also when the record has
// changed.

import { localTimes } from "./times.js";
import { replacePart } from "./parts.js";

const TYPING_MS = 250;
let running = null;

// The part that filters change: what their form names, else the rows of a history.
function table() {
  const form = document.querySelector("form[data-filters]");
  return document.getElementById(form?.dataset.filters ?? "history");
}

function busy() {
  const old = table();
  return document.querySelector("dialog[open]") || old?.querySelector("[name=play]:checked, details[open]");
}

// Show the rows of an address in place of the present ones; false when it could not be done.
async function load(address) {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  table().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, signal });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (signal.aborted) return false;
    return page;
  } catch (error) {
    table().removeAttribute("aria-busy");
    if (error.name !== "AbortError") throw error;
    return false;
  }
}

function show(page) {
  const old = table();
  const at = [...old.querySelectorAll("a, button, input")].indexOf(document.activeElement);
  const fresh = document.adoptNode(page.getElementById(old.id));
  replacePart(old, fresh);
  if (at >= 0) fresh.querySelectorAll("a, button, input")[at]?.focus({ preventScroll: true });
  localTimes(fresh);
  document.dispatchEvent(new CustomEvent("rows:shown"));
}

// Fetch the rows anew, unless somebody is at work in them.
export async function refreshRows() {
  if (table()?.id !== "history" || busy()) return;
  const page = await load(location.href).catch(() => false);
  if (page && !busy()) show(page);
  else table()?.removeAttribute("aria-busy");
}

async function filter(form) {
  const address = new URL(form.action);
  for (const [name, value] of new FormData(form)) {
    if (value) address.searchParams.append(name, value);
  }
  const page = await load(address).catch(() => location.assign(address));
  if (!page) return;
  history.pushState({ rows: true }, "", address);
  show(page);
  for (const box of form.querySelectorAll("select")) box.classList.toggle("is-set", box.value !== "");
}

export function offerFilters() {
  const form = document.querySelector("form[data-filters]");
  if (!form) return;
  let waiting = 0;
  const soon = (milliseconds) => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, milliseconds, form);
  };
  form.addEventListener("input", (event) => soon(event.target.type === "search" ? TYPING_MS : 0));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    soon(0);
  });
}
