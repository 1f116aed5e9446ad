/**
 * What `open` may be asked for: backends, and how many workers train together on the CPU.
 *
 * @module
 */

export const BACKEND_CHOICES = /** @type {const} */ (["auto", "webgpu", "ndarray"]);

/** A batch has only so many images to deal out. */
export const MOST_WORKERS_ASKED = 16;

/** How many workers, as a text. */
export const WORKER_CHOICES = ["auto", ...Array.from({ length: MOST_WORKERS_ASKED }, (_, i) => String(i + 1))];

/** @param {string} choice one of {@link WORKER_CHOICES} */
export const workersOf = (choice) => /** @type {number | "auto"} */ (choice === "auto" ? choice : Number(choice));
