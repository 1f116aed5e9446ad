/** Every kind of layer with its fields. Made of `src/model/layer.rs` by `tests/core/exports.rs`. @module */

/** @type {readonly import("./network-edit.js").LayerKind[]} */
export const LAYER_KINDS = [
  {
    kind: "conv2d",
    named: true,
    fields: [
      { name: "channels", least: 1, most: 512, step: 1 },
      { name: "kernel", least: 1, most: 28, step: 1 },
      { name: "stride", least: 1, most: 28, step: 1, standard: 1 },
      { name: "padding", least: 0, most: 27, step: 1, standard: 0 },
    ],
  },
  {
    kind: "linear",
    named: true,
    fields: [{ name: "units", least: 1, most: 4096, step: 1 }],
  },
  {
    kind: "batch_norm",
    named: true,
    fields: [],
  },
  {
    kind: "relu",
    named: false,
    fields: [],
  },
  {
    kind: "gelu",
    named: false,
    fields: [],
  },
  {
    kind: "tanh",
    named: false,
    fields: [],
  },
  {
    kind: "sigmoid",
    named: false,
    fields: [],
  },
  {
    kind: "max_pool2d",
    named: false,
    fields: [{ name: "size", least: 1, most: 28, step: 1 }],
  },
  {
    kind: "avg_pool2d",
    named: false,
    fields: [{ name: "size", least: 1, most: 28, step: 1 }],
  },
  {
    kind: "global_avg_pool",
    named: false,
    fields: [],
  },
  {
    kind: "flatten",
    named: false,
    fields: [],
  },
  {
    kind: "dropout",
    named: false,
    fields: [{ name: "rate", least: 0, most: 0.99, step: 0.05 }],
  },
  {
    kind: "residual",
    named: false,
    fields: [],
  },
  {
    kind: "log_softmax",
    named: false,
    fields: [],
  },
];
