/**
 * The lessons: five tutorials as tracks of steps. What a step shows, what can be done at it, which numbers it compares.
 * Its words are in `i18n/`, its code in `code/`. Pure.
 *
 * The published numbers are those of the tutorials; where a tutorial prints none, and a run of its recipe in PyTorch is
 * named instead, the words say so.
 *
 * @module
 */

import a from "./code/a.js";
import b from "./code/b.js";
import c from "./code/c.js";
import d from "./code/d.js";
import e from "./code/e.js";

/** The lines of a step: in the tutorial's program, and in this page's console. @typedef {{python: string, here: string}} Code */
/** @typedef {"a" | "b" | "c" | "d" | "e"} TrackId */
/** Something to do at a step; see `deeds.js`. @typedef {{kind: import("./deeds.js").Kind} & Record<string, any>} Deed */
/** A number beside the tutorial's; `kind` see `numbers.js`. @typedef {{kind: import("./numbers.js").Kind, published: string}} Compared */

/**
 * @typedef {object} Step
 * @property {string} id
 * @property {string[]} figures ids of the elements of other rooms that are shown; see `figures.js`
 * @property {Deed[]} deeds
 * @property {Compared[]} numbers
 */

/** @typedef {{id: TrackId, preset: string, code: Record<string, Code>, steps: Step[]}} Track `preset`: the network of the track */

const IMAGE = 30224;
const setup = (/** @type {string} */ preset) => /** @type {Deed} */ ({ kind: "setup", preset });
const END = /** @type {Deed} */ ({ kind: "end" });
const EPOCH = /** @type {Deed} */ ({ kind: "epoch" });
const PAUSE = /** @type {Deed} */ ({ kind: "pause" });

/** @param {string} id @param {string[]} figures @param {Deed[]} deeds @param {Record<string, string>} [numbers] by their kinds @returns {Step} */
function step(id, figures, deeds, numbers = {}) {
  const compared = Object.entries(numbers).map(([kind, published]) => ({ kind: /** @type {any} */ (kind), published }));
  return { id, figures, deeds, numbers: compared };
}

/** @type {Track[]} */
export const TRACKS = [
  {
    id: "a",
    preset: "strided-fastai",
    code: a,
    steps: [
      step("image", ["explore-image-facts"], [{ kind: "image", index: IMAGE }], { unique: "50", range: "0 … 255" }),
      step("table", ["explore-digit"], [{ kind: "image", index: IMAGE }], { range: "0 … 255" }),
      step("each", ["batch"], [{ kind: "batch-each" }]),
      step("batch", ["explore-facts", "batch"], [setup("strided-fastai"), { kind: "batch-shuffled", count: 9 }], {
        train: "60,000",
        test: "10,000",
        batch: "128",
      }),
      step("train", ["controls", "curves"], [setup("strided-fastai"), EPOCH, END, PAUSE], {
        parameters: "23,946",
        "accuracy.pytorch": "94.03%",
      }),
      step("confusion", ["verdict-confusion", "verdict-losses"], [{ kind: "losses" }], {
        "accuracy.pytorch": "94.03%",
      }),
      step("compare", ["verdict-headline", "verdict-gallery"], [{ kind: "compare" }], { template: "82.03%" }),
      step("kernels", ["walk"], [{ kind: "layer" }, { kind: "next-image" }]),
      step("conclusion", ["verdict-headline", "verdict-classes"], [], {
        template: "82.03%",
        "accuracy.pytorch": "94.03%",
      }),
    ],
  },
  {
    id: "b",
    preset: "pooled-fastai",
    code: b,
    steps: [
      step("array", ["explore-image-facts", "explore-digit"], [{ kind: "image", index: IMAGE }], { unique: "50" }),
      step("means", ["explore-means", "explore-difference"], [{ kind: "errors" }]),
      step("errors", ["explore-errors"], [{ kind: "errors" }], { "template-pair": "96.61%" }),
      step("block", ["explore-facts", "explore-digit"], [setup("pooled-fastai")], {
        train: "60,000",
        batch: "64",
        mean: "0.1307, 0.3081",
      }),
      step("train", ["pytorch-printed", "controls", "curves"], [setup("pooled-fastai"), END, PAUSE], {
        parameters: "98,442",
        rate: "0.002",
      }),
      step("confusion", ["verdict-confusion", "verdict-gallery"], [{ kind: "random" }], { accuracy: "—" }),
      step("pair", ["verdict-pair"], [{ kind: "pair" }], { pair: "0.9900", "template-pair": "96.61%" }),
      step("kernels", ["inside"], [{ kind: "next-image" }]),
    ],
  },
  {
    id: "c",
    preset: "simple",
    code: c,
    steps: [
      step("device", ["controls"], [], { device: "cpu / cuda" }),
      step("data", ["explore-facts"], [], { train: "60,000", test: "10,000" }),
      step("samples", ["batch"], [setup("simple"), { kind: "batch-shuffled", count: 8 }], { batch: "64" }),
      step("network", ["pytorch-printed"], [setup("simple")], { parameters: "215,370" }),
      step("shapes", ["walk"], [setup("simple"), { kind: "layer" }], {
        weights: "[16, 1, 5, 5] [32, 16, 5, 5]",
        shapes:
          "[1, 1, 28, 28] → [1, 16, 28, 28] → [1, 16, 14, 14] → [1, 32, 14, 14] → [1, 32, 7, 7] → [1, 1568] → [1, 128] → [1, 10]",
      }),
      step("loop", ["controls", "curves"], [setup("simple"), { kind: "step" }, { kind: "steps", count: 100 }], {
        first: "2.3039",
        rate: "0.001",
      }),
      step("epochs", ["controls", "curves", "log"], [setup("simple"), { kind: "log", format: "step" }, END, PAUSE], {
        first: "2.3039",
        "epoch-losses": "0.2248, 0.0660, 0.0472",
        "epoch-accuracies": "93.09, 97.89, 98.53%",
      }),
      step("test", ["verdict-headline", "verdict-classes"], [], {
        accuracy: "98.94%",
        digits: "974/980, 1132/1135, 1028/1032, 1002/1010, 959/982, 880/892, 949/958, 1012/1028, 957/974, 1001/1009",
      }),
      step("sixteen", ["verdict-gallery"], [{ kind: "file", count: 16 }], { sixteen: "16 / 16" }),
      step("kernels", ["inside"], [{ kind: "steps", count: 100 }, PAUSE], { weights: "[16, 1, 5, 5] [32, 16, 5, 5]" }),
      step("maps", ["inside"], [{ kind: "next-image" }]),
      step("five", ["many"], [{ kind: "five" }], { sample: "7, 2, 1, 0, 4" }),
      step(
        "summary",
        ["shift", "curves", "runs"],
        [{ kind: "shift" }, { kind: "augment" }, { kind: "connected" }, END, PAUSE],
        {
          parameters: "215,370",
          convolutions: "13,248",
          linear: "202,122",
          connected: "101,770",
          accuracy: "98.94%",
          shift: "—",
        },
      ),
    ],
  },
  {
    id: "d",
    preset: "lenet",
    code: d,
    steps: [
      step("normalised", ["explore-facts", "explore-digit"], [setup("lenet")], { mean: "0.1307, 0.3081" }),
      step("batch", ["batch"], [setup("lenet"), { kind: "batch-shuffled", count: 64 }], { batch: "64" }),
      step("network", ["pytorch-printed"], [setup("lenet")], { parameters: "44,426" }),
      step("untrained", ["update"], [setup("lenet"), { kind: "two" }], { untrained: "≈ 2.30" }),
      step("update", ["update"], [{ kind: "two" }], { rate: "0.01", untrained: "≈ 2.30", updated: "—" }),
      step("epoch", ["controls", "curves", "log"], [setup("lenet"), { kind: "log", format: "running" }, END, PAUSE], {
        rate: "0.01",
        batch: "64",
      }),
      step("accuracy", ["verdict-headline", "results"], [], { whole: "90%", "accuracy.pytorch": "90.29%" }),
    ],
  },
  {
    id: "e",
    preset: "wide-fc",
    code: e,
    steps: [
      step("classics", ["network"], ["lenet-5", "alexnet-mini", "vgg-mini", "resnet-mini"].map(setup), {
        parameters: "—",
        layers: "—",
      }),
      step("plan", ["pytorch-printed"], [setup("wide-fc")], { parameters: "1,007,590", rate: "0.0001" }),
      step("layout", ["pytorch"], [setup("wide-fc")], { train: "60,000", test: "10,000", batch: "512" }),
      step(
        "train",
        ["controls", "curves", "log"],
        [setup("wide-fc"), { kind: "log", format: "images" }, EPOCH, END, PAUSE],
        {
          hits: "—",
          "accuracy.pytorch": "98.63%",
        },
      ),
      step("forward", ["time", "many", "outputs"], [{ kind: "twenty" }]),
      step("answer", ["outputs", "draw"], [{ kind: "next-image" }]),
      step(
        "rate",
        ["controls", "curves", "runs"],
        [
          ...[0.1, 1e-3, 1e-6].map((rate) => /** @type {Deed} */ ({ kind: "setup-rate", preset: "wide-fc", rate })),
          { kind: "steps", count: 30 },
          PAUSE,
        ],
        { rate: "0.0001" },
      ),
    ],
  },
];

/**
 * The program of a track up to a step, which can be run as it is.
 * @param {Track} track
 * @param {number} at the step's number, from 0
 */
export function programUpTo({ steps, code }, at) {
  return `${steps
    .slice(0, at + 1)
    .map(({ id }) => code[id].python)
    .join("\n\n")}\n`;
}
