import assert from "node:assert/strict";
import { test } from "node:test";
import { linkTo, networkText } from "../../www/run/link.js";
import { parseOptions } from "../../www/run/options.js";
import { CONFIG, NETWORK, PRESET } from "./recipe.js";

/** @typedef {import("../../www/api/protocol.js").RunConfig} RunConfig */
/** @typedef {import("../../www/api/protocol.js").Spec} Spec */

const HERE = "https://example.org/lab/";

/** The run that a page at this address starts with. @param {string} link @returns {RunConfig} */
function runAt(link) {
  const { options, problems } = parseOptions(new URL(link).search);
  assert.deepEqual(problems, []);
  return { ...PRESET.config, ...options.config };
}

test("the recipe as it is needs no more than the preset's name", () => {
  assert.equal(linkTo(HERE, CONFIG, PRESET), `${HERE}?preset=simple`);
  const spelledOut = { ...CONFIG, network: structuredClone(NETWORK) };
  assert.equal(linkTo(HERE, spelledOut, PRESET), `${HERE}?preset=simple`);
  // The same network, though it leaves out a default.
  const short = { layers: JSON.parse(networkText(NETWORK)) };
  assert.notDeepEqual(short, NETWORK);
  assert.equal(linkTo(HERE, { ...CONFIG, network: short }, PRESET), `${HERE}?preset=simple`);
});

test("only what differs is in the link, and what is not about the run stays", () => {
  const config = { ...CONFIG, epochs: 5, learning_rate: 5e-4 };
  const here = `${HERE}?lang=zh&epochs=99&network=[]&rotation=3&backend=ndarray#inside`;
  assert.equal(
    linkTo(here, config, PRESET),
    `${HERE}?lang=zh&backend=ndarray&preset=simple&epochs=5&learning_rate=0.0005#inside`,
  );
});

test("every setting comes back as it went", () => {
  /** @type {RunConfig} */
  const config = {
    ...CONFIG,
    seed: 9007199254740991,
    epochs: 1000,
    batch_size: 1,
    subset: 600,
    validation: 0.1,
    input: "normalised",
    loss: "nll",
    label_smoothing: 0.1,
    dropout: 0,
    optimizer: "sgd",
    learning_rate: 1e-12,
    momentum: 0.9,
    nesterov: true,
    weight_decay: 1e-4,
    decay_biases: false,
    beta_1: 0.1 + 0.2,
    beta_2: 0,
    alpha: 0.5,
    epsilon: 1,
    clip_norm: 1,
    schedule: "fit-one-cycle",
    decay_epochs: 7,
    decay_factor: 0,
    pct_start: 0.3,
    div: 5,
    div_final: 1e12,
    shift: 2,
    rotation: 10,
    scale: 0.1,
    shear: 5,
    elastic: 1.5,
    thickness: 0.25,
  };
  assert.deepEqual(runAt(linkTo(HERE, config, PRESET)), config);
  // And back to a recipe that is not the default one.
  const other = { spec: NETWORK, config };
  const { options } = parseOptions(new URL(linkTo(HERE, CONFIG, other)).search);
  assert.deepEqual({ ...config, ...options.config }, { ...CONFIG, network: null });
});

test("a network of one's own comes back layer by layer", () => {
  /** @type {Spec} */
  const network = {
    layers: [
      { kind: "conv2d", name: "a.b_1", channels: 8, kernel: 3, stride: 2 },
      {
        kind: "residual",
        layers: [{ kind: "batch_norm", name: "bn1" }],
        shortcut: [{ kind: "conv2d", name: "down", channels: 8, kernel: 1 }],
      },
      { kind: "residual", layers: [{ kind: "gelu" }] },
      { kind: "global_avg_pool" },
      { kind: "dropout", rate: 0.25 },
      { kind: "linear", name: "fc", units: 10 },
    ],
  };
  const link = linkTo(HERE, { ...CONFIG, network }, PRESET);
  const { network: read, ...rest } = runAt(link);
  assert.equal(read && networkText(read), networkText(network));
  assert.deepEqual({ ...rest, network: null }, CONFIG);
  assert.equal(linkTo(link, { ...CONFIG, network }, PRESET), link);
});

test("a network's text is short, and one for the same network", () => {
  assert.equal(
    networkText(NETWORK),
    '[{"kind":"conv2d","name":"conv1","channels":16,"kernel":5,"padding":2},{"kind":"relu"},' +
      '{"kind":"max_pool2d","size":2},{"kind":"flatten"},{"kind":"dropout","rate":0.2},' +
      '{"kind":"linear","name":"fc1","units":10}]',
  );
  const block = { kind: "residual", shortcut: [], layers: [{ padding: 0, kernel: 3, name: "c", kind: "conv2d" }] };
  assert.equal(
    networkText(/** @type {any} */ ({ layers: [block] })),
    '[{"kind":"residual","layers":[{"kind":"conv2d","name":"c","kernel":3}]}]',
  );
});
