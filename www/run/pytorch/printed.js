/**
 * A network as PyTorch prints it: `print(model)` of a module that has every layer as a submodule. Pure.
 *
 * The lines are those of `torch.nn` 2.x; `tests/others` compares them with a PyTorch at hand.
 *
 * @module
 */

/** @typedef {import("../../api/protocol.js").LayerSpec} LayerSpec */

/** How a layer without a name is called, with a number where there are several. @type {Record<string, string>} */
const CALLED = {
  relu: "relu",
  tanh: "tanh",
  sigmoid: "sigmoid",
  gelu: "gelu",
  max_pool2d: "pool",
  avg_pool2d: "pool",
  global_avg_pool: "pool",
  flatten: "flatten",
  dropout: "dropout",
  log_softmax: "log_softmax",
  residual: "block",
};

/**
 * @param {readonly LayerSpec[]} layers
 * @returns {string} several lines
 */
export function printed(layers) {
  return ["Network(", ...indented(modules(layers, { shape: [1, 28, 28], counts: new Map() })), ")"].join("\n");
}

/** @typedef {{shape: number[], counts: Map<string, number>}} Walk */

/** @param {readonly LayerSpec[]} layers @param {Walk} walk @returns {string[]} */
function modules(layers, walk) {
  return layers.flatMap((layer) => {
    const [channels, height = 1, width = 1] = walk.shape;
    const one = (/** @type {string} */ what) => [`(${nameOf(layer, walk)}): ${what}`];
    switch (layer.kind) {
      case "conv2d": {
        const { channels: out, kernel, stride = 1, padding = 0 } = layer;
        const side = (/** @type {number} */ size) => Math.floor((size + 2 * padding - kernel) / stride) + 1;
        walk.shape = [out, side(height), side(width)];
        const pair = (/** @type {number} */ value) => `(${value}, ${value})`;
        const padded = padding > 0 ? `, padding=${pair(padding)}` : "";
        return one(`Conv2d(${channels}, ${out}, kernel_size=${pair(kernel)}, stride=${pair(stride)}${padded})`);
      }
      case "linear":
        walk.shape = [layer.units];
        return one(`Linear(in_features=${channels}, out_features=${layer.units}, bias=True)`);
      case "batch_norm": {
        const rest = "eps=1e-05, momentum=0.1, affine=True, track_running_stats=True";
        return one(`BatchNorm${walk.shape.length === 1 ? "1d" : "2d"}(${channels}, ${rest})`);
      }
      case "relu":
        return one("ReLU()");
      case "gelu":
        return one("GELU(approximate='none')");
      case "tanh":
        return one("Tanh()");
      case "sigmoid":
        return one("Sigmoid()");
      case "max_pool2d":
      case "avg_pool2d": {
        const { size } = layer;
        walk.shape = [channels, Math.floor(height / size), Math.floor(width / size)];
        const is_max = layer.kind === "max_pool2d";
        const rest = is_max ? ", dilation=1, ceil_mode=False" : "";
        return one(`${is_max ? "Max" : "Avg"}Pool2d(kernel_size=${size}, stride=${size}, padding=0${rest})`);
      }
      case "global_avg_pool":
        walk.shape = [channels];
        return one("AdaptiveAvgPool2d(output_size=1)");
      case "flatten":
        walk.shape = [channels * height * width];
        return one("Flatten(start_dim=1, end_dim=-1)");
      case "log_softmax":
        return one("LogSoftmax(dim=1)");
      case "dropout":
        return one(`Dropout(p=${Number.isInteger(layer.rate) ? layer.rate.toFixed(1) : layer.rate}, inplace=False)`);
      case "residual": {
        const input = walk.shape;
        const name = nameOf(layer, walk);
        const inner = modules(layer.layers, walk);
        const output = walk.shape;
        walk.shape = input;
        const shortcut = modules(layer.shortcut ?? [], walk);
        walk.shape = output;
        const around = shortcut.length
          ? ["(shortcut): Sequential(", ...indented(shortcut), ")"]
          : ["(shortcut): Identity()"];
        return [
          `(${name}): Residual(`,
          ...indented(["(layers): Sequential(", ...indented(inner), ")", ...around]),
          ")",
        ];
      }
    }
  });
}

/** @param {LayerSpec} layer @param {Walk} walk */
function nameOf(layer, { counts }) {
  if ("name" in layer) return layer.name;
  const name = CALLED[layer.kind];
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  return `${name}${count}`;
}

/** @param {string[]} lines */
function indented(lines) {
  return lines.map((line) => `  ${line}`);
}
