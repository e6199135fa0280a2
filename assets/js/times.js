// Times are sent as UTC with a text in the owner's zone; here they get the form and zone that the
// reader chose (their own, unless they chose the server's), everywhere the same.

import { locale } from "./words.js";

const { zone, clock: hours } = document.documentElement.dataset;
const chosen = {
  ...(isKnown(zone) && { timeZone: zone }),
  ...(hours === "24" && { hourCycle: "h23" }),
  ...(hours === "12" && { hourCycle: "h12" }),
};
const form = (options) => new Intl.DateTimeFormat(locale, { ...options, ...chosen });
const years = form({ year: "numeric" });
const CLOCK = { hour: "numeric", minute: "2-digit" };
const DAY = { day: "numeric", month: "short" };
const relative = new Intl.RelativeTimeFormat(locale, { style: "short" });
const near = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
const exact = form({ dateStyle: "full", timeStyle: "medium" });
const clock = form(CLOCK);
const thisYear = form({ ...DAY, ...CLOCK });
const otherYear = form({ ...DAY, year: "numeric", ...CLOCK });
const full = form({ dateStyle: "medium", timeStyle: "medium" });
const AGAIN_MS = 60_000;
const STEPS = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

// A zone of the server's that this browser has never heard of must not cost the whole page.
function isKnown(name) {
  try {
    return Boolean(name && new Intl.DateTimeFormat(locale, { timeZone: name }));
  } catch {
    return false;
  }
}

function ago(instant) {
  const seconds = (instant - Date.now()) / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) < size) continue;
    const count = Math.round(seconds / size);
    return (unit === "day" ? near : relative).format(count, unit);
  }
  return near.format(0, "second");
}

function day(instant) {
  return years.format(instant) === years.format(new Date())
    ? thisYear.format(instant)
    : otherYear.format(instant);
}

const SHOWN = {
  ago,
  day,
  clock: (instant) => clock.format(instant),
  full: (instant) => full.format(instant),
};

export function localTimes(root) {
  for (const time of root.querySelectorAll("time[data-show]")) {
    const instant = new Date(time.dateTime);
    if (Number.isNaN(instant.valueOf())) continue;
    time.title = exact.format(instant);
    time.textContent = SHOWN[time.dataset.show](instant);
  }
}

setInterval(() => {
  for (const time of document.querySelectorAll('time[data-show="ago"]')) {
    time.textContent = ago(new Date(time.dateTime));
  }
}, AGAIN_MS);
