// Home's cards are fetched for other days without leaving the page; its address says which.

export function followCards() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#cards nav a[hx-get]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) history.replaceState(history.state, "", link.href);
  });
}
