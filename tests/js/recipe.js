/** A recipe and a network as the trainer hands them out, for tests without one. @module */

/** @type {import("../../www/api/protocol.js").Spec} */
export const NETWORK = {
  layers: [
    { kind: "conv2d", name: "conv1", channels: 16, kernel: 5, stride: 1, padding: 2 },
    { kind: "relu" },
    { kind: "max_pool2d", size: 2 },
    { kind: "flatten" },
    { kind: "dropout", rate: 0.2 },
    { kind: "linear", name: "fc1", units: 10 },
  ],
};

/** @type {import("../../www/api/protocol.js").RunConfig} */
export const CONFIG = {
  preset: "simple",
  network: null,
  seed: 0,
  epochs: 3,
  batch_size: 64,
  subset: null,
  validation: 0,
  input: "unit",
  loss: "cross-entropy",
  label_smoothing: 0,
  dropout: null,
  optimizer: "adam",
  learning_rate: 1e-3,
  momentum: 0,
  nesterov: false,
  weight_decay: 0,
  decay_biases: true,
  beta_1: 0.9,
  beta_2: 0.999,
  alpha: 0.99,
  epsilon: 1e-8,
  clip_norm: null,
  schedule: "constant",
  decay_epochs: 1,
  decay_factor: 0.5,
  pct_start: 0.25,
  div: 25,
  div_final: 1e5,
  shift: 0,
  rotation: 0,
  scale: 0,
  shear: 0,
  elastic: 0,
  thickness: 0,
};

/** @type {import("../../www/api/protocol.js").Preset} */
export const PRESET = { spec: NETWORK, config: CONFIG };
