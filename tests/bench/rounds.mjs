/**
 * The measuring itself: every case has its turn in every round, so that a noisy moment does not hit one alone.
 *
 * @module
 */

import { OverTime, sentenceOf, withLimit } from "./subject.mjs";

/** @typedef {import("./subject.mjs").Subject} Subject */
/** @typedef {import("./subject.mjs").Network} Network */

/** What can be measured beside the training. */
export const FIGURES = /** @type {const} */ (["start", "evaluation", "prediction", "page", "views"]);

/** @typedef {(typeof FIGURES)[number]} Figure */

/**
 * A subject with a network at a batch size, and what came out of it: a number a round.
 * @typedef {object} Case
 * @property {Subject} subject
 * @property {Network} network
 * @property {number} batch_size
 * @property {boolean} leads the subject's first case, which stands for it in what does not depend on the network
 * @property {boolean} evaluates the network's first batch size, on which evaluation does not depend
 * @property {Record<string, number[]>} measured
 * @property {Set<string>} left_out what is not measured (any more)
 */

/** Without it nothing else of a case can be measured. */
const TRAINING = "training";
/** The first turn of a case: the browser's compiler takes its time. */
const FIRST_WARM_S = 3;
const WARM_S = 0.5;
/** A case with longer steps would keep all others waiting. */
const LONGEST_STEP_S = 20;
/** An evaluation that takes longer is made once, or (the second) not at all. */
const LONG_EVALUATION_S = 20;
const LONGEST_EVALUATION_S = 100;
const TEST_IMAGES = 10_000;
/** Forward costs a third of forward and backward. */
const EVALUATION_SHARE = 1 / 3;

/**
 * Every case, in the order of a round: what is compared with one another follows one another.
 * @param {Subject[]} subjects
 * @param {Network[]} networks
 * @param {number[]} batch_sizes
 * @param {(subject: Subject, network: Network) => boolean} wanted
 * @returns {Case[]}
 */
export function casesOf(subjects, networks, batch_sizes, wanted) {
  const led = new Set();
  return networks.flatMap((network) =>
    batch_sizes.flatMap((batch_size, place) =>
      subjects
        .filter((subject) => wanted(subject, network))
        .map((subject) => {
          const leads = !led.has(subject);
          led.add(subject);
          return { subject, network, batch_size, leads, evaluates: place === 0, measured: {}, left_out: new Set() };
        }),
    ),
  );
}

/** @param {Pick<Case, "subject" | "network" | "batch_size">} task */
export function nameOf({ subject, network, batch_size }) {
  return `${subject.name}, ${network.config.preset}, batch ${batch_size}`;
}

/**
 * @param {Case[]} cases
 * @param {object} options
 * @param {number} options.rounds
 * @param {number} options.seconds of measured training a turn
 * @param {Set<Figure>} options.figures
 * @param {(text: string) => void} options.show what is under way
 * @param {(text: string) => void} options.tell what could not be measured
 * @param {() => Promise<void>} options.eachRound measures what belongs to no case
 * @returns {Promise<number>} how many things failed
 */
export async function measure(cases, { rounds, seconds, figures, show, tell, eachRound }) {
  let failures = 0;

  /** @param {Case} task @param {number} round @param {string} what @param {() => Promise<void>} work */
  const attempt = async (task, round, what, work) => {
    if (task.left_out.has(what) || task.left_out.has(TRAINING)) return;
    show(`round ${round + 1}/${rounds}: ${nameOf(task)}, ${what}`);
    try {
      await withLimit(work(), what);
    } catch (error) {
      failures += 1;
      task.left_out.add(what);
      tell(`${nameOf(task)}: ${what} failed: ${sentenceOf(error)}`);
      // What is still busy with it must not disturb the others.
      if (error instanceof OverTime || !task.subject.alive()) await giveUp(task.subject);
    }
  };

  /** @param {Subject} subject */
  const giveUp = async (subject) => {
    for (const task of cases) if (task.subject === subject) task.left_out.add(TRAINING);
    tell(`${subject.name} is left out from here on.`);
    await subject.close().catch(() => {});
  };

  for (let round = 0; round < rounds; round += 1) {
    await eachRound();
    for (const task of cases) {
      const { startUp } = task.subject;
      if (!task.leads || !startUp || !figures.has("start")) continue;
      await attempt(task, round, "start", async () => note(task, await startUp(taskOf(task))));
    }
    for (const task of cases) {
      await attempt(task, round, TRAINING, () => train(task, { round, seconds, cases, tell }));
      if (task.evaluates && figures.has("evaluation") && worthEvaluating(task, round, tell)) {
        await attempt(task, round, "evaluation", async () => {
          const done = await task.subject.evaluate(LONGEST_EVALUATION_S);
          if (done) return note(task, { evaluation_ms: done.ms, test_accuracy: done.accuracy });
          task.left_out.add("evaluation");
          tell(`${nameOf(task)}: not evaluated, since that would take more than ${LONGEST_EVALUATION_S} s.`);
        });
      }
      if (task.evaluates && figures.has("prediction")) {
        await attempt(task, round, "prediction", async () => note(task, { predict_ms: await task.subject.predict() }));
      }
      const { views } = task.subject;
      if (task.leads && views && figures.has("views"))
        await attempt(task, round, "views", async () => note(task, await views(taskOf(task))));
      // The worker has done everything by now, and nothing but this case.
      if (round === 0 && task.leads) await attempt(task, round, "memory", () => weigh(task, "wasm_memory_bytes"));
    }
  }
  for (const task of cases.filter(({ leads }) => leads)) {
    await attempt(task, rounds - 1, "memory", () => weigh(task, "wasm_memory_end_bytes"));
    const { watch } = task.subject;
    if (!watch || !figures.has("page")) continue;
    await attempt(task, rounds - 1, "page", async () => note(task, await watch(taskOf(task))));
  }
  return failures;
}

/** What a subject is told of a case: it travels into pages. @param {Case} task */
function taskOf({ network, batch_size }) {
  return { network, batch_size };
}

/** @param {Case} task @param {Record<string, number>} values */
function note({ measured }, values) {
  for (const [name, value] of Object.entries(values)) (measured[name] ??= []).push(value);
}

/** @param {Case} task @param {string} name */
async function weigh(task, name) {
  const bytes = await task.subject.memory?.();
  if (bytes) note(task, { [name]: bytes });
}

/** @param {Case} task */
function latestRate({ measured }) {
  return measured.images_per_second?.at(-1);
}

/** @param {Case} task @param {{round: number, seconds: number, cases: Case[], tell: (text: string) => void}} options */
async function train(task, { round, seconds, cases, tell }) {
  const { subject, network, batch_size } = task;
  // Until it has had a turn itself, another batch size of the same network tells about how fast it is.
  const known = cases.filter((other) => other.subject === subject && other.network === network).findLast(latestRate);
  const step_s = known && !latestRate(task) ? batch_size / (latestRate(known) ?? NaN) : 0;
  if (step_s > LONGEST_STEP_S) {
    task.left_out.add(TRAINING);
    return tell(`${nameOf(task)}: left out, since one step would take about ${step_s.toFixed(0)} s.`);
  }
  const warm_seconds = round === 0 ? FIRST_WARM_S : WARM_S;
  const { images, ms, others } = await subject.train({ ...taskOf(task), seconds, warm_seconds });
  note(task, { images_per_second: (1000 * images) / ms, ...others });
}

/**
 * Whether it can be waited for, and did not take too long before.
 * @param {Case} task @param {number} round @param {(text: string) => void} tell
 */
function worthEvaluating(task, round, tell) {
  const rate = latestRate(task);
  if (!rate) return false;
  const [before] = task.measured.evaluation_ms ?? [];
  if (before !== undefined) return before < 1000 * LONG_EVALUATION_S;
  const seconds = (EVALUATION_SHARE * TEST_IMAGES) / rate;
  if (seconds < LONGEST_EVALUATION_S) return true;
  if (round === 0) tell(`${nameOf(task)}: not evaluated, since that would take about ${seconds.toFixed(0)} s.`);
  return false;
}
