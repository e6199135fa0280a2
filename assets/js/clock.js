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

// The position now, in milliseconds, of what carries data-offset, data-duration,
// data-since (when the offset was true, page clock) and data-running.
export function positionNow(stream, now) {
  const offset = Number(stream.dataset.offset);
  const running = stream.dataset.running === "1";
  const since = Number(stream.dataset.since || now);
  const duration = Number(stream.dataset.duration) || Infinity;
  return Math.min(duration, offset + (running ? now - since : 0));
}

function draw(stream, now) {
  const position = positionNow(stream, now);
  const duration = Number(stream.dataset.duration);
  const elapsed = stream.querySelector("[data-elapsed]");
  if (elapsed) elapsed.textContent = clockText(position);
  if (!duration) return;
  const percent = (position / duration) * 100;
  const shown = stream.querySelector("[data-percent]");
  if (shown) shown.textContent = shown.textContent.replace(/\d+/, Math.round(percent));
  const meter = stream.querySelector("[data-meter]");
  if (!meter) return;
  meter.querySelector(".at").setAttribute("width", `${percent.toFixed(2)}%`);
  meter.setAttribute("aria-valuenow", String(Math.round(percent)));
  meter.setAttribute("aria-valuetext", `${clockText(position)} / ${clockText(duration)}`);
}

export function anchorClock(stream) {
  stream.dataset.since = String(performance.now());
}

// Stand still where the clock is now, until the next event says how it goes on.
export function stopClocks() {
  const now = performance.now();
  for (const stream of document.querySelectorAll('[data-running="1"]')) {
    stream.dataset.offset = String(Math.round(positionNow(stream, now)));
    stream.dataset.running = "0";
  }
}

export function followClocks() {
  const tick = () => {
    const now = performance.now();
    for (const stream of document.querySelectorAll('[data-running="1"]')) {
      if (!stream.dataset.since) anchorClock(stream);
      draw(stream, now);
    }
  };
  tick();
  setInterval(tick, SECOND);
}
