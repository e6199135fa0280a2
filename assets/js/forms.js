// Small helps for forms: copy a text, say that something takes a while, warn before losing input,
// tell how strong a password is.

const STRENGTHS = [0, 1, 8, 12, 16]; // signs from which on a password has each of the words

function strength(password, words) {
  const kinds = new Set(password).size;
  const length = kinds < 5 ? Math.min(password.length, 7) : password.length;
  return ["", ...words.split("|")][STRENGTHS.findLastIndex((least) => length >= least)];
}

async function copy(button) {
  const source = button.closest("dialog, section, main").querySelector(button.dataset.copy);
  await navigator.clipboard.writeText(source.innerText);
  const said = button.querySelector("[data-said]");
  if (said) said.textContent = said.dataset.said;
}

// Put the default into a field; it is kept with everything else that is entered.
function resetField(event, place) {
  event.preventDefault();
  const field = place.querySelector("input, select");
  if (field.type === "checkbox") field.checked = place.dataset.default === "1";
  else field.value = place.dataset.default;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

export function offerForms() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-reset]");
    if (button) resetField(event, button.closest("[data-default]"));
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) form.dataset.changed = "1";
    const meter = document.getElementById(event.target.dataset.strength);
    if (meter) meter.textContent = strength(event.target.value, meter.dataset.words);
  });
  document.addEventListener("submit", (event) => {
    delete event.target.dataset.changed;
    const words = event.target.dataset.busy;
    if (!words) return;
    const button = event.submitter || event.target.querySelector("button");
    button.setAttribute("aria-disabled", "true");
    button.lastChild.textContent = words;
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-changed]")) event.preventDefault();
  });
}
