// Shows what Kabar pushes, and opens its page when it is pressed. It asks for nothing and keeps nothing.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data ? event.data.json() : {};
  } catch {
    said = {}; // a message that is not ours still has to be shown: browsers insist
  }
  const options = { body: String(said.body ?? ""), tag: String(said.tag ?? "kabar"), renotify: true, data: { url: String(said.url ?? "/alerts") } };
  if (said.lang) options.lang = String(said.lang);
  event.waitUntil(self.registration.showNotification(String(said.title ?? "Kabar"), options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  // Whatever the address says, only its path counts: a push opens nothing but this Kabar.
  const asked = new URL(event.notification.data?.url ?? "/alerts", self.location.origin);
  const target = new URL(asked.pathname + asked.search, self.location.origin).href;
  event.waitUntil(
    (async () => {
      for (const page of await self.clients.matchAll({ type: "window" })) {
        if (page.url === target && "focus" in page) return page.focus();
      }
      return self.clients.openWindow(target);
    })(),
  );
});
