/**
 * A run as a program for PyTorch that a person would write: the network, the recipe, the order of the images. What a run
 * does not use is not in its program. Pure.
 *
 * The initial weights and the order of the images lie beside it in a file of arrays, as `trainer.saveStart` gives it.
 *
 * @module
 */

import { FILES } from "../../api/mnist.js";
import { nameOf, walk } from "../network-edit.js";
import { attributeOf, networkLines } from "./network.js";
import { COMMENTS } from "./words.js";

/** @typedef {import("../../api/protocol.js").RunSummary} RunSummary */
/** @typedef {import("../../api/protocol.js").RunConfig} RunConfig */

/**
 * @param {RunSummary} run
 * @param {object} how
 * @param {"en" | "zh"} how.language of the comments
 * @param {string} how.start name of the file of arrays
 * @param {boolean} how.mnist whether the images are MNIST, which the program fetches where it is missing
 * @returns {string}
 */
export function trainPy(run, { language, start, mnist }) {
  const { config, spec } = run;
  const say = COMMENTS[language];
  const uses = usesOf(run);
  const parts = [
    [...head(run, start, say), "", ...imports(uses, mnist), "", ...settings(run, start, say)],
    networkLines(spec.layers, uses.dropout, say),
    uses.schedule ? scheduleLines(config, say) : [],
    uses.augmentation ? augmentationLines(config, say) : [],
    dataLines(mnist, config.input === "normalised", say),
    evaluationLines(config, say),
    trainingLines(run, uses, say),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n\n")}\n`;
}

/** What of the program a run needs. @param {RunSummary} run */
function usesOf({ config, spec }) {
  const used = walk(spec).filter(({ layer }) => layer.kind !== "dropout" || layer.rate > 0);
  const all = new Set(used.map(({ layer }) => layer.kind));
  return {
    dropout: all.has("dropout"),
    batch_norm: all.has("batch_norm"),
    schedule: config.schedule !== "constant",
    /** Whether only the weights of convolutions and linear layers decay. */
    groups: config.weight_decay > 0 && !config.decay_biases,
    /** Whether the optimiser is reset after the first epoch. */
    reset: config.schedule === "fine-tune" && config.epochs > 1,
    augmentation: [config.shift, config.rotation, config.scale, config.shear].some((setting) => setting > 0),
  };
}

/** @typedef {ReturnType<typeof usesOf>} Uses */
/** @typedef {import("./words.js").Say} Say */

/** A number as Python writes it. @param {number} value */
export function number(value) {
  return String(value).replace(/e([+-])(\d)$/, "e$10$2");
}

/** @param {RunSummary} run @param {string} start @param {Say} say */
function head({ config }, start, say) {
  const lost = [config.elastic > 0 ? "elastic" : "", config.thickness > 0 ? "thickness" : ""].filter(Boolean);
  return [
    `"""${say.title(config.preset)}`,
    "",
    `    python train.py                            ${say.alone}`,
    `    torchrun --nproc-per-node 2 train.py       ${say.together}`,
    "",
    ...say.about(start),
    ...(lost.length ? ["", ...say.lost(lost)] : []),
    '"""',
  ];
}

/** @param {Uses} uses @param {boolean} mnist */
function imports(uses, mnist) {
  return [
    "import argparse",
    "import gzip",
    ...(mnist ? ["import hashlib"] : []),
    ...(uses.schedule ? ["import math"] : []),
    "import os",
    "import time",
    ...(mnist ? ["import urllib.request"] : []),
    "from pathlib import Path",
    "",
    "import numpy",
    "import torch",
    "import torch.distributed as dist",
    "from torch import nn",
    "from torch.nn import functional as F",
  ];
}

/** @param {RunSummary} run @param {string} start @param {Say} say */
function settings({ config, steps_per_epoch }, start, say) {
  return [
    `EPOCHS = ${config.epochs}`,
    `BATCH_SIZE = ${config.batch_size}`,
    `LEARNING_RATE = ${number(config.learning_rate)}`,
    ...(config.schedule === "constant" ? [] : [`STEPS_PER_EPOCH = ${steps_per_epoch}`]),
    `SEED = ${config.seed}`,
    "",
    `# ${say.start}`,
    `START = numpy.load(Path(__file__).with_name("${start}"))`,
    'DEVICE = "cuda" if torch.cuda.is_available() else "cpu"',
  ];
}

/** @param {RunConfig} config @param {Say} say */
function scheduleLines(config, say) {
  const { schedule } = config;
  if (schedule === "step") {
    return [
      "def rate_at(step):",
      `    """${say.step_schedule}"""`,
      `    changes = step // STEPS_PER_EPOCH // ${config.decay_epochs}`,
      `    return LEARNING_RATE * ${number(config.decay_factor)}**changes, None`,
    ];
  }
  const cosine = [
    "def cosine(start, end, done):",
    `    """${say.cosine}"""`,
    "    return end + (start - end) / 2 * (1 + math.cos(math.pi * done))",
    "",
    "",
  ];
  if (schedule === "cosine") {
    return [
      ...cosine,
      "def rate_at(step):",
      `    """${say.cosine_schedule}"""`,
      "    return cosine(LEARNING_RATE, 0, step / (EPOCHS * STEPS_PER_EPOCH)), None",
    ];
  }
  if (schedule !== "one-cycle") return [...cosine, ...fastaiLines(config, say)];
  return [
    ...cosine,
    "def rate_at(step):",
    `    """${say.one_cycle}"""`,
    "    last_step = EPOCHS * STEPS_PER_EPOCH - 1",
    "    peak = 0.3 * (last_step + 1) - 1",
    "    low, lowest = LEARNING_RATE / 25, LEARNING_RATE / 25e4",
    "    if step < peak:",
    "        done = step / peak",
    "        return cosine(low, LEARNING_RATE, done), cosine(0.95, 0.85, done)",
    "    done = (step - peak) / (last_step - peak)",
    "    return cosine(LEARNING_RATE, lowest, done), cosine(0.85, 0.95, done)",
  ];
}

/** @param {RunConfig} config @param {Say} say */
function fastaiLines({ schedule, epochs, pct_start, div, div_final }, say) {
  const shape = `${number(pct_start)}, ${number(div)}`;
  const cycle = [
    "def cycle(step, steps, peak, rising, divisor):",
    `    """${say.one_cycle}"""`,
    "    done = step / steps",
    "    if done < rising:",
    "        done = done / rising",
    "        return cosine(peak / divisor, peak, done), cosine(0.95, 0.85, done)",
    "    done = (done - rising) / (1 - rising)",
    `    return cosine(peak, peak / ${number(div_final)}, done), cosine(0.85, 0.95, done)`,
    "",
    "",
    "def rate_at(step):",
  ];
  if (schedule === "fit-one-cycle") {
    return [
      ...cycle,
      `    """${say.fit_one_cycle}"""`,
      `    return cycle(step, EPOCHS * STEPS_PER_EPOCH, LEARNING_RATE, ${shape})`,
    ];
  }
  const first = "return cycle(step, STEPS_PER_EPOCH, LEARNING_RATE, 0.99, 25)";
  if (epochs === 1) return [...cycle, `    """${say.fine_tune}"""`, `    ${first}`];
  return [
    ...cycle,
    `    """${say.fine_tune}"""`,
    "    if step < STEPS_PER_EPOCH:",
    `        ${first}`,
    "    steps = (EPOCHS - 1) * STEPS_PER_EPOCH",
    `    return cycle(step - STEPS_PER_EPOCH, steps, LEARNING_RATE / 2, ${shape})`,
  ];
}

/** @param {RunConfig} config @param {Say} say */
function augmentationLines({ shift, rotation, scale, shear }, say) {
  return [
    "def augment(images):",
    `    """${say.augment}"""`,
    "    n = len(images)",
    "",
    "    def draw(most):",
    "        return (2 * torch.rand(n) - 1) * most",
    "",
    `    angle, lean = draw(${number(rotation)}).deg2rad(), draw(${number(shear)}).deg2rad().tan()`,
    `    size = (1 + ${number(scale)}) ** draw(1)`,
    `    right, down = draw(${number(shift)}) / 14, draw(${number(shift)}) / 14`,
    "    cos, sin = angle.cos() / size, angle.sin() / size",
    `    # ${say.augment_matrix}`,
    "    across = torch.stack([cos, sin + lean * cos, -right], 1)",
    "    up = torch.stack([-sin, cos - lean * sin, -down], 1)",
    "    grid = F.affine_grid(torch.stack([across, up], 1), images.shape, align_corners=False)",
    "    return F.grid_sample(images, grid.to(images.device), align_corners=False)",
  ];
}

/** @param {boolean} mnist @param {boolean} normalised @param {Say} say */
function dataLines(mnist, normalised, say) {
  const fetch = mnist
    ? [
        "        if not path.exists():",
        '            with urllib.request.urlopen(f"{MIRROR}{name}.gz") as answer:',
        "                content = gzip.decompress(answer.read())",
        "            assert hashlib.sha256(content).hexdigest() == FILES[name], name",
        "            folder.mkdir(parents=True, exist_ok=True)",
        "            path.write_bytes(content)",
      ]
    : [];
  const facts = mnist
    ? [
        `# ${say.files}`,
        'MIRROR = "https://ossci-datasets.s3.amazonaws.com/mnist/"',
        "FILES = {",
        ...Object.values(FILES).map(({ name, sha256 }) => `    "${name}": "${sha256}",`),
        "}",
        "",
        "",
      ]
    : [];
  return [
    ...facts,
    "def read(folder, name):",
    `    """${say.read}"""`,
    '    path, packed = folder / name, folder / f"{name}.gz"',
    "    if packed.exists():",
    "        content = gzip.decompress(packed.read_bytes())",
    "    else:",
    ...fetch,
    "        content = path.read_bytes()",
    "    dimensions = content[3]",
    '    shape = numpy.frombuffer(content, ">i4", dimensions, 4)',
    "    return torch.tensor(numpy.frombuffer(content, numpy.uint8, -1, 4 + 4 * dimensions)).reshape(*shape)",
    "",
    "",
    "def images_of(pixels):",
    `    """${say.scaling}"""`,
    ...(normalised
      ? ["    images = pixels.unsqueeze(1).float().to(DEVICE) / 255", "    return (images - 0.1307) / 0.3081"]
      : ["    return pixels.unsqueeze(1).float().to(DEVICE) / 255"]),
  ];
}

/** The loss of outputs and labels. @param {RunConfig} config @param {string} reduction */
function lossOf({ loss, label_smoothing }, reduction) {
  const how = [
    label_smoothing > 0 && reduction === "sum" ? `, label_smoothing=${number(label_smoothing)}` : "",
    reduction ? `, reduction="${reduction}"` : "",
  ].join("");
  // The logarithms of probabilities are their own log-softmax.
  return loss === "nll" && label_smoothing === 0 ? `F.nll_loss(outputs, y${how})` : `F.cross_entropy(outputs, y${how})`;
}

/** @param {RunConfig} config @param {Say} say */
function evaluationLines(config, say) {
  return [
    "@torch.no_grad()",
    "def evaluate(network, pixels, labels):",
    `    """${say.evaluate}"""`,
    "    network.eval()",
    "    loss = correct = 0",
    "    for x, y in zip(pixels.split(1000), labels.split(1000)):",
    "        outputs, y = network(images_of(x)), y.long().to(DEVICE)",
    `        loss += ${lossOf({ ...config, label_smoothing: 0 }, "sum")}.item()`,
    "        correct += (outputs.argmax(1) == y).sum().item()",
    "    network.train()",
    "    return loss / len(labels), correct / len(labels)",
  ];
}

/** @param {RunConfig} config @param {Uses} uses */
function optimiserOf(config, uses) {
  const parameters = uses.groups ? "groups" : "network.parameters()";
  const { optimizer, momentum, nesterov, weight_decay, beta_1, beta_2, alpha, epsilon } = config;
  const decay = weight_decay > 0 ? `, weight_decay=${number(weight_decay)}` : "";
  const adam = `betas=(${number(beta_1)}, ${number(beta_2)}), eps=${number(epsilon)}`;
  switch (optimizer) {
    case "adam":
      return `torch.optim.Adam(${parameters}, LEARNING_RATE, ${adam}${decay})`;
    case "adamw":
      return `torch.optim.AdamW(${parameters}, LEARNING_RATE, ${adam}, weight_decay=${number(weight_decay)})`;
    case "rmsprop": {
      const own = `alpha=${number(alpha)}, eps=${number(epsilon)}${momentum > 0 ? `, momentum=${number(momentum)}` : ""}`;
      return `torch.optim.RMSprop(${parameters}, LEARNING_RATE, ${own}${decay})`;
    }
    case "sgd": {
      const own = momentum > 0 ? `, momentum=${number(momentum)}${nesterov ? ", nesterov=True" : ""}` : "";
      return `torch.optim.SGD(${parameters}, LEARNING_RATE${own}${decay})`;
    }
  }
}

/**
 * How a schedule sets the rate, and the momentum where there is one.
 * @param {RunConfig} config
 * @param {Uses} uses
 * @param {Say} say
 */
function rateLines(config, uses, say) {
  if (config.schedule === "constant") return [];
  const adam = config.optimizer === "adam" || config.optimizer === "adamw";
  const own = adam ? config.beta_1 : config.momentum;
  const reset = [`# ${say.reset}`, "if step == STEPS_PER_EPOCH:", "    optimiser.state.clear()"];
  const lines = [
    ...(uses.reset ? reset : []),
    "learning_rate, momentum = rate_at(step)",
    "for group in optimiser.param_groups:",
    '    group["lr"] = learning_rate',
  ];
  if (["step", "cosine"].includes(config.schedule) || own === 0) return lines;
  const momentum = adam ? `["betas"] = (momentum, ${number(config.beta_2)})` : '["momentum"] = momentum';
  return [...lines, `    group${momentum}`];
}

/** The parameters that decay, and those that do not. @param {Say} say */
function groupLines(say) {
  return [
    `# ${say.groups}`,
    "weights = [tensor for tensor in network.parameters() if tensor.dim() > 1]",
    "others = [tensor for tensor in network.parameters() if tensor.dim() == 1]",
    'groups = [{"params": weights}, {"params": others, "weight_decay": 0.0}]',
  ];
}

/** @param {RunSummary} run @param {Uses} uses @param {Say} say */
function trainingLines(run, uses, say) {
  const { config, spec } = run;
  const indent = (/** @type {number} */ by, /** @type {string[]} */ lines) =>
    lines.map((line) => (line ? `${" ".repeat(by)}${line}` : line));
  const validation = run.validation_count > 0;
  const norm = config.clip_norm;
  return [
    "def main():",
    ...indent(4, [
      "parser = argparse.ArgumentParser()",
      `parser.add_argument("--data", type=Path, default=Path("mnist"), help="${say.data_help}")`,
      `parser.add_argument("--epochs", type=int, default=EPOCHS, help="${say.epochs_help}")`,
      `parser.add_argument("--steps", type=int, default=None, help="${say.steps_help}")`,
      "options = parser.parse_args()",
      "",
      `# ${say.processes}`,
      'rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))',
      "if world > 1:",
      '    dist.init_process_group("nccl" if DEVICE == "cuda" else "gloo")',
      '    if DEVICE == "cuda":',
      '        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))',
      "torch.manual_seed(SEED + rank)",
      "",
      'pixels, labels = (read(options.data, f"train-{part}-ubyte") for part in ("images-idx3", "labels-idx1"))',
      'test = [read(options.data, f"t10k-{part}-ubyte") for part in ("images-idx3", "labels-idx1")]',
      'splits = {"test": test}',
      ...(validation
        ? [
            'held_out = torch.from_numpy(START["validation"].astype("int64"))',
            'splits["validation"] = [pixels[held_out], labels[held_out]]',
          ]
        : []),
      "",
      "network = Network().to(DEVICE)",
      ...loadLines(spec),
      "parallel = network",
      "if world > 1:",
      ...(uses.batch_norm
        ? [
            `    # ${say.batch_norm}`,
            '    if DEVICE == "cuda":',
            "        network = nn.SyncBatchNorm.convert_sync_batchnorm(network)",
          ]
        : []),
      "    parallel = nn.parallel.DistributedDataParallel(network)",
      ...(uses.groups ? groupLines(say) : []),
      `optimiser = ${optimiserOf(config, uses)}`,
      "",
      "step, started = 0, time.time()",
      "for epoch in range(options.epochs):",
      `    # ${say.order}`,
      '    saved = epoch < len(START["order"])',
      '    order = START["order"][epoch] if saved else numpy.random.default_rng(epoch).permutation(START["order"][0])',
      '    order = torch.from_numpy(order.astype("int64"))',
      "    total = correct = 0",
      "    for batch in order.split(BATCH_SIZE):",
      `        # ${say.part}`,
      "        parts = batch.tensor_split(world)",
      "        part = parts[rank]",
      ...(uses.dropout ? ["        Dropout.step, Dropout.first = step, sum(map(len, parts[:rank]))"] : []),
      `        x, y = ${uses.augmentation ? "augment(images_of(pixels[part]))" : "images_of(pixels[part])"}, labels[part].long().to(DEVICE)`,
      ...indent(8, rateLines(config, uses, say)),
      "        outputs = parallel(x)",
      `        loss = ${lossOf(config, "sum")} / len(batch)`,
      "        optimiser.zero_grad()",
      `        # ${say.mean}`,
      "        (loss * world).backward()",
      ...(norm ? [`        nn.utils.clip_grad_norm_(network.parameters(), ${number(norm)})`] : []),
      "        optimiser.step()",
      "        step += 1",
      "        sums = torch.stack([loss.detach(), (outputs.argmax(1) == y).sum()])",
      "        if world > 1:",
      "            dist.all_reduce(sums)",
      "        total, correct = total + sums[0].item() * len(batch), correct + sums[1].item()",
      "        if options.steps is not None:",
      "            if rank == 0:",
      '                print(f"step {step}: loss {sums[0].item():.9f}")',
      "            if step == options.steps:",
      "                break",
      "    if step == options.steps:",
      "        break",
      "    if rank == 0:",
      `        print(f"epoch {epoch + 1}: ${say.training} {total / len(order):.4f}, {correct / len(order):.2%}", end="")`,
      "        for name, split in splits.items():",
      '            print("; {} {:.4f}, {:.2%}".format(name, *evaluate(network, *split)), end="")',
      '        print(f"; {time.time() - started:.0f} s")',
      "if rank == 0:",
      '    torch.save(network.state_dict(), "network.pt")',
      "if world > 1:",
      "    dist.destroy_process_group()",
    ]),
    "",
    "",
    'if __name__ == "__main__":',
    "    main()",
  ];
}

/** How the weights are taken over. @param {import("../../api/protocol.js").Spec} spec */
function loadLines(spec) {
  const names = walk(spec).map(({ layer }) => nameOf(layer));
  const others = names.filter((name) => name && attributeOf(name) !== name);
  const pairs = others.map((name) => `"${attributeOf(name)}": "${name}"`);
  return [
    ...(others.length ? [`saved_as = {${pairs.join(", ")}}`] : []),
    "weights = {}",
    "for name in network.state_dict():",
    '    module, _, kind = name.rpartition(".")',
    '    if kind != "num_batches_tracked":',
    others.length
      ? '        weights[name] = torch.from_numpy(START[f"{saved_as.get(module, module)}.{kind}"])'
      : "        weights[name] = torch.from_numpy(START[name])",
    "network.load_state_dict(weights, strict=False)",
  ];
}
