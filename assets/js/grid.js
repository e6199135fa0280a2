// Arrow keys move within a grid of links, row by row.

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export function offerGrids() {
  document.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const grid = step && event.target.closest?.("[data-grid]");
    if (!grid || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = [...grid.rows].map((row) => [...row.querySelectorAll("a")]).filter((row) => row.length);
    const at = rows.findIndex((row) => row.includes(event.target));
    if (at < 0) return;
    const forward = getComputedStyle(grid).direction === "rtl" ? -1 : 1;
    const row = rows[Math.min(Math.max(at + step[0], 0), rows.length - 1)];
    const place = rows[at].indexOf(event.target) + step[1] * forward;
    row[Math.min(Math.max(place, 0), row.length - 1)].focus();
    event.preventDefault();
  });
}
