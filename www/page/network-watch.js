/**
 * Tells when the network is another than before: set up anew, trained on, or moved to another backend.
 *
 * @module
 */

/** While a network trains, it is looked at again this often. */
const WHILE_TRAINING_MS = 500;
/** What is large is looked at so many times less often where every core trains: what is drawn takes from the training. */
const CROWDED = 4;

/**
 * @param {Pick<import("../api/client.js").Trainer, "on">} trainer
 * @param {(interval_ms: number) => void} look `interval_ms`: how long after the look before it this one may be, see
 *   {@link import("./throttle.js").throttled}
 * @param {() => number} [interval_ms] between two looks while the network trains
 */
export function watchNetwork(trainer, look, interval_ms = () => WHILE_TRAINING_MS) {
  trainer.on("steps", () => look(interval_ms()));
  trainer.on("configured", () => look(0));
  trainer.on("stopped", () => look(0));
  trainer.on("backendChanged", () => look(0));
}

/**
 * How long a large view waits for its next look while a network trains.
 * @param {number} usual_ms where a core is free to draw
 * @param {import("./state.js").State["compute"]} compute
 */
export function patience(usual_ms, { workers }) {
  const is_crowded = (workers?.count ?? 1) > 1 && (workers?.count ?? 1) >= navigator.hardwareConcurrency;
  return is_crowded ? CROWDED * usual_ms : usual_ms;
}
