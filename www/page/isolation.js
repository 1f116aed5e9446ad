/**
 * Makes the page cross-origin isolated where its host does not: its service worker adds the headers, from the next
 * load on. So the first visit begins with a reload, before anything else has begun.
 *
 * @module
 */

/** A page is not kept waiting longer. */
const LATEST_MS = 2000;

const TRIED = "digit-lab:isolation-tried";

/**
 * What of the browser is used.
 * @typedef {object} Surroundings
 * @property {boolean} crossOriginIsolated
 * @property {boolean} framed whether the page lies in another, which decides for it
 * @property {Pick<ServiceWorkerContainer, "register" | "ready"> | undefined} serviceWorker none without https
 * @property {() => Storage} storage the session's; it may be forbidden
 * @property {() => void} reload
 */

/**
 * Settles when the page may begin; never, if it is about to be loaded again.
 * @param {Surroundings} surroundings
 * @returns {Promise<void>}
 */
export async function isolated({ crossOriginIsolated, framed, serviceWorker, storage, reload }) {
  if (crossOriginIsolated || framed || !serviceWorker) return;
  try {
    // Once only: where it did not help, it will not help the next time.
    if (storage().getItem(TRIED)) return;
    storage().setItem(TRIED, "1");
  } catch {
    return;
  }
  /** @type {Promise<boolean>} */
  const late = new Promise((resolve) => setTimeout(() => resolve(false), LATEST_MS));
  const there = serviceWorker.register("./isolation.js").then(
    () => serviceWorker.ready.then(() => true),
    () => false,
  );
  if (!(await Promise.race([there, late]))) return;
  reload();
  await new Promise(() => {});
}
