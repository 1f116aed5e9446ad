/**
 * A service worker for hosts that send only files: adds to this site's answers the two headers without which a page
 * may not share memory between its workers. Keeps nothing, and changes nothing else. See www/isolated.js.
 */

const HEADERS = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** What is isolated. All else is left to the browser, which keeps compiled code only of what no worker touched. */
const ISOLATED = ["document", "iframe", "frame", "worker", "sharedworker"];

/** Answers that must not have a body. */
const BODILESS = [101, 204, 205, 304];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { url, destination } = event.request;
  const here = new URL(url).origin === self.location.origin;
  if (here && ISOLATED.includes(destination)) event.respondWith(answer(event.request));
});

/** @param {Request} request */
async function answer(request) {
  const response = await fetch(request);
  // A redirection that the browser follows by itself shows nothing of what it is.
  if (response.type === "opaqueredirect" || response.status === 0) return response;
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  return new Response(BODILESS.includes(status) ? null : response.body, { status, statusText, headers });
}
