/**
 * Style sheets that are fetched with the rooms they belong to.
 *
 * @module
 */

/** @type {Map<string, Promise<void>>} */
const fetched = new Map();

/**
 * Has the page follow a style sheet; does nothing where it does already.
 * @param {string} href
 * @returns {Promise<void>} rejects if it cannot be had; it may be tried again
 */
export function fetchStyle(href) {
  const known = fetched.get(href);
  if (known) return known;
  /** @type {Promise<void>} */
  const coming = new Promise((resolve, reject) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href });
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => {
      link.remove();
      fetched.delete(href);
      reject(new Error(`${href} could not be fetched.`));
    });
    document.head.append(link);
  });
  fetched.set(href, coming);
  return coming;
}
