// Charts are drawn by the server; here their marks are made touchable: pointing and arrow keys
// show the value, Enter or a click opens the plays behind it, and the numbers can be saved.

import { saveChart } from "./chart-files.js";

const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

function place(mark) {
  return mark.dataset.at.split(" ").map(Number);
}

function marksOf(chart) {
  return [...chart.querySelectorAll(".mark:not(.is-off)")];
}

// The mark that the chart's one tab stop is on.
function stopAt(chart, mark) {
  for (const one of chart.querySelectorAll(".mark[tabindex='0']")) one.setAttribute("tabindex", "-1");
  mark?.setAttribute("tabindex", "0");
}

function show(chart, mark) {
  const line = chart.querySelector("[data-readout]");
  chart.querySelector(".mark.is-at")?.classList.remove("is-at");
  if (!chart.resting) chart.resting = [...line.childNodes];
  line.classList.toggle("is-mark", Boolean(mark));
  if (!mark) {
    line.replaceChildren(...chart.resting);
    return;
  }
  mark.classList.add("is-at");
  line.textContent = mark.getAttribute("aria-label");
}

// The next mark in a direction: the nearest of those that lie farthest along the other way.
function neighbour(chart, from, [across, up]) {
  const [column, row] = place(from);
  const isTurned = chart.matches(".chart-ranked");
  const dx = isTurned ? -up : across;
  const dy = isTurned ? across : chart.matches(".chart-heat") ? -up : up;
  let best = null;
  let least = Infinity;
  for (const mark of marksOf(chart)) {
    const [c, r] = place(mark);
    const along = dx ? (c - column) * dx : (r - row) * dy;
    const aside = dx ? Math.abs(r - row) : Math.abs(c - column) * 1e6;
    if (along > 0 && along * 1000 + aside < least) {
      least = along * 1000 + aside;
      best = mark;
    }
  }
  return best;
}

function offerKeys(chart) {
  chart.addEventListener("keydown", (event) => {
    const mark = event.target.closest?.(".mark");
    if (!mark || event.altKey || event.ctrlKey || event.metaKey) return;
    const marks = marksOf(chart);
    const next = ARROWS[event.key]
      ? neighbour(chart, mark, ARROWS[event.key])
      : { Home: marks[0], End: marks.at(-1) }[event.key];
    if (!ARROWS[event.key] && !next) return;
    event.preventDefault();
    next?.focus();
  });
  chart.addEventListener("focusin", (event) => {
    const mark = event.target.closest?.(".mark");
    if (!mark) return;
    stopAt(chart, mark);
    show(chart, mark);
  });
  chart.addEventListener("focusout", () => show(chart, null));
}

function offerPointing(chart) {
  const plot = chart.querySelector(".plot");
  let touched; // undefined: not by a finger; null: no mark was shown before
  plot.addEventListener("pointerover", (event) => show(chart, event.target.closest(".mark")));
  plot.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && show(chart, null));
  plot.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch" ? chart.querySelector(".mark.is-shown") : undefined;
  });
  // A finger cannot point: its first tap shows the value, the second opens the plays.
  plot.addEventListener("click", (event) => {
    const mark = event.target.closest(".mark");
    const before = touched;
    touched = undefined;
    if (before === undefined || !mark) return;
    if (before !== mark) event.preventDefault();
    chart.querySelector(".mark.is-shown")?.classList.remove("is-shown");
    mark.classList.add("is-shown");
    show(chart, mark);
  });
}

function offerLegend(chart) {
  chart.querySelector(".legend")?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-series]");
    if (!button) return;
    const isOn = button.getAttribute("aria-pressed") === "true";
    button.setAttribute("aria-pressed", String(!isOn));
    const number = Number(button.dataset.series);
    for (const mark of chart.querySelectorAll(".mark")) {
      if (place(mark)[1] === number) mark.classList.toggle("is-off", isOn);
    }
    for (const path of chart.querySelectorAll(`[data-path="${number}"]`)) path.classList.toggle("is-off", isOn);
    stopAt(chart, marksOf(chart)[0]);
  });
}

function offerChart(chart) {
  if (chart.isOffered || !chart.querySelector(".plot")) return;
  chart.isOffered = true;
  stopAt(chart, marksOf(chart)[0]);
  offerKeys(chart);
  offerPointing(chart);
  offerLegend(chart);
  chart.addEventListener("click", (event) => {
    const button = event.target.closest("[data-save]");
    if (button) saveChart(chart, button.dataset.save);
  });
}

export function offerCharts(root) {
  for (const chart of root.querySelectorAll("[data-chart]")) offerChart(chart);
}
