// The service worker of the page of one traveller, or of one expert of a mission. It keeps the last state of the page on
// the phone, and shows it when there is no connection. Its scope is the address of this page alone. A link that has ended
// deletes what was kept.
const scope = self.registration.scope;
const STORE = "journey " + scope; // phones have it under this name, for each kind of page
const WAIT = 8_000; // milliseconds: on a very slow connection the kept page comes first
// The page itself, and the pages under it that its script names: worker.js?also=pocket/
const PAGES = [scope, ...new URL(location).searchParams.getAll("also").map((name) => scope + name)];
const addressOf = (request) => request.url.split(/[?#]/)[0];
const isPage = (request) => request.mode === "navigate" && PAGES.includes(addressOf(request));

self.addEventListener("install", (event) => {
  event.waitUntil(Promise.all(PAGES.map(keep)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
// The page has changed what the server knows: keep its new state.
self.addEventListener("message", (event) => event.waitUntil(keep(scope).catch(() => {})));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  if (isPage(request)) event.respondWith(showPage(request));
  else if (request.mode !== "navigate") event.respondWith(showFile(request));
});

async function keep(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (answer.ok) await store(address, answer);
}

// Store a page, and the style sheets, scripts and icons that it names.
async function store(address, answer) {
  const cache = await caches.open(STORE);
  await cache.put(address, answer.clone());
  const files = [...(await answer.text()).matchAll(/(?:href|src)="(\/[^"]+\.(?:css|js|svg|woff2)(?:\?[^"]*)?)"/g)];
  await Promise.all(
    files.map(async ([, file]) => (await cache.match(file)) ?? (await cache.add(file).catch(() => {}))),
  );
}

async function showPage(request) {
  const address = addressOf(request);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(WAIT) });
    if (answer.ok && !answer.redirected) await store(address, answer.clone());
    else if (answer.status === 404 || answer.status === 410) await forget();
    // The server is being restarted: what was kept is more useful than its error page.
    return answer.status >= 500 ? ((await kept(address)) ?? answer) : answer;
  } catch {
    return (await kept(address)) ?? Response.error();
  }
}

async function showFile(request) {
  const found = await caches.match(request, { cacheName: STORE });
  return found ?? fetch(request);
}

// Return the kept page. It then says since when it is on the phone.
async function kept(address) {
  const found = await caches.match(address, { cacheName: STORE });
  if (!found) return undefined;
  const text = (await found.text()).replace('data-line="live"', 'data-line="kept"');
  return new Response(text, { headers: found.headers });
}

async function forget() {
  await caches.delete(STORE);
  await self.registration.unregister();
}
