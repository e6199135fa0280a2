// Times are sent as UTC with a fallback text; here they get the reader's own form and zone.

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "short" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const STEPS = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

function ago(seconds) {
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return relative.format(0, "minute");
}

export function localTimes(root) {
  for (const time of root.querySelectorAll("time[data-show]")) {
    const instant = new Date(time.dateTime);
    if (Number.isNaN(instant.valueOf())) continue;
    time.title = full.format(instant);
    if (time.dataset.show === "ago") time.textContent = ago((instant - Date.now()) / 1000);
    if (time.dataset.show === "clock") time.textContent = clock.format(instant);
  }
}
