// The service worker: a sheet opens and works without the network. EDITION, FILES and OFFLINE stand above, put there by
// the page that serves this. It answers for three things only: static files, sheets, and a page when there is no network.
const files = `static-${EDITION}`;
const SHEET = /^\/observations\/new\/\d+\/\d+$/;
const PATIENCE = 5_000; // ms for a network that is hardly there

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(files).then((cache) => cache.addAll([...FILES, OFFLINE])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));

// An earlier edition's files go when no sheet of that edition is left.
async function tidy() {
  const names = await caches.keys();
  const isNeeded = (name) => name === files || names.some((other) => other.startsWith(`sheets-${name.slice(7)}-`));
  await Promise.all(names.filter((name) => name.startsWith("static-") && !isNeeded(name)).map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/e-")) event.respondWith(kept(event.request));
  else if (event.request.mode === "navigate") event.respondWith(SHEET.test(url.pathname) ? sheet(event.request, url) : page(event.request));
});

async function kept(request) {
  return (await caches.match(request)) ?? fetch(request);
}

async function page(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(OFFLINE)) ?? Response.error();
  }
}

// A sheet: from the network when it answers in time, otherwise the blank one that was kept.
async function sheet(request, url) {
  const blank = await find(url);
  if (!blank) return page(request);
  const answer = fetch(request).catch(() => null);
  const first = await Promise.race([answer, new Promise((done) => setTimeout(done, PATIENCE))]);
  return first && first.status < 500 ? first : blank;
}

async function find(url) {
  const search = new URLSearchParams([...url.searchParams].filter(([name]) => name === "visit" || name === "practice"));
  const address = `${url.pathname}?${search}`.replace(/\?$/, "");
  for (const name of (await caches.keys()).reverse()) {
    const found = name.startsWith("sheets-") && (await (await caches.open(name)).match(address));
    if (found) return found;
  }
  return (await caches.match(url.pathname)) ?? null;
}
