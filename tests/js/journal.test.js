import assert from "node:assert/strict";
import { test } from "node:test";
import { Journal } from "../../www/worker/storage/journal.js";

/** A report of steps. @param {number} step the last one @param {number[]} losses @returns {any} */
function steps(step, losses) {
  const rates = losses.map(() => 0.001);
  const report = { losses, accuracies: losses, learning_rates: rates, gradient_norms: losses };
  return { event: "steps", step, epoch: 1, total_steps: 100, elapsed_ms: step, images_per_second: 5, ...report };
}

/** @param {number} step @param {"test" | "validation"} split @returns {any} */
const evaluation = (step, split) => ({ event: "evaluation", split, step, loss: 1, accuracy: 0.5, count: 10 });

/** Through the text and the arrays of a file. @param {Journal} journal */
function stored(journal) {
  const arrays = Object.fromEntries(journal.arrays().map(({ name, data }) => [name, data]));
  return Journal.of(JSON.parse(JSON.stringify(journal.told)), arrays);
}

test("what was told comes back from a file, to the bit", () => {
  const journal = new Journal();
  journal.hear(steps(3, [Math.fround(0.1), Math.fround(0.2), Math.fround(0.3)]));
  journal.hear({ event: "rate", learning_rate: 0.5 });
  journal.hear(steps(4, [Math.fround(0.4)]));
  journal.hear(evaluation(4, "test"));
  journal.hear(/** @type {any} */ ({ event: "epoch", epoch: 1, elapsed_ms: 77, images_per_second: 6 }));
  const { report, epochs, evaluations, rates } = stored(journal).resumed();
  assert.deepEqual([...report.losses], [0.1, 0.2, 0.3, 0.4].map(Math.fround));
  assert.deepEqual([...report.learning_rates], [0.001, 0.001, 0.001, 0.001]);
  assert.deepEqual([report.step, report.elapsed_ms, report.images_per_second], [4, 77, 6]);
  assert.deepEqual(epochs, [{ epoch: 1, elapsed_ms: 77, images_per_second: 6 }]);
  assert.deepEqual(evaluations, [{ split: "test", step: 4, loss: 1, accuracy: 0.5, count: 10 }]);
  assert.deepEqual(rates, [{ step: 3, learning_rate: 0.5 }]);
});

test("thousands of steps are kept", () => {
  const journal = new Journal();
  for (let step = 1; step <= 3000; step += 1) journal.hear(steps(step, [step]));
  const { losses } = stored(journal).resumed().report;
  assert.equal(losses.length, 3000);
  assert.ok([...losses].every((loss, i) => loss === i + 1));
});

test("a run that goes back forgets what came after", () => {
  const journal = new Journal();
  journal.hear(steps(4, [1, 2, 3, 4]));
  journal.hear(evaluation(2, "test"));
  journal.hear(evaluation(4, "test"));
  // Steps that are made again.
  journal.hear(steps(3, [9]));
  assert.deepEqual([...journal.resumed().report.losses], [1, 2, 9]);
  journal.hear(/** @type {any} */ ({ event: "backendChanged", step: 1 }));
  const { report, evaluations } = journal.resumed();
  assert.deepEqual([[...report.losses], report.step, evaluations.length], [[1], 1, 0]);
});

test("curves that are missing are refused with a code", () => {
  assert.throws(() => Journal.of({ last: null, epochs: [], evaluations: [], rates: [] }, {}), {
    code: "stored-damaged",
  });
  assert.throws(() => new Journal().resumed(), { code: "stored-damaged" });
});
