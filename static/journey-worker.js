const scope = self.registration.scope;
const STORE = "journey " + scope;
const WAIT = 8_000; // milliseconds: on a very slow connection the kept page comes first
const isPage = (request) => request.mode === "navigate" && request.url.startsWith(scope);

self.addEventListener("install", (event) => {
  event.waitUntil(Promise.all([keep(scope), keep(scope + "pocket/")]).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
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
async function store(address, answer) {
  const cache = await caches.open(STORE);
  await cache.put(address, answer.clone());
  const files = [...(await answer.text()).matchAll(/(?:href|src)="(\/[^"]+\.(?:css|js|svg|woff2)(?:\?[^"]*)?)"/g)];
  await Promise.all(
    files.map(async ([, file]) => (await cache.match(file)) ?? (await cache.add(file).catch(() => {}))),
  );
}

async function showPage(request) {
  const address = request.url.split(/[?#]/)[0];
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(WAIT) });
    if (answer.ok && !answer.redirected) await store(address, answer.clone());
    else if (answer.status === 404 || answer.status === 410) await forget();
    return answer.status >= 500 ? ((await kept(address)) ?? answer) : answer;
  } catch {
    return (await kept(address)) ?? Response.error();
  }
}

async function showFile(request) {
  const found = await caches.match(request, { cacheName: STORE });
  return found ?? fetch(request);
}
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
