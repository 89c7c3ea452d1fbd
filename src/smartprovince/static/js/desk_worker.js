/* The service worker of one event desk. It is served from the desk's own folder, so it reaches nothing else.

   It answers two things when the connection is gone, from what js/desk.js put into the cache: the page of the desk
   itself, and files under /static/. Everything else goes to the network as always; it never sends anything. */

const PAGE = new URL(self.registration.scope).pathname;
const CACHE = `sp-desk:${PAGE}`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (e) => e.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (e) => {
  const { request } = e, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const isPage = request.mode === "navigate" && url.pathname === PAGE;
  if (isPage || url.pathname.startsWith("/static/")) e.respondWith(networkFirst(request, isPage));
});

async function networkFirst(request, isPage) {
  try {
    const answer = await fetch(request);
    if (!isPage && answer.ok && (await caches.has(CACHE))) (await caches.open(CACHE)).put(request, answer.clone());
    return answer;
  } catch (error) {
    const kept = (await caches.has(CACHE)) && (await (await caches.open(CACHE)).match(isPage ? PAGE : request, { ignoreSearch: true }));
    if (kept) return kept;
    throw error;
  }
}
