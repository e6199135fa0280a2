// Progress bars and timers of playing streams run here between two events, and are corrected
// by each event. A stream that is not confirmed stands still: a clock never runs on a guess.

const SECOND = 1000;

export function clockText(milliseconds) {
  const whole = Math.max(0, Math.floor(milliseconds / SECOND));
  const hours = Math.floor(whole / 3600);
  const minutes = String(Math.floor((whole % 3600) / 60)).padStart(hours ? 2 : 1, "0");
  const seconds = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${minutes}:${seconds}` : `${minutes}:${seconds}`;
}

// The position now, in milliseconds, of a card that carries data-offset, data-duration,
// data-since (when the offset was true, page clock) and data-running.
export function positionNow(card, now) {
  const offset = Number(card.dataset.offset);
  const running = card.dataset.running === "1";
  const since = Number(card.dataset.since || now);
  const duration = Number(card.dataset.duration) || Infinity;
  return Math.min(duration, offset + (running ? now - since : 0));
}

function draw(card, now) {
  const position = positionNow(card, now);
  const duration = Number(card.dataset.duration);
  const elapsed = card.querySelector("[data-elapsed]");
  if (elapsed) elapsed.textContent = clockText(position);
  const meter = card.querySelector("[data-meter]");
  if (meter && duration) {
    const percent = (position / duration) * 100;
    meter.querySelector(".at").setAttribute("width", `${percent.toFixed(2)}%`);
    meter.setAttribute("aria-valuenow", String(Math.round(percent)));
    meter.setAttribute("aria-valuetext", `${clockText(position)} of ${clockText(duration)}`);
  }
}

export function anchorClock(card) {
  card.dataset.since = String(performance.now());
}

export function followClocks() {
  const tick = () => {
    const now = performance.now();
    for (const card of document.querySelectorAll("[data-offset]")) {
      if (!card.dataset.since) anchorClock(card);
      draw(card, now);
    }
  };
  tick();
  setInterval(tick, SECOND);
}
