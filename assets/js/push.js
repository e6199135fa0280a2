// Notifications in this browser: asks its maker's push service for an address, and hands it in.

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const hex = (buffer) =>
  [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const digest = async (text) =>
  hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));

async function active(registration) {
  const worker = registration.installing ?? registration.waiting;
  if (!registration.active && worker) {
    await new Promise((done) => {
      worker.addEventListener("statechange", () => worker.state === "activated" && done());
    });
  }
  return registration;
}

// What went wrong, by the name of the sentence that tells it; nothing when the form was sent.
async function subscribe(box, form) {
  if ((await Notification.requestPermission()) !== "granted") return "denied";
  const registration = await active(await navigator.serviceWorker.register(box.dataset.worker));
  const options = { userVisibleOnly: true, applicationServerKey: bytes(box.dataset.key) };
  const found = await registration.pushManager.subscribe(options).catch(() => null);
  if (!found) return "unreached";
  const { endpoint, keys } = found.toJSON();
  for (const [name, value] of Object.entries({ endpoint, ...keys })) {
    if (form.elements[name]) form.elements[name].value = value;
  }
  form.submit();
  return "";
}

async function markThis(box) {
  const registration = await navigator.serviceWorker.getRegistration(box.dataset.worker);
  const known = await registration?.pushManager.getSubscription();
  if (!known) return;
  const line = box.querySelector(`[data-digest="${await digest(known.endpoint)}"]`);
  if (!line) return;
  line.querySelector("[data-this]").hidden = false;
  box.querySelector("[data-subscribe]").hidden = true;
  line.querySelector("form").addEventListener("submit", () => known.unsubscribe());
}

export function offerPush() {
  const box = document.querySelector("[data-push]");
  const isAble = "serviceWorker" in navigator && "PushManager" in window && window.isSecureContext;
  if (!box || !isAble) return;
  const form = box.querySelector("[data-subscribe]");
  box.querySelector("[data-unable]").hidden = true;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const problem = await subscribe(box, form);
    for (const each of ["denied", "unreached"]) {
      box.querySelector(`[data-${each}]`).hidden = each !== problem;
    }
  });
  markThis(box);
}
