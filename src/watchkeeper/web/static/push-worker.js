// Shows what the push service hands over while no page of ours is open, and opens one on a click.
const HOME = new URL("../", self.location).href;

self.addEventListener("push", (event) => {
  const { title, body, tag } = event.data?.json() ?? { title: "Watchkeeper" };
  const options = { body, tag, icon: new URL("static/icon.svg", HOME).href };
  event.waitUntil(self.registration.showNotification(title || "Watchkeeper", options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(HOME));
});
