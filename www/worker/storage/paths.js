/**
 * Where the files of runs and images lie in the browser's storage. Pure.
 *
 * | path | content |
 * | --- | --- |
 * | `runs/ID/state` | all that a run goes on from, in two copies |
 * | `runs/ID/about` | what a list of runs shows, in two copies |
 * | `runs/ID/snapshots/NUMBER` | snapshots that were written together |
 * | `images/SHA-256` | a visitor's own images, in two copies |
 *
 * @module
 */

export const RUNS = "runs";
export const IMAGES = "images";

/** @param {string} id */
export function pathsOf(id) {
  const run = `${RUNS}/${id}`;
  return {
    run,
    state: `${run}/state`,
    about: `${run}/about`,
    snapshots: (/** @type {string} */ bundle) => `${run}/snapshots/${bundle}`,
  };
}

/** @param {string} sha256 */
export const pathOfImages = (sha256) => `${IMAGES}/${sha256}`;
