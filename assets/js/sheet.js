// Sheets and questions are <dialog> elements filled by htmx. Opening one changes the address,
// so that reload, share and Back work; closing it goes back.

const SLOT = "sheet";

function slot() {
  return document.getElementById(SLOT);
}

function show(dialog) {
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("[autofocus], h2")?.focus?.();
}

function close(dialog) {
  dialog.close();
  dialog.replaceChildren();
  const back = dialog.dataset.back;
  if (back) history.replaceState(history.state, "", back);
}

export function offerSheets() {
  const dialog = slot();
  if (!dialog) return;
  dialog.dataset.back ||= location.pathname + location.search;
  if (dialog.childElementCount) show(dialog);
  document.addEventListener("htmx:after:swap", () => {
    if (dialog.childElementCount && !dialog.open) show(dialog);
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close(dialog);
  });
  dialog.addEventListener("click", (event) => {
    const outside = event.target === dialog;
    const asked = event.target.closest("[data-close]");
    if (outside || asked) {
      event.preventDefault();
      close(dialog);
    }
  });
  window.addEventListener("popstate", () => dialog.open && close(dialog));
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-ask]");
    if (opener) document.getElementById(opener.dataset.ask)?.showModal();
    const closer = event.target.closest("dialog.ask [data-close]");
    if (closer) closer.closest("dialog").close();
  });
}
