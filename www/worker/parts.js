/**
 * Parts of the worker that are fetched when they are needed. Each is imported where it is used, so that the bundler sees
 * which names are taken of it and makes no file more.
 *
 * @module
 */

/** @returns {import("../api/protocol.js").ErrorReport} */
export const unreachable = () => ({
  code: "files-unreachable",
  message: "The part of the page that reads and writes files could not be fetched: try again when connected.",
});
