// Single keys, never while typing: g h, g i, g v, j, k, o, f, r, [, ], ?, /.

const GO = { h: "home", i: "history", v: "servers", ",": "settings" };
const PAUSE_MS = 1200;

function typing(target) {
  return target.closest("input, textarea, select, [contenteditable]");
}

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  (next.querySelector("a, button") || next).focus();
  next.scrollIntoView({ block: "nearest" });
}

const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  o: () => document.activeElement?.closest("[data-row]")?.querySelector("a")?.click(),
  f: () => document.querySelector("[data-filters] input, [data-filters] select")?.focus(),
  "/": () => document.querySelector("[data-search]")?.focus(),
  r: () => location.reload(),
  "[": () => document.querySelector("[data-newer]")?.click(),
  "]": () => document.querySelector("[data-older]")?.click(),
  "?": () => document.getElementById("keys")?.showModal(),
};

export function offerKeys() {
  let leader = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]") && event.key !== "?") return;
    if (leader && performance.now() - leader < PAUSE_MS && GO[event.key]) {
      document.querySelector(`[data-go="${GO[event.key]}"]`)?.click();
      leader = 0;
    } else if (event.key === "g") {
      leader = performance.now();
    } else if (ACTIONS[event.key]) {
      event.preventDefault();
      ACTIONS[event.key]();
    }
  });
}
