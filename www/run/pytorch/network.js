/**
 * A network as a module of PyTorch, with the names of the page's tensors. Pure.
 *
 * @module
 */

/** @typedef {import("../../api/protocol.js").LayerSpec} LayerSpec */

/** What an attribute of a module cannot be called: words of Python, and what every module has. */
const TAKEN = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global if " +
    "import in is lambda nonlocal not or pass raise return try while with yield " +
    "add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval extra_repr " +
    "float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules mtia " +
    "named_buffers named_children named_modules named_parameters parameters register_buffer register_module " +
    "register_parameter requires_grad_ set_extra_state set_submodule share_memory state_dict to to_empty train training " +
    "type xpu zero_grad T_destination"
  ).split(" "),
);

/** A part of a layer's name as Python allows it. @param {string} part */
function attribute(part) {
  return /^[A-Za-z_]\w*$/.test(part) && !TAKEN.has(part) && !part.startsWith("__") ? part : `layer_${part}`;
}

/** A layer's name as the program has it. @param {string} name */
export function attributeOf(name) {
  return name.split(".").map(attribute).join(".");
}

/**
 * @param {readonly LayerSpec[]} layers
 * @param {boolean} dropout whether it needs the page's dropout
 * @param {import("./words.js").Say} say
 * @returns {string[]} lines
 */
export function networkLines(layers, dropout, say) {
  const walk = { shape: [1, 28, 28], number: -1, blocks: 0, made: /** @type {Set<string>} */ (new Set()) };
  /** @type {string[]} */
  const made = [];
  const steps = through(layers, "x", walk, made);
  return [
    ...(dropout ? [...dropoutLines(say), "", ""] : []),
    "class Network(nn.Module):",
    "    def __init__(self):",
    "        super().__init__()",
    ...made.map((line) => `        ${line}`),
    "",
    "    def forward(self, x):",
    ...steps.map((line) => `        ${line}`),
    "        return x",
  ];
}

/** @typedef {{shape: number[], number: number, blocks: number, made: Set<string>}} Walk */

/**
 * @param {readonly LayerSpec[]} layers
 * @param {string} x the variable
 * @param {Walk} walk
 * @param {string[]} made lines that make the layers
 * @returns {string[]} lines that use them
 */
function through(layers, x, walk, made) {
  return layers.flatMap((layer) => {
    walk.number += 1;
    const make = (/** @type {string} */ name, /** @type {string} */ what) => {
      const path = pathOf(name, walk, made);
      made.push(`${path} = ${what}`);
      return [`${x} = ${path}(${x})`];
    };
    const [channels, height = 1, width = 1] = walk.shape;
    switch (layer.kind) {
      case "conv2d": {
        const { name, channels: out, kernel, stride = 1, padding = 0 } = layer;
        const rest = `${stride > 1 ? `, stride=${stride}` : ""}${padding > 0 ? `, padding=${padding}` : ""}`;
        const side = (/** @type {number} */ size) => Math.floor((size + 2 * padding - kernel) / stride) + 1;
        walk.shape = [out, side(height), side(width)];
        return make(name, `nn.Conv2d(${channels}, ${out}, ${kernel}${rest})`);
      }
      case "linear":
        walk.shape = [layer.units];
        return make(layer.name, `nn.Linear(${channels}, ${layer.units})`);
      case "batch_norm":
        return make(layer.name, `nn.BatchNorm${walk.shape.length === 1 ? "1d" : "2d"}(${channels})`);
      case "relu":
        return [`${x} = F.relu(${x})`];
      case "gelu":
        return [`${x} = F.gelu(${x})`];
      case "tanh":
        return [`${x} = torch.tanh(${x})`];
      case "sigmoid":
        return [`${x} = torch.sigmoid(${x})`];
      case "max_pool2d":
      case "avg_pool2d":
        walk.shape = [channels, Math.floor(height / layer.size), Math.floor(width / layer.size)];
        return [`${x} = F.${layer.kind}(${x}, ${layer.size})`];
      case "global_avg_pool":
        walk.shape = [channels];
        return [`${x} = ${x}.mean((2, 3))`];
      case "flatten":
        walk.shape = [channels * height * width];
        return [`${x} = ${x}.flatten(1)`];
      case "log_softmax":
        return [`${x} = F.log_softmax(${x}, 1)`];
      case "dropout":
        if (layer.rate === 0) return [];
        made.push(`self.dropout${walk.number} = Dropout(${layer.rate}, layer=${walk.number})`);
        return [`${x} = self.dropout${walk.number}(${x})`];
      case "residual": {
        walk.blocks += 1;
        const shortcut = `shortcut${walk.blocks}`;
        const input = walk.shape;
        const inside = through(layer.layers, x, walk, made);
        const output = walk.shape;
        walk.shape = input;
        const around = through(layer.shortcut ?? [], shortcut, walk, made);
        walk.shape = output;
        return [`${shortcut} = ${x}`, ...inside, ...around, `${x} = ${x} + ${shortcut}`];
      }
    }
  });
}

/** A layer as an attribute; what its name has before a dot is a module of its own. @param {string} name @param {Walk} walk @param {string[]} made */
function pathOf(name, walk, made) {
  const parts = attributeOf(name).split(".");
  for (let depth = 1; depth < parts.length; depth += 1) {
    const path = `self.${parts.slice(0, depth).join(".")}`;
    if (!walk.made.has(path)) made.push(`${path} = nn.Module()`);
    walk.made.add(path);
  }
  return `self.${parts.join(".")}`;
}

/** @param {import("./words.js").Say} say */
function dropoutLines(say) {
  return [
    "def mixed(x):",
    `    """${say.hash}"""`,
    "    x = (x ^ (x >> 16)) * 0x7FEB352D & 0xFFFFFFFF",
    "    x = (x ^ (x >> 15)) * 0x846CA68B & 0xFFFFFFFF",
    "    return x ^ (x >> 16)",
    "",
    "",
    "class Dropout(nn.Module):",
    `    """${say.dropout}"""`,
    "",
    "    step = first = 0",
    "",
    "    def __init__(self, rate, layer):",
    "        super().__init__()",
    "        self.rate, self.layer = rate, layer",
    "",
    "    def forward(self, x):",
    "        if not self.training:",
    "            return x",
    "        key = 0",
    "        for word in (SEED & 0xFFFFFFFF, SEED >> 32, self.step, self.layer):",
    "            key = mixed(key ^ mixed((word + 0x9E3779B9) & 0xFFFFFFFF))",
    "        index = torch.arange(x.numel(), device=x.device) + self.first * x.shape[1:].numel()",
    "        kept = (mixed(index ^ key) >> 8) >= int(self.rate * 2**24)",
    "        return x * kept.reshape(x.shape) / (1 - self.rate)",
  ];
}
