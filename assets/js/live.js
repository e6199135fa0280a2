// The live channel: server-sent events. Each one names a part of the page; only that is changed.

import { anchorClock, stopClocks } from "./clock.js";
import { elementOf, replacePart } from "./parts.js";
import { refreshRows } from "./rows.js";
import { localTimes } from "./times.js";

const SAY_EVERY_MS = 5000;
const ROWS_EVERY_MS = 1500;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 30_000;

function part({ id, html }) {
  const old = document.getElementById(id);
  if (old && old.outerHTML !== html) replacePart(old, elementOf(html));
}

function card({ id, html, after }) {
  const fresh = elementOf(html);
  const old = document.getElementById(id);
  if (old) {
    replacePart(old, fresh);
  } else {
    const before = after && document.getElementById(after);
    if (before) before.after(fresh);
    else document.getElementById("streams")?.prepend(fresh);
    localTimes(fresh);
  }
  anchorClock(fresh);
}

function here({ ids }) {
  const running = new Set(ids);
  for (const old of document.querySelectorAll("#streams > .stream")) {
    if (!running.has(old.id)) old.remove();
  }
}

function sayer() {
  const voice = document.getElementById("live-voice");
  let last = -SAY_EVERY_MS;
  return ({ text }) => {
    const now = performance.now();
    if (now - last < SAY_EVERY_MS) return;
    last = now;
    voice.textContent = text;
  };
}

function gathered(act, milliseconds) {
  let waiting = 0;
  return () => {
    waiting ||= setTimeout(() => {
      waiting = 0;
      act();
    }, milliseconds);
  };
}

async function hasSignedOut() {
  try {
    const answer = await fetch(location.href, { method: "HEAD", redirect: "manual" });
    return answer.type === "opaqueredirect" || answer.status === 401;
  } catch {
    return false;
  }
}

class Channel {
  constructor(address) {
    this.address = address;
    this.retry = FIRST_RETRY_MS;
    this.waiting = 0;
    this.say = sayer();
    this.rows = gathered(refreshRows, ROWS_EVERY_MS);
    this.lost = document.getElementById("live-lost");
  }

  open() {
    this.close();
    this.source = new EventSource(this.address);
    this.source.addEventListener("open", () => this.found());
    this.source.addEventListener("error", () => this.fail());
    const on = (name, act) => {
      this.source.addEventListener(name, (event) => act(JSON.parse(event.data)));
    };
    on("here", here);
    on("card", card);
    on("gone", ({ id }) => document.getElementById(id)?.remove());
    on("part", part);
    on("rows", () => this.rows());
    on("say", this.say);
    on("title", ({ text }) => {
      document.title = text;
    });
  }

  found() {
    if (!this.lost.hidden) this.rows();
    this.lost.hidden = true;
    this.retry = FIRST_RETRY_MS;
  }

  lose() {
    this.lost.hidden = false;
    stopClocks();
  }

  async fail() {
    this.lose();
    const { source } = this;
    if (source.readyState !== EventSource.CLOSED) return;
    const isSignedOut = await hasSignedOut();
    if (source !== this.source) return;
    if (isSignedOut) {
      this.lost.hidden = true;
      document.getElementById("live-signed-out").hidden = false;
      return;
    }
    this.waiting = setTimeout(() => this.open(), this.retry);
    this.retry = Math.min(LAST_RETRY_MS, this.retry * 2);
  }

  close() {
    clearTimeout(this.waiting);
    this.source?.close();
  }

  leave() {
    this.close();
    this.lose();
  }
}

export function followLive() {
  const main = document.querySelector("[data-live]");
  if (!main) return;
  const channel = new Channel(`${main.dataset.live}?of=${main.dataset.section}`);
  channel.open();
  window.addEventListener("pagehide", () => channel.close());
  window.addEventListener("offline", () => channel.leave());
  window.addEventListener("online", () => channel.open());
  window.addEventListener("pageshow", (event) => event.persisted && channel.open());
}
