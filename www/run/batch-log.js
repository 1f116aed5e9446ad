/**
 * The log of a training loop as lines of text, in the formats of three well-known tutorials of PyTorch. Pure.
 *
 * @module
 */

/**
 * - `step`: the loss of every N-th batch, and of each epoch the mean loss and the accuracy
 * - `running`: the mean loss of the N batches before each line, as `[epoch, batch] loss: x.xxx`
 * - `images`: the loss of every N-th batch with the images seen, and after each epoch the mean test loss and the hits
 * @typedef {"step" | "running" | "images"} LogFormat
 */

/** @type {LogFormat[]} */
export const LOG_FORMATS = ["step", "running", "images"];
/** Batches between two lines, as the tutorials have them. @type {Record<LogFormat, number>} */
export const USUAL_EVERY = { step: 200, running: 100, images: 30 };

/**
 * What a log is made of.
 * @typedef {object} Told
 * @property {ArrayLike<number>} losses of every step
 * @property {number} steps_per_epoch
 * @property {number} batch_size
 * @property {number} train_count images that are trained on
 * @property {number} epochs of the whole run
 * @property {readonly import("../api/protocol.js").EpochReport[]} ended epochs that have ended
 * @property {number} test_count
 */

/**
 * @param {LogFormat} format
 * @param {number} every batches between two lines, at least 1
 * @param {Told} told
 * @returns {string[]} lines
 */
export function batchLog(format, every, told) {
  const { losses, steps_per_epoch, ended } = told;
  const lines = [];
  let sum = 0;
  for (let step = 0; step < losses.length; step++) {
    const epoch = Math.floor(step / steps_per_epoch) + 1;
    const batch = step % steps_per_epoch;
    if (batch === 0) sum = 0;
    sum += losses[step];
    const line = lineOf(format, { every, epoch, batch, loss: losses[step], sum, told });
    if (line !== null) lines.push(line);
    // As in the tutorial, what is left at the end of an epoch is not told.
    if ((batch + 1) % every === 0) sum = 0;
    const end = batch + 1 === steps_per_epoch ? ended.find((report) => report.epoch === epoch) : undefined;
    if (end) lines.push(...endOf(format, end, told));
  }
  return lines;
}

/**
 * @param {LogFormat} format
 * @param {{every: number, epoch: number, batch: number, loss: number, sum: number, told: Told}} at `batch` from 0; `sum` of the
 *   losses since the line before
 * @returns {string | null}
 */
function lineOf(format, { every, epoch, batch, loss, sum, told }) {
  const { steps_per_epoch, batch_size, train_count, epochs } = told;
  switch (format) {
    case "step":
      // Counted from 0, so that the untrained network's loss is the first line.
      return batch % every === 0
        ? `Epoch [${epoch}/${epochs}], Step [${batch}/${steps_per_epoch}], Loss: ${loss.toFixed(4)}`
        : null;
    case "running":
      return (batch + 1) % every === 0
        ? `[${epoch}, ${String(batch + 1).padStart(5)}] loss: ${(sum / every).toFixed(3)}`
        : null;
    case "images": {
      if (batch % every !== 0) return null;
      const seen = batch * batch_size;
      const percent = Math.round((100 * batch) / steps_per_epoch);
      return `Train Epoch: ${epoch} [${seen}/${train_count} (${percent}%)]\tLoss: ${loss.toFixed(6)}`;
    }
  }
}

/** @param {LogFormat} format @param {import("../api/protocol.js").EpochReport} end @param {Told} told */
function endOf(format, end, { epochs, test_count }) {
  const share = (/** @type {number} */ of) => (100 * of).toFixed(2);
  switch (format) {
    case "step":
      return [
        `Epoch [${end.epoch}/${epochs}], Mean loss: ${end.train_loss.toFixed(4)}, Accuracy: ${share(end.train_accuracy)}%`,
      ];
    case "running":
      return end.epoch === epochs
        ? [`Accuracy of the network on the ${test_count} test images: ${Math.floor(100 * end.test_accuracy + 1e-9)} %`]
        : [];
    case "images": {
      const hits = Math.round(end.test_accuracy * test_count);
      const accuracy = `Accuracy: ${hits}/${test_count} (${Math.round(100 * end.test_accuracy)}%)`;
      return ["", `Test set: Average loss: ${end.test_loss.toFixed(4)}, ${accuracy}`, ""];
    }
  }
}
