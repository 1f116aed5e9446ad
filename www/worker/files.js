/**
 * The module that reads and writes files: weights for other programs, and runs in the browser's storage. Fetched when it
 * is needed first.
 *
 * @module
 */

/** @typedef {typeof import("../public/pkg/files/digit_lab.js")} Files */

/** @type {Promise<Files> | null} */
let fetched = null;

/**
 * @param {string} base address of the folder in which `pkg/` lies
 * @returns {Promise<Files>} rejects with the code "files-unreachable"; another call tries again
 */
export function fetchFiles(base) {
  fetched ??= instantiate(base).catch((error) => {
    fetched = null;
    const why = error instanceof Error ? error.message : String(error);
    const message = `The part of the page that reads and writes files could not be fetched: ${why}`;
    throw { code: "files-unreachable", message };
  });
  return fetched;
}

/** @param {string} base @returns {Promise<Files>} */
async function instantiate(base) {
  const url = (/** @type {string} */ name) => new URL(`pkg/files/${name}?v=${__BUILD_ID__}`, base).href;
  const module = await import(/* @vite-ignore */ url("digit_lab.js"));
  await module.default({ module_or_path: url("digit_lab_bg.wasm") });
  return module;
}
