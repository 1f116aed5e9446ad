import assert from "node:assert/strict";
import { test } from "node:test";
import {
  KINDS,
  fieldsOf,
  insert,
  isNamed,
  layerAt,
  move,
  nameOf,
  newLayer,
  pathOf,
  placeOf,
  remove,
  setIn,
  valueOf,
  walk,
} from "../../www/run/network-edit.js";
import { MOST_CHARACTERS, readNetwork, writeNetwork } from "../../www/run/network-text.js";

/** @typedef {import("../../www/api/protocol.js").Spec} Spec */
/** @typedef {import("../../www/api/protocol.js").LayerSpec} LayerSpec */

/** @param {string} name @returns {LayerSpec} */
const conv = (name) => ({ kind: "conv2d", name, channels: 8, kernel: 3, padding: 1 });

/** @returns {Spec} conv1, a block of [conv2, relu] and [conv3], flatten, fc1 */
const network = () => ({
  layers: [
    conv("conv1"),
    { kind: "residual", layers: [conv("conv2"), { kind: "relu" }], shortcut: [conv("conv3")] },
    { kind: "flatten" },
    { kind: "linear", name: "fc1", units: 10 },
  ],
});

/** The tree in few words: "conv1 (conv2 relu | conv3) flatten fc1". @param {Spec} spec */
const brief = ({ layers }) => layers.map(briefly).join(" ");
/** @param {LayerSpec} layer @returns {string} */
const briefly = (layer) =>
  layer.kind === "residual"
    ? `(${layer.layers.map(briefly).join(" ")} | ${(layer.shortcut ?? []).map(briefly).join(" ")})`
    : nameOf(layer) || layer.kind;

/** @param {Spec} spec @param {string} path @param {-1 | 1} by */
const moved = (spec, path, by) => {
  const to = move(spec, path, by);
  if (!to) return null;
  assert.deepEqual(layerAt(to.spec, to.path), layerAt(spec, path), "the path follows the layer");
  return brief(to.spec);
};

test("layers are walked with their paths, blocks before what they hold", () => {
  assert.deepEqual(
    walk(network()).map(({ path, depth, layer }) => [path, depth, layer.kind]),
    [
      ["0", 0, "conv2d"],
      ["1", 0, "residual"],
      ["1.layers.0", 1, "conv2d"],
      ["1.layers.1", 1, "relu"],
      ["1.shortcut.0", 1, "conv2d"],
      ["2", 0, "flatten"],
      ["3", 0, "linear"],
    ],
  );
  for (const { path, list, index, layer } of walk(network())) {
    assert.deepEqual(placeOf(path), { list, index });
    assert.equal(pathOf({ list, index }), path);
    assert.deepEqual(layerAt(network(), path), layer);
  }
});

test("there is no layer where none stands", () => {
  for (const path of ["4", "1.layers.2", "0.layers.0", "1.shortcut.1", "9.shortcut.0"]) {
    assert.equal(layerAt(network(), path), undefined, path);
  }
});

test("a setting is changed where it stands, and the network before stays as it was", () => {
  const before = network();
  const after = setIn(before, "1.shortcut.0", { stride: 2, name: "down" });
  assert.deepEqual(layerAt(after, "1.shortcut.0"), { ...conv("down"), stride: 2 });
  assert.equal(layerAt(after, "0"), layerAt(before, "0"), "what is not concerned keeps its identity");
  assert.deepEqual(before, network());
});

test("layers are put in and taken out anywhere", () => {
  const before = network();
  const relu = /** @type {LayerSpec} */ ({ kind: "tanh" });
  for (const [place, words] of /** @type {const} */ ([
    [{ list: "", index: 0 }, "tanh conv1 (conv2 relu | conv3) flatten fc1"],
    [{ list: "", index: 4 }, "conv1 (conv2 relu | conv3) flatten fc1 tanh"],
    [{ list: "1.layers", index: 2 }, "conv1 (conv2 relu tanh | conv3) flatten fc1"],
    [{ list: "1.shortcut", index: 0 }, "conv1 (conv2 relu | tanh conv3) flatten fc1"],
  ])) {
    const { spec, path } = insert(before, place, relu);
    assert.equal(brief(spec), words);
    assert.equal(layerAt(spec, path), relu);
    assert.deepEqual(remove(spec, path), before);
  }
  assert.equal(brief(remove(before, "1")), "conv1 flatten fc1");
  assert.deepEqual(before, network());
});

test("a shortcut that is not written down can be begun", () => {
  const spec = /** @type {Spec} */ ({ layers: [{ kind: "residual", layers: [] }] });
  const { spec: after, path } = insert(spec, { list: "0.shortcut", index: 0 }, { kind: "relu" });
  assert.equal(path, "0.shortcut.0");
  assert.equal(brief(after), "( | relu)");
});

test("moving down goes through every place, into a block and out of it", () => {
  const spec = network();
  assert.equal(moved(spec, "0", 1), "(conv1 conv2 relu | conv3) flatten fc1");
  assert.equal(moved(spec, "1.layers.0", 1), "conv1 (relu conv2 | conv3) flatten fc1");
  assert.equal(moved(spec, "1.layers.1", 1), "conv1 (conv2 | relu conv3) flatten fc1");
  assert.equal(moved(spec, "1.shortcut.0", 1), "conv1 (conv2 relu | ) conv3 flatten fc1");
  assert.equal(moved(spec, "3", 1), null);
  const identity = remove(spec, "1.shortcut.0");
  assert.equal(moved(identity, "1.layers.1", 1), "conv1 (conv2 | ) relu flatten fc1");
});

test("moving up goes the same way back", () => {
  const spec = network();
  assert.equal(moved(spec, "2", -1), "conv1 (conv2 relu | conv3 flatten) fc1");
  assert.equal(moved(spec, "1.shortcut.0", -1), "conv1 (conv2 relu conv3 | ) flatten fc1");
  assert.equal(moved(spec, "1.layers.0", -1), "conv1 conv2 (relu | conv3) flatten fc1");
  assert.equal(moved(spec, "0", -1), null);
  const identity = remove(spec, "1.shortcut.0");
  assert.equal(moved(identity, "2", -1), "conv1 (conv2 relu flatten | ) fc1");
});

test("a block moves over its neighbours, also over another block", () => {
  const spec = network();
  assert.equal(moved(spec, "1", -1), "(conv2 relu | conv3) conv1 flatten fc1");
  assert.equal(moved(spec, "1", 1), "conv1 flatten (conv2 relu | conv3) fc1");
  const two = insert(spec, { list: "", index: 2 }, { kind: "residual", layers: [] }).spec;
  assert.equal(moved(two, "1", 1), "conv1 ( | ) (conv2 relu | conv3) flatten fc1");
  assert.equal(moved(two, "2", -1), "conv1 ( | ) (conv2 relu | conv3) flatten fc1");
});

test("down and up again, a layer comes to every place and none is lost", () => {
  let { spec, path } = { spec: network(), path: "0" };
  const names = (/** @type {Spec} */ of) => walk(of).map(({ layer }) => briefly(layer));
  const all = names(network())
    .filter((word) => !word.startsWith("("))
    .sort();
  const seen = [];
  for (let next = move(spec, path, 1); next; next = move(spec, path, 1)) {
    ({ spec, path } = next);
    seen.push(path);
    assert.deepEqual(
      names(spec)
        .filter((word) => !word.startsWith("("))
        .sort(),
      all,
    );
  }
  assert.deepEqual(seen, ["0.layers.0", "0.layers.1", "0.layers.2", "0.shortcut.0", "0.shortcut.1", "1", "2", "3"]);
  for (let next = move(spec, path, -1); next; next = move(spec, path, -1)) ({ spec, path } = next);
  assert.deepEqual(spec, network());
});

test("a new layer has a name of its own, and settings that fit its place", () => {
  const spec = network();
  const end = { list: "", index: 4 };
  const add = (/** @type {import("../../www/run/network-edit.js").Kind} */ kind, place = end, input = [8, 28, 28]) =>
    newLayer(kind, spec, place, input);
  assert.deepEqual(add("conv2d"), { kind: "conv2d", name: "conv4", channels: 16, kernel: 3, padding: 1 });
  assert.deepEqual(add("conv2d", end, [64, 7, 7]), {
    kind: "conv2d",
    name: "conv4",
    channels: 64,
    kernel: 3,
    padding: 1,
  });
  // Before the last linear layer a hidden one; after it, the one that answers.
  assert.deepEqual(add("linear", { list: "", index: 3 }), { kind: "linear", name: "fc2", units: 128 });
  assert.deepEqual(add("linear", end), { kind: "linear", name: "fc2", units: 10 });
  assert.deepEqual(add("batch_norm"), { kind: "batch_norm", name: "bn1" });
  assert.deepEqual(add("dropout"), { kind: "dropout", rate: 0.2 });
  assert.deepEqual(add("gelu"), { kind: "gelu" });
});

test("a new block keeps its input's channels or features, under names that are all different", () => {
  const planes = newLayer("residual", network(), { list: "", index: 1 }, [24, 14, 14]);
  assert.ok(planes.kind === "residual");
  assert.equal(briefly(planes), "(conv4 bn1 relu conv5 bn2 | )");
  assert.ok(planes.layers.every((layer) => layer.kind !== "conv2d" || layer.channels === 24));
  const features = newLayer("residual", network(), { list: "", index: 3 }, [84]);
  assert.ok(features.kind === "residual");
  assert.equal(briefly(features), "(fc2 bn1 relu fc3 bn2 | )");
  assert.ok(features.layers.every((layer) => layer.kind !== "linear" || layer.units === 84));
});

test("every kind can be added, and its settings are in their ranges", () => {
  for (const kind of KINDS) {
    const layer = newLayer(kind, { layers: [] }, { list: "", index: 0 });
    assert.equal(layer.kind, kind);
    assert.equal(nameOf(layer) !== "", isNamed(kind), kind);
    for (const field of fieldsOf(kind)) {
      const value = valueOf(layer, field);
      assert.ok(value >= field.least && value <= field.most, `${kind}.${field.name}`);
    }
  }
});

test("a network is written a line a layer, without what goes without saying, and read again", () => {
  const text = `{"layers": [
  {"kind": "conv2d", "name": "conv1", "channels": 8, "kernel": 3, "padding": 1},
  {"kind": "residual", "layers": [
    {"kind": "conv2d", "name": "conv2", "channels": 8, "kernel": 3, "padding": 1},
    {"kind": "relu"}
  ], "shortcut": [
    {"kind": "conv2d", "name": "conv3", "channels": 8, "kernel": 3, "padding": 1}
  ]},
  {"kind": "flatten"},
  {"kind": "linear", "name": "fc1", "units": 10}
]}`;
  assert.equal(writeNetwork(network()), text);
  const read = readNetwork(text);
  assert.ok("spec" in read);
  assert.equal(writeNetwork(read.spec), text);
  const explicit = setIn(network(), "0", { stride: 1 });
  assert.equal(writeNetwork(explicit), text, "a default that is written down is the same network");
  assert.equal(
    writeNetwork({ layers: [{ kind: "dropout", rate: Math.fround(0.2) }] }).split("\n")[1],
    '  {"kind": "dropout", "rate": 0.2}',
  );
});

test("the list of layers alone is a network, too, and any layout will do", () => {
  const read = readNetwork('[{"size":2,\n\n"kind":"max_pool2d"},{"kind":"residual","layers":[]}]');
  assert.deepEqual(read, {
    spec: {
      layers: [
        { kind: "max_pool2d", size: 2 },
        { kind: "residual", layers: [] },
      ],
    },
  });
});

test("what is wrong with a text is said with its line", () => {
  for (const [text, code, line, params] of /** @type {const} */ ([
    ["", "end", 1, {}],
    ['{"layers": [\n  {"kind": "relu"}', "end", 2, {}],
    ['[\n{"kind": "relu"}\n{"kind": "tanh"}]', "syntax", 3, { found: "{" }],
    ['[{"kind": "relu",\n}]', "syntax", 2, { found: "}" }],
    ['[{"kind": "relu"}] []', "syntax", 1, { found: "[" }],
    ["[{kind: 1}]", "syntax", 1, { found: "kind" }],
    ['[{"kind": "re\nlu"}]', "syntax", 1, { found: '"' }],
    ['{"layer": []}', "layers", 1, {}],
    ['{"layers":\n{"kind": "relu"}}', "layers", 1, {}],
    ["[\n[]]", "layer", 2, {}],
    ['[{"kind": "relu"},\n{"size": 2}]', "missing", 2, { name: "kind", kind: "layer" }],
    ['[{\n"kind": "conv3d"}]', "kind", 2, { found: "conv3d" }],
    ['[{"kind": "max_pool2d",\n"size": 2,\n"stride": 2}]', "unknown", 3, { name: "stride", kind: "max_pool2d" }],
    ['[\n{"kind": "linear", "units": 10}]', "missing", 2, { name: "name", kind: "linear" }],
    ['[{"kind": "linear", "name": "a"}]', "missing", 1, { name: "units", kind: "linear" }],
    ['[{"kind": "linear", "name": 7, "units": 1}]', "text", 1, { name: "name" }],
    ['[{"kind": "linear", "name": "a",\n"units": "10"}]', "number", 2, { name: "units" }],
    ['[{"kind": "max_pool2d", "size": 1.5}]', "number", 1, { name: "size" }],
    ['[{"kind": "max_pool2d", "size": -1}]', "number", 1, { name: "size" }],
    ['[{"kind": "residual"}]', "missing", 1, { name: "layers", kind: "residual" }],
    ['[{"kind": "residual", "layers": [],\n"shortcut": 1}]', "layers", 2, {}],
  ])) {
    assert.deepEqual(readNetwork(text), { problem: { code, line, params } }, text);
  }
});

test("absurdly deep texts are refused, not a crash", () => {
  const read = readNetwork("[".repeat(100_000));
  assert.ok("problem" in read && read.problem.code === "syntax");
});

test("no text takes long to read, and one that is too long is refused", () => {
  const read = (/** @type {string} */ text) => {
    const found = readNetwork(text);
    return "problem" in found ? found.problem : found.spec;
  };
  assert.deepEqual(read(" ".repeat(MOST_CHARACTERS + 1)), {
    code: "long",
    line: 1,
    params: { length: String(MOST_CHARACTERS + 1), most: String(MOST_CHARACTERS) },
  });
  // Texts that invite a reader to look at the same characters again and again: their times grow as their lengths do.
  const texts = [
    (/** @type {number} */ n) => '\\"'.repeat(n),
    (/** @type {number} */ n) => '"'.repeat(n),
    (/** @type {number} */ n) => `[${'{"kind": "relu"},'.repeat(n / 16)}`,
    (/** @type {number} */ n) => "[".repeat(n),
    (/** @type {number} */ n) => `["${"\\\\".repeat(n)}`,
  ];
  const milliseconds = (/** @type {string} */ text) => {
    const from = performance.now();
    read(text);
    return performance.now() - from;
  };
  for (const text of texts) {
    const took = milliseconds(text(MOST_CHARACTERS / 2 - 8));
    // A quadratic reader takes seconds for these; the bound is far from what a slow machine needs.
    assert.ok(took < 1000, `${text(3)}… took ${took} ms`);
  }
});
