// Selecting rows: the head selects all of the page, Shift a stretch, Escape none.

import { number } from "./words.js";

let last = null;

function boxes() {
  return [...document.querySelectorAll("#history-form input[name=play]")];
}

function show() {
  const bulk = document.querySelector("[data-bulk]");
  if (!bulk) return;
  const all = bulk.querySelector("[data-select-all]");
  const chosen = boxes().filter((box) => box.checked).length;
  bulk.classList.toggle("is-active", chosen > 0);
  bulk.classList.toggle("is-empty", chosen === 0);
  if (all && !chosen) all.checked = false;
  const count = number(all?.checked ? Number(all.dataset.selectAll) : chosen);
  for (const said of document.querySelectorAll("[data-count], [data-count-text]")) {
    const text = said.dataset.count || said.dataset.countText;
    said.textContent = text.replace("#", count);
  }
  const head = document.querySelector("[data-check-all]");
  head.checked = chosen > 0 && chosen === boxes().length;
  head.indeterminate = chosen > 0 && !head.checked;
}

function stretch(box) {
  const all = boxes();
  const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
  for (const one of all.slice(from, to + 1)) one.checked = box.checked;
}

export function offerSelection() {
  document.addEventListener("click", (event) => {
    const box = event.target.closest("#history-form input[name=play]");
    if (!box) return;
    if (event.shiftKey && last?.isConnected) stretch(box);
    last = box;
    show();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-check-all]")) {
      for (const box of boxes()) box.checked = event.target.checked;
    }
    if (event.target.closest("#history-form")) show();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.querySelector("dialog[open], details.menu[open]")) return;
    for (const box of boxes()) box.checked = false;
    show();
  });
  document.addEventListener("rows:shown", show);
  show();
}
