// Help with notifiers: a live preview, parameters put in where the cursor is, operators that fit.

import { elementOf } from "./parts.js";

const TYPING_MS = 350;
let running = null;
let lastField = null;

async function preview(form) {
  running?.abort();
  running = new AbortController();
  const fields = new URLSearchParams(new FormData(form));
  const options = { method: "POST", body: fields, signal: running.signal };
  try {
    const answer = await fetch(form.dataset.preview, options);
    if (!answer.ok || answer.redirected) return;
    document.getElementById("preview").replaceWith(elementOf(await answer.text()));
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

function offerPreview(form) {
  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(preview, TYPING_MS, form);
  });
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea")) lastField = event.target;
  });
}

function insert(text) {
  const field = lastField || document.getElementById("body") || document.getElementById("subject");
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// Each parameter of the list becomes a button.
function offerPicker(picker) {
  for (const line of picker.querySelectorAll("[data-insert]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...line.childNodes);
    button.addEventListener("click", () => insert(line.dataset.insert));
    line.append(button);
  }
  const search = picker.querySelector("[data-picker-search]");
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // it would save the form
    picker.querySelector("li:not([hidden]) button")?.click();
  });
  search.addEventListener("input", (event) => {
    event.stopPropagation(); // nothing was changed in the form around it
    const wanted = event.target.value.trim().toLowerCase().split(/\s+/);
    for (const part of picker.querySelectorAll("section")) {
      for (const line of part.querySelectorAll("li")) {
        const text = line.textContent.toLowerCase();
        line.hidden = !wanted.every((word) => text.includes(word));
      }
      part.hidden = !part.querySelector("li:not([hidden])");
    }
  });
}

// A parameter is compared as text or as number: its condition offers the operators for that.
function fitOperators(form, input) {
  const parameter = input.value.trim().toLowerCase();
  const known = [...input.list.options].find((option) => option.value === parameter);
  const isNumber = known && "number" in known.dataset;
  const told = isNumber ? form.dataset.numberOperators : form.dataset.textOperators;
  const operators = told.split("|").map((operator) => operator.split("="));
  const select = input.closest("[data-condition]").querySelector("select");
  const chosen = select.value;
  const options = [["", ""], ...operators].map(([name, words]) => new Option(words, name));
  select.replaceChildren(...options);
  select.value = operators.some(([name]) => name === chosen) ? chosen : "";
}

function offerOperators(form) {
  form.addEventListener("change", (event) => {
    if (event.target.name === "parameter") fitOperators(form, event.target);
  });
}

export function offerNotifier() {
  const conditions = document.querySelector("form[data-conditions]");
  if (conditions) offerOperators(conditions);
  const form = document.querySelector("form[data-preview]");
  if (form) offerPreview(form);
  const picker = document.getElementById("picker");
  if (picker) offerPicker(picker);
  document.querySelector("select[data-go-at-once]")?.addEventListener("change", (event) => {
    event.target.form.requestSubmit();
  });
}
