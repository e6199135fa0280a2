// Sheets and questions are <dialog> elements. A sheet has its own address: reload, share and
// Back work; closing it goes back to where it was opened.

import { localTimes } from "./times.js";

function show(dialog) {
  localTimes(dialog);
  if (dialog.open && !dialog.matches(":modal")) dialog.close(); // as it comes without script
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("h2")?.focus();
}

function empty(dialog) {
  if (dialog.open) dialog.close();
  dialog.replaceChildren();
}

async function fill(dialog, address) {
  let answer;
  try {
    answer = await fetch(address, { headers: { "HX-Request": "true" } });
  } catch {
    location.assign(address);
    return false;
  }
  if (!answer.ok) {
    location.assign(answer.headers.get("HX-Redirect") || address);
    return false;
  }
  dialog.innerHTML = await answer.text();
  show(dialog);
  return true;
}

function leave(dialog) {
  if (history.state?.sheet) {
    history.go(-history.state.sheet);
    return;
  }
  empty(dialog);
  history.replaceState(null, "", dialog.dataset.back || location.pathname);
}

function offerSheet(dialog) {
  if (dialog.childElementCount) show(dialog);
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-sheet]");
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || event.button || !plain) return;
    event.preventDefault();
    const depth = (history.state?.sheet || 0) + 1;
    if (await fill(dialog, link.href)) history.pushState({ sheet: depth }, "", link.href);
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave(dialog);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target !== dialog && !event.target.closest("[data-close]")) return;
    event.preventDefault();
    leave(dialog);
  });
  let shown = location.pathname + location.search;
  window.addEventListener("popstate", () => {
    const wanted = location.pathname + location.search;
    if (history.state?.sheet) fill(dialog, location.href);
    else if (dialog.open) empty(dialog);
    else if (wanted !== shown) location.reload();
    shown = wanted;
  });
  document.addEventListener("rows:shown", () => {
    shown = location.pathname + location.search;
    dialog.dataset.back = shown;
  });
}

function offerQuestions() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-ask]");
    if (opener) {
      event.preventDefault();
      document.getElementById(opener.dataset.ask)?.showModal();
      return;
    }
    event.target.closest("dialog.ask [data-close]")?.closest("dialog").close();
  });
}

// A menu closes when one clicks beside it, leaves it, or presses Escape.
function offerMenus() {
  const close = (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  };
  document.addEventListener("click", close);
  document.addEventListener("focusin", close);
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

export function offerSheets() {
  const dialog = document.getElementById("sheet");
  if (dialog) offerSheet(dialog);
  offerQuestions();
  offerMenus();
}
