/**
 * A network's layers as operations of ONNX. Pure.
 *
 * @module
 */

/** @typedef {import("../../public/pkg/files/digit_lab.js").OnnxNode} OnnxNode */
/** @typedef {import("../../public/pkg/files/digit_lab.js").OnnxAttribute} OnnxAttribute */
/** @typedef {import("../../public/pkg/files/digit_lab.js").NamedTensor} NamedTensor */
/** @typedef {import("../../api/protocol.js").LayerSpec} LayerSpec */

/** As `src/model/structure.rs` has it. */
const BATCH_NORM_EPSILON = 1e-5;
/** As `src/data/input.rs` has them. */
const [MEAN, DEVIATION] = [0.1307, 0.3081];

/**
 * The operations of a network that takes pixels, 0 = paper to 1 = ink, and what they take beside its own tensors.
 * @param {readonly LayerSpec[]} layers
 * @param {import("../../api/protocol.js").Input} input how the network wants its pixels
 * @returns {{nodes: OnnxNode[], constants: NamedTensor[]}} from the value `image` to `logits` and `probabilities`
 */
export function graphOf(layers, input) {
  /** @type {OnnxNode[]} */
  const nodes = [];
  /** @type {Map<string, NamedTensor>} */
  const constants = new Map();
  const constant = (/** @type {string} */ name, /** @type {number} */ value) => {
    constants.set(name, { name, shape: [], data: Float32Array.of(value) });
    return name;
  };
  /** @param {string} operation @param {string[]} inputs @param {Record<string, Omit<OnnxAttribute, "name">>} [settings] */
  const add = (operation, inputs, settings = {}) => {
    const attributes = Object.entries(settings).map(([name, value]) => ({ name, ...value }));
    const output = `${operation.toLowerCase()}_${nodes.length}`;
    nodes.push({ operation, inputs, output, attributes });
    return output;
  };

  /** @param {string} value @param {LayerSpec} layer @returns {string} the layer's output */
  const layer = (value, layer) => {
    const named = (/** @type {string[]} */ ...parts) =>
      parts.map((part) => `${/** @type {{name: string}} */ (/** @type {unknown} */ (layer)).name}.${part}`);
    switch (layer.kind) {
      case "conv2d": {
        const { kernel, stride = 1, padding = 0 } = layer;
        return add("Conv", [value, ...named("weight", "bias")], {
          kernel_shape: { ints: [kernel, kernel] },
          strides: { ints: [stride, stride] },
          pads: { ints: [padding, padding, padding, padding] },
        });
      }
      case "linear":
        return add("Gemm", [value, ...named("weight", "bias")], { transB: { int: 1 } });
      case "batch_norm":
        return add("BatchNormalization", [value, ...named("weight", "bias", "running_mean", "running_var")], {
          epsilon: { float: BATCH_NORM_EPSILON },
        });
      case "relu":
        return add("Relu", [value]);
      case "tanh":
        return add("Tanh", [value]);
      case "sigmoid":
        return add("Sigmoid", [value]);
      case "gelu": {
        // Operations of 2022 have no GELU: x/2 · (1 + erf(x/√2)).
        const error = add("Erf", [add("Mul", [value, constant("gelu.root", Math.SQRT1_2)])]);
        const raised = add("Add", [error, constant("gelu.one", 1)]);
        return add("Mul", [add("Mul", [value, constant("gelu.half", 0.5)]), raised]);
      }
      case "max_pool2d":
      case "avg_pool2d": {
        const sides = { ints: [layer.size, layer.size] };
        const operation = layer.kind === "max_pool2d" ? "MaxPool" : "AveragePool";
        return add(operation, [value], { kernel_shape: sides, strides: sides });
      }
      case "global_avg_pool":
        return add("Flatten", [add("GlobalAveragePool", [value])], { axis: { int: 1 } });
      case "flatten":
        return add("Flatten", [value], { axis: { int: 1 } });
      case "log_softmax":
        return add("LogSoftmax", [value], { axis: { int: 1 } });
      case "dropout":
        return value; // in inference it does nothing
      case "residual":
        return add("Add", [through(value, layer.layers), through(value, layer.shortcut ?? [])]);
    }
  };
  const through = (/** @type {string} */ value, /** @type {readonly LayerSpec[]} */ layers) =>
    layers.reduce(layer, value);

  let pixels = "image";
  if (input === "normalised") {
    const centred = add("Sub", [pixels, constant("input.mean", MEAN)]);
    pixels = add("Div", [centred, constant("input.deviation", DEVIATION)]);
  }
  const last = through(pixels, layers);
  nodes.push({ operation: "Identity", inputs: [last], output: "logits", attributes: [] });
  nodes.push({
    operation: "Softmax",
    inputs: ["logits"],
    output: "probabilities",
    attributes: [{ name: "axis", int: 1 }],
  });
  return { nodes, constants: [...constants.values()] };
}
