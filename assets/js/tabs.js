// Brings the chosen one into sight where the row of tabs is wider than the screen.

export function showChosenTab() {
  for (const chosen of document.querySelectorAll(".tabs [aria-current]")) {
    const row = chosen.closest(".tabs");
    const middle = chosen.getBoundingClientRect().left + chosen.offsetWidth / 2;
    row.scrollLeft += middle - row.getBoundingClientRect().left - row.clientWidth / 2;
  }
}
