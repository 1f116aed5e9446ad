/**
 * The numbers that a step sets beside the tutorial's: each is read from the state, where the figures have it. Pure.
 *
 * @module
 */

import { FEW, pairTally } from "../../../run/choices.js";
import { factsOf } from "../../../run/image-facts.js";
import { lossesOf } from "../../../run/softmax.js";

/** @typedef {import("../../../ui/format.js").Formatter} Formatter */

/**
 * What numbers are read from, of other rooms too; nothing of a room that has not been fetched.
 * @typedef {Pick<import("../../../page/state.js").State, "data" | "run" | "compute" | "curves" | "epochs" | "evaluation"> & {
 *   explore?: any, verdict?: any, update?: any, many?: any, log?: any, shift?: any
 * }} State
 */

/** Of the whole state. @param {State} state @returns {State} */
export function readFrom({
  data,
  run,
  compute,
  curves,
  epochs,
  evaluation,
  explore,
  verdict,
  update,
  many,
  log,
  shift,
}) {
  return { data, run, compute, curves, epochs, evaluation, explore, verdict, update, many, log, shift };
}

/** The image of the first lesson: the only 7 with exactly its 50 grey values. */
const IMAGE = 30224;
/** The place of the pair 3 and 7 in the table of pairs. */
const PAIR = 37;
const SIXTEEN = 16;
const FIVE = 5;

/** @param {State} state @returns {Uint8Array | null} the image of the first lesson */
function imageOf({ explore }) {
  const { chosen } = explore ?? {};
  return chosen?.split === "train" && chosen.index === IMAGE ? chosen.image : null;
}

/** @param {State} state */
const configOf = ({ run }) => run.summary?.config;
/** @param {State} state @returns {any} the network's verdict on all classes */
const verdictOf = ({ verdict }) => {
  const assessed = verdict?.assessed.network;
  return assessed && assessed.classes === null ? assessed.verdict : null;
};
/** @param {State} state the test accuracy, of the verdict or of the last evaluation */
const accuracyOf = (state) => verdictOf(state)?.accuracy ?? state.evaluation?.accuracy ?? null;

/** @param {State} state @param {(kind: string) => boolean} which */
function parametersOf({ run }, which) {
  const layers = run.summary?.layers;
  return layers ? layers.filter(({ kind }) => which(kind)).reduce((sum, layer) => sum + layer.parameters, 0) : null;
}

/** @param {readonly number[]} shape @returns {string} */
const list = (shape) => `[${shape.join(", ")}]`;

/** The mean loss of the images of one update, by the outputs before or after it. @param {State} state @param {"before" | "after"} when @returns {number | null} */
function trialLoss({ update }, when) {
  const { computed } = update ?? {};
  return computed ? lossesOf(computed.trial[when], computed.labels).mean : null;
}

/**
 * By their kinds; null: not known yet.
 * @satisfies {Record<string, (state: State, format: Formatter) => string | null>}
 */
export const NUMBERS = {
  unique: (state) => {
    const image = imageOf(state);
    return image && String(factsOf(image).values.length);
  },
  range: (state) => {
    const image = imageOf(state);
    if (!image) return null;
    const { min, max } = factsOf(image);
    return `${min} … ${max}`;
  },
  train: ({ data }, { integer }) => data.summary && integer(data.summary.train_count),
  test: ({ data }, { integer }) => data.summary && integer(data.summary.test_count),
  batch: (state, { integer }) => integer(configOf(state)?.batch_size),
  parameters: ({ run }, { integer }) => run.summary && integer(run.summary.parameters),
  convolutions: (state, { integer }) => integer(parametersOf(state, (kind) => kind === "conv2d")),
  linear: (state, { integer }) => integer(parametersOf(state, (kind) => kind === "linear")),
  connected: (state, { integer }) => {
    const { summary } = state.run;
    return summary?.layers.every(({ kind }) => kind !== "conv2d") ? integer(summary.parameters) : null;
  },
  layers: ({ run }, { integer }) => run.summary && integer(run.summary.layers.length),
  shapes: ({ run }) => {
    const layers = run.summary?.layers;
    if (!layers) return null;
    const shapes = [list([1, 1, 28, 28]), ...layers.map(({ output_shape }) => list([1, ...output_shape]))];
    return shapes.filter((shape, i) => shape !== shapes[i - 1]).join(" → ");
  },
  weights: ({ run }) =>
    run.summary?.layers
      .filter(({ kind }) => kind === "conv2d")
      .map(({ weight_shape }) => list(weight_shape))
      .join(" ") ?? null,
  rate: ({ run }) => (run.learning_rate === null ? null : String(run.learning_rate)),
  device: ({ compute }) => {
    const { report, workers } = compute;
    if (!report) return null;
    return report.backend === "webgpu" ? `WebGPU ${report.adapter ?? ""}`.trim() : `ndarray × ${workers?.count ?? 1}`;
  },
  mean: ({ explore }, { loss }) => (explore?.input ? `${loss(explore.input.mean)}, ${loss(explore.input.std)}` : null),
  first: ({ curves, log }, { loss }) => {
    const first = log?.told?.report.losses[0] ?? (curves.stride === 1 ? curves.losses[0] : undefined);
    return first === undefined ? null : loss(first);
  },
  "epoch-losses": ({ epochs }, { loss }) => epochs.map(({ train_loss }) => loss(train_loss)).join(", ") || null,
  "epoch-accuracies": ({ epochs }, { accuracy }) =>
    epochs.map(({ train_accuracy }) => accuracy(train_accuracy)).join(", ") || null,
  accuracy: (state, { accuracy }) => accuracy(accuracyOf(state)),
  "accuracy.pytorch": (state, { accuracy }) => accuracy(accuracyOf(state)),
  whole: (state) => {
    const accuracy = accuracyOf(state);
    // As the tutorial does, rounded down; a share such as 0.29 is not quite what its digits say.
    return accuracy === null ? null : `${Math.floor(100 * accuracy + 1e-9)}%`;
  },
  hits: (state, { integer }) => {
    const { evaluation, data } = state;
    if (!evaluation || !data.summary) return null;
    const { test_count } = data.summary;
    return `${integer(Math.round(evaluation.accuracy * test_count))} / ${integer(test_count)}`;
  },
  digits: (state) =>
    verdictOf(state)
      ?.per_class.map((/** @type {{correct: number, count: number}} */ { correct, count }) => `${correct}/${count}`)
      .join(", ") ?? null,
  template: ({ verdict }, { accuracy }) => {
    const assessed = verdict?.assessed.template;
    return accuracy(assessed && assessed.classes === null ? assessed.verdict?.accuracy : null);
  },
  "template-pair": ({ explore, verdict }, { accuracy }) => {
    const known = explore?.pairs?.accuracy[PAIR];
    if (known !== undefined) return accuracy(known);
    const scores = verdict?.scores.template;
    if (!scores?.values) return null;
    const { of_two, count } = pairTally(scores, "template", [3, 7], Infinity);
    return count ? accuracy(of_two / count) : null;
  },
  pair: ({ verdict }) => {
    const scores = verdict?.scores.network;
    if (!scores?.values) return null;
    const { of_ten, count } = pairTally(scores, "network", [3, 7], FEW);
    return count ? (of_ten / count).toFixed(4) : null;
  },
  untrained: (state, { loss }) => loss(trialLoss(state, "before")),
  updated: (state, { loss }) => loss(trialLoss(state, "after")),
  sixteen: ({ verdict }) => {
    const { cases } = verdict?.gallery.page ?? {};
    if (verdict?.gallery.query.order !== "index" || !cases || cases.indices.length < SIXTEEN) return null;
    const labels = [...cases.labels].slice(0, SIXTEEN);
    return `${labels.filter((label, i) => label === cases.predictions[i]).length} / ${SIXTEEN}`;
  },
  sample: ({ many }) => {
    const rows = /** @type {any} */ (many)?.shown?.wish.arrangement === "five" ? many.shown.rows : null;
    return rows?.length === FIVE
      ? rows.map((/** @type {{label: number}} */ { label }) => String(label)).join(", ")
      : null;
  },
  shift: ({ shift }, { accuracy }) => {
    const latest = shift?.kept.at(-1);
    return latest ? accuracy(latest.accuracies[4]) : null;
  },
};

/** @typedef {keyof typeof NUMBERS} Kind */

/** Numbers of the images, which do not depend on the network. @type {Set<string>} */
export const OF_IMAGES = new Set(["unique", "range", "train", "test", "template", "template-pair", "sample", "device"]);
