// Shows what the push service hands over while no page of ours is open, and opens one on a click.
const HOME = new URL("../", self.location).href;
const OF_ITEMS = ["created", "watched", "stop"];
const OF_SERVERS = ["intdown", "intup", "extdown", "extup", "pmsupdate", "tokenexpired"];

function pageOf({ action, server, item }) {
  const isOfItem = OF_ITEMS.includes(action) && Number.isInteger(server) && Number.isInteger(item);
  if (isOfItem) return new URL(`items/${server}/${item}`, HOME).href;
  return OF_SERVERS.includes(action) ? new URL("servers", HOME).href : HOME;
}

async function show(page) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = windows.find((each) => each.url === page);
  return open ? open.focus() : self.clients.openWindow(page);
}

self.addEventListener("push", (event) => {
  const { title, body, tag, ...about } = event.data?.json() ?? {};
  const icon = new URL("static/icon.svg", HOME).href;
  const options = { body, tag, icon, data: pageOf(about) };
  event.waitUntil(self.registration.showNotification(title || "Watchkeeper", options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data));
});
