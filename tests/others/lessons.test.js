/** The lessons' programs run as they are in PyTorch and fastai, and a network is printed as PyTorch prints it. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { TRACKS, programUpTo } from "../../www/rooms/lessons/lesson/tracks.js";
import { printed } from "../../www/run/pytorch/printed.js";
import { lacks, loadCpu, mnistFiles, scratch } from "./engine.js";

const python = process.env.TORCH_PYTHON ?? "";
/** Of each split; lesson A begins with training image 30224. */
const KEPT = { a: [30_300, 1000], b: [30_300, 1000], c: [2000, 1000], d: [2000, 1000], e: [2000, 1000] };
/** Pictures of each split, for fastai's data block. */
const PICTURES = 640;

/** An IDX file with the first entries only. @param {Uint8Array} file @param {number} count @param {number} size bytes of an entry */
function first(file, count, size) {
  const header = size === 1 ? 8 : 16;
  const cut = file.slice(0, header + count * size);
  new DataView(cut.buffer).setUint32(4, count);
  return cut;
}

/** Writes pictures as fastai unpacks them. */
const WRITE_PICTURES = `
import sys
from pathlib import Path
from torchvision.datasets import MNIST

for train, name in ((True, "training"), (False, "testing")):
    data = MNIST("data", train=train)
    for i in range(${PICTURES}):
        image, label = data[i]
        folder = Path("fastai/data/mnist_png") / name / str(label)
        folder.mkdir(parents=True, exist_ok=True)
        image.save(folder / f"{i}.png")
`;

for (const track of TRACKS) {
  const fastai = track.id === "a" || track.id === "b";
  const skip = lacks("torch", "torchvision", "matplotlib", "pandas", ...(fastai ? ["fastai"] : []));
  test(`the program of lesson ${track.id.toUpperCase()} runs from its first to its last line`, { skip }, (t) => {
    const folder = scratch(t);
    const raw = join(folder, "data/MNIST/raw");
    mkdirSync(raw, { recursive: true });
    const { train_images, train_labels, test_images, test_labels } = mnistFiles();
    const [train, tests] = KEPT[track.id];
    writeFileSync(join(raw, "train-images-idx3-ubyte"), first(train_images, train, 784));
    writeFileSync(join(raw, "train-labels-idx1-ubyte"), first(train_labels, train, 1));
    writeFileSync(join(raw, "t10k-images-idx3-ubyte"), first(test_images, tests, 784));
    writeFileSync(join(raw, "t10k-labels-idx1-ubyte"), first(test_labels, tests, 1));
    const env = { ...process.env, MPLBACKEND: "Agg", FASTAI_HOME: join(folder, "fastai") };
    const options = /** @type {const} */ ({ cwd: folder, env, encoding: "utf8", stdio: "pipe", maxBuffer: 1 << 26 });
    if (fastai) execFileSync(python, ["-c", WRITE_PICTURES], options);
    const program = programUpTo(track, track.steps.length - 1).replace("EPOCHS = 20", "EPOCHS = 1");
    writeFileSync(join(folder, "lesson.py"), program);
    const output = execFileSync(python, ["lesson.py"], options);
    const parameters = { a: "23946", b: "98442", c: "215370", d: "44426", e: "1007590" }[track.id];
    assert.match(output, new RegExp(`\\b${parameters}\\b`), "the network's parameters");
  });
}

/** Prints a network that consists of these modules. */
const PRINT = `
import json, sys
import torch.nn as nn

class Network(nn.Module):
    pass

class Residual(nn.Module):
    pass

def layers(spec, shape):
    """The modules of a list of layers by name, and the shape after them."""
    counts, made = {}, {}
    for layer in spec:
        kind = layer["kind"]
        called = {"max_pool2d": "pool", "avg_pool2d": "pool", "global_avg_pool": "pool", "residual": "block"}.get(kind, kind)
        if "name" in layer:
            name = layer["name"]
        else:
            counts[called] = counts.get(called, 0) + 1
            name = f"{called}{counts[called]}"
        c = shape[0]
        if kind == "conv2d":
            stride, padding, kernel = layer.get("stride", 1), layer.get("padding", 0), layer["kernel"]
            made[name] = nn.Conv2d(c, layer["channels"], kernel, stride=stride, padding=padding)
            shape = [layer["channels"], *((s + 2 * padding - kernel) // stride + 1 for s in shape[1:])]
        elif kind == "linear":
            made[name] = nn.Linear(c, layer["units"])
            shape = [layer["units"]]
        elif kind == "batch_norm":
            made[name] = nn.BatchNorm2d(c) if len(shape) == 3 else nn.BatchNorm1d(c)
        elif kind in ("max_pool2d", "avg_pool2d"):
            made[name] = (nn.MaxPool2d if kind == "max_pool2d" else nn.AvgPool2d)(layer["size"])
            shape = [c, shape[1] // layer["size"], shape[2] // layer["size"]]
        elif kind == "global_avg_pool":
            made[name], shape = nn.AdaptiveAvgPool2d(1), [c]
        elif kind == "flatten":
            made[name] = nn.Flatten()
            size = 1
            for s in shape:
                size *= s
            shape = [size]
        elif kind == "dropout":
            made[name] = nn.Dropout(layer["rate"])
        elif kind == "log_softmax":
            made[name] = nn.LogSoftmax(dim=1)
        else:
            made[name] = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "gelu": nn.GELU}[kind]()
    return made, shape

for spec in json.load(sys.stdin):
    network = Network()
    for name, module in layers(spec, [1, 28, 28])[0].items():
        network._modules[name] = module
    print(json.dumps(repr(network)))
`;

test("a network is printed as PyTorch prints it", { skip: lacks("torch") }, async () => {
  const { Engine } = await loadCpu();
  const engine = await Engine.open("ndarray");
  const plain = engine.presets().filter(({ spec }) => spec.layers.every(({ kind }) => kind !== "residual"));
  assert.ok(plain.length >= 8);
  const input = JSON.stringify(plain.map(({ spec }) => spec.layers));
  const output = execFileSync(python, ["-c", PRINT], { input, encoding: "utf8" });
  // Newer releases (2.15) name a batch norm's bias, too.
  const theirs = output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).replaceAll("affine=True, bias=True,", "affine=True,"));
  for (const [i, { spec, config }] of plain.entries()) assert.equal(printed(spec.layers), theirs[i], config.preset);
});
