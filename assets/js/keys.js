// Single keys, never while typing: g with the letter of a page, j, k, o, x, f, r, [, ], ?, /.

import { openSearch } from "./search.js";

const PAUSE_MS = 1200;

function typing(target) {
  const field = target.closest("input, textarea, select, [contenteditable]");
  return field && !["checkbox", "radio"].includes(field.type);
}

function here() {
  return document.activeElement?.closest("[data-row]");
}

// What opens a row: the row itself, the link to its sheet, or else its first link.
function opener(row) {
  if (row.matches("a")) return row;
  return row.querySelector("a[data-sheet]") ?? row.querySelector("a");
}

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  const next = rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(here()) + by))];
  opener(next)?.focus();
  next.scrollIntoView({ block: "nearest" });
}

function open() {
  const row = here();
  if (row) opener(row)?.click();
}

function filters() {
  const box = document.getElementById("filter-box");
  if (box) box.open = true;
  (box ?? document.querySelector("form[data-filters]"))?.querySelector("select")?.focus();
}

const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  o: open,
  x: () => here()?.querySelector("input[name=play]")?.click(),
  f: filters,
  "/": () => (document.getElementById("search") ? openSearch() : document.querySelector("[data-search]")?.focus()),
  r: () => location.reload(),
  "[": () => document.querySelector("[data-newer]")?.click(),
  "]": () => document.querySelector("[data-older]")?.click(),
  "?": () => document.getElementById("keys")?.showModal(),
};

// Ctrl or ⌘ S saves the form that somebody is at work in.
function offerSaving() {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey)) return;
    const form = document.activeElement?.closest("form[data-guard]") || document.querySelector("form[data-changed]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

export function offerKeys() {
  let leader = -PAUSE_MS;
  offerSaving();
  if (document.documentElement.dataset.keys === "off") return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const led = performance.now() - leader < PAUSE_MS;
    const goal = led && document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    leader = event.key === "g" ? performance.now() : -PAUSE_MS;
    if (goal) {
      goal.click();
    } else if (ACTIONS[event.key]) {
      event.preventDefault();
      ACTIONS[event.key]();
    }
  });
}
