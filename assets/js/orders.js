// Choices that stand in an order are moved where they are; without this file a button sends the form.

export function offerOrders() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-order] button[name=up]");
    if (!button) return;
    event.preventDefault();
    const choice = button.parentElement;
    choice.previousElementSibling.before(choice);
    (choice.matches("legend + *") ? choice.querySelector("input:not([type=hidden])") : button).focus();
  });
}
