/**
 * Tells when the network is another than before: set up anew, trained on, or moved to another backend.
 *
 * @module
 */

/** While a network trains, it is looked at again this often. */
const WHILE_TRAINING_MS = 500;

/**
 * @param {Pick<import("../api/client.js").Trainer, "on">} trainer
 * @param {(interval_ms: number) => void} look `interval_ms`: how long after the look before it this one may be, see
 *   {@link import("./throttle.js").throttled}
 */
export function watchNetwork(trainer, look) {
  trainer.on("steps", () => look(WHILE_TRAINING_MS));
  trainer.on("configured", () => look(0));
  trainer.on("stopped", () => look(0));
  trainer.on("backendChanged", () => look(0));
}
