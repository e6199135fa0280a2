// Single keys, never while typing: g h, g i, g v, j, k, o, x, f, r, [, ], ?, /.

const GO = { h: "home", i: "history", v: "servers", ",": "settings" };
const PAUSE_MS = 1200;

function typing(target) {
  const field = target.closest("input, textarea, select, [contenteditable]");
  return field && !["checkbox", "radio"].includes(field.type);
}

function here() {
  return document.activeElement?.closest("[data-row]");
}

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  const next = rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(here()) + by))];
  (next.matches("a") ? next : next.querySelector("a[data-sheet]"))?.focus();
  next.scrollIntoView({ block: "nearest" });
}

function open() {
  const row = here();
  (row?.matches("a") ? row : row?.querySelector("a[data-sheet]"))?.click();
}

function filters() {
  const box = document.getElementById("filter-box");
  if (!box) return;
  box.open = true;
  box.querySelector("select")?.focus();
}

const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  o: open,
  x: () => here()?.querySelector("input[name=play]")?.click(),
  f: filters,
  "/": () => document.querySelector("[data-search]")?.focus(),
  r: () => location.reload(),
  "[": () => document.querySelector("[data-newer]")?.click(),
  "]": () => document.querySelector("[data-older]")?.click(),
  "?": () => document.getElementById("keys")?.showModal(),
};

export function offerKeys() {
  let leader = -PAUSE_MS;
  if (document.documentElement.dataset.keys === "off") return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const goes = performance.now() - leader < PAUSE_MS && GO[event.key];
    leader = event.key === "g" ? performance.now() : -PAUSE_MS;
    if (goes) {
      document.querySelector(`[data-go="${goes}"]`)?.click();
    } else if (ACTIONS[event.key]) {
      event.preventDefault();
      ACTIONS[event.key]();
    }
  });
}
