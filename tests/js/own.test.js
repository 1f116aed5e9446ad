/** What a visitor does about the images, with a trainer that is played by the test. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { KNOWN_NAMES } from "../../www/run/class-names.js";
import { changeWords, sourceWords } from "../../www/ui/dataset-words.js";
import { createFormatter } from "../../www/ui/format.js";
import { loadWords, translator } from "../../www/i18n/index.js";
import { createApp } from "../../www/page/app.js";
import { createOwning } from "../../www/rooms/data/own/actions.js";
import { parseOptions } from "../../www/run/options.js";
import { createStore } from "../../www/page/store.js";
import { slices as dataSlices } from "../../www/rooms/data/state.js";
import { dataset, slices } from "./actions.js";
import { FakeTrainer, refusal } from "./fake-trainer.js";

/** @typedef {import("../../www/api/protocol.js").DatasetRequest} DatasetRequest */

const KNOBS = ["slant", "width"].map((name) => ({ name, from: 0, to: 2, value: 1 }));
const SKETCH = { images: new Uint8Array(784), labels: new Uint8Array(1) };

/** Remembers what was to be loaded; refuses it if told to. */
class Loader extends FakeTrainer {
  /** @type {any[]} */
  loaded = [];
  /** @type {Error | null} */
  refusal = null;
  /** @type {any[]} */
  sketched = [];

  /** @override @param {any} [request] @returns {Promise<any>} */
  async loadDataset(request) {
    if (this.refusal) throw this.refusal;
    this.loaded.push(request);
    return { ...dataset, source: request.source, name: request.name ?? null };
  }
  async nameClasses(/** @type {string[]} */ class_names) {
    return { ...dataset, class_names };
  }
  async expectPictures() {}
  async generatorKnobs() {
    return KNOBS;
  }
  async sketch(/** @type {any} */ request) {
    this.sketched.push(request);
    return SKETCH;
  }
}

/** @type {Loader} */
let trainer;
/** @type {ReturnType<typeof createStore>} */
let store;
/** @type {import("../../www/page/app.js").App} */
let app;
/** @type {ReturnType<typeof createOwning>} */
let owning;

beforeEach(async () => {
  trainer = new Loader();
  store = createStore({ ...slices, ...dataSlices });
  app = createApp({ trainer: /** @type {any} */ (trainer), store, options: parseOptions("").options });
  owning = createOwning(app, store);
  app.listen();
  await app.start();
  trainer.loaded = [];
});

const own = () => store.get().own;
/** @param {...string} paths */
const brought = (...paths) =>
  paths.map((path) => ({ path, file: new File([path], /** @type {string} */ (path.split("/").at(-1))) }));
const text = (/** @type {Uint8Array} */ bytes) => new TextDecoder().decode(bytes);

test("four files are loaded once they are all there", async () => {
  assert.equal(await owning.take(brought("train-images", "readme.md")), false);
  assert.deepEqual([own().picked, own().unknown], [{ train_images: "train-images" }, ["readme.md"]]);
  assert.equal(await owning.take(brought("train-labels")), false);
  assert.equal(own().pair, true, "these two would do");
  assert.equal(await owning.take(brought("t10k-labels", "t10k-images")), true);
  const [{ source, files }] = trainer.loaded;
  assert.equal(source, "files");
  assert.equal(text(files.test_labels), "t10k-labels");
  assert.deepEqual([own().picked, own().pair, own().used], [{}, false, null]);
});

test("two files that can be nothing else than a pair are loaded at once, by the share wished", async () => {
  owning.wish({ test_share: 0.3 });
  assert.equal(await owning.take(brought("letters-labels-idx1", "letters-images-idx3")), true);
  const [{ images, labels, ...request }] = trainer.loaded;
  assert.deepEqual(request, {
    source: "pair",
    image_file: "letters-images-idx3",
    label_file: "letters-labels-idx1",
    test_share: 0.3,
    name: "letters",
  });
  assert.deepEqual([text(images), text(labels)], ["letters-images-idx3", "letters-labels-idx1"]);
  assert.equal(store.get().data.summary?.name, "letters");
});

test("a pair of a split waits for the visitor's word", async () => {
  await owning.take(brought("train-images", "train-labels"));
  assert.equal(trainer.loaded.length, 0);
  await owning.takePair();
  assert.deepEqual([trainer.loaded[0].source, trainer.loaded[0].name], ["pair", ""]);
  assert.deepEqual(own().used, own().wish);
});

test("pictures come in a folder or an archive, and are read again in another way", async () => {
  const pictures = brought("pets/cat/1.png", "pets/dog/2.jpg", "pets/notes.txt");
  assert.equal(await owning.take(pictures), true);
  assert.deepEqual(trainer.loaded[0], {
    source: "images",
    files: pictures,
    test_share: 0.2,
    paper: "auto",
    name: "pets",
  });
  assert.equal(own().used?.paper, "auto");

  owning.wish({ paper: "white" });
  assert.notDeepEqual(own().used, own().wish);
  await owning.again();
  assert.deepEqual(own().used, own().wish);
  const { paper, class_names, name } = trainer.loaded[1];
  assert.deepEqual([paper, class_names, name], ["white", dataset.class_names, "pets"]);

  const [archive] = brought("shapes.zip");
  await owning.take([archive]);
  assert.deepEqual([trainer.loaded[2].files, trainer.loaded[2].name], [archive.file, "shapes"]);
});

test("what is refused is said, and the images in use stay", async () => {
  const before = store.get().data.summary;
  trainer.refusal = refusal("idx-magic", "a-images: at offset 0 …");
  assert.equal(await owning.take(brought("a-images", "a-labels")), false);
  const { data } = store.get();
  assert.deepEqual([data.phase, data.problem?.code, data.summary], ["ready", "idx-magic", before]);
  assert.equal(own().used, null);

  const large = { path: "b-images", file: /** @type {any} */ ({ name: "b-images", size: 2 ** 30 }) };
  assert.equal(await owning.take([large, ...brought("b-labels")]), false);
  assert.equal(store.get().data.problem?.code, "file-large");
  const gone = { path: "c-images", file: /** @type {any} */ ({ name: "c-images", size: 1, arrayBuffer: fail }) };
  assert.equal(await owning.take([gone, ...brought("c-labels")]), false);
  assert.equal(store.get().data.problem?.code, "file-unreadable");
  assert.equal(store.get().data.summary, before);
});

const fail = () => Promise.reject(new Error("gone"));

test("news of the pictures is told with them, until others are loaded", async () => {
  const notice = { code: "pictures-skipped", message: "2 of 9", params: { count: 2 } };
  store.dispatch({ type: "notice", ...notice });
  assert.deepEqual(own().notices, [notice]);
  const { data, compute } = store.get();
  assert.deepEqual([data.notices, compute.notices], [[], []]);
  await app.mnist();
  assert.deepEqual(own().notices, []);
});

test("classes are called otherwise while the run goes on", async () => {
  const { run } = store.get();
  await owning.rename(() => KNOWN_NAMES.fashion);
  assert.deepEqual(store.get().data.summary?.class_names, KNOWN_NAMES.fashion);
  assert.equal(store.get().run, run);
});

test("a name that is changed before the last change was answered is changed in what was asked for", async () => {
  const first = owning.rename(() => KNOWN_NAMES.fashion);
  const second = owning.rename((names) => names.with(3, "Kleid"));
  await Promise.all([first, second]);
  assert.deepEqual(store.get().data.summary?.class_names, KNOWN_NAMES.fashion.with(3, "Kleid"));
  await owning.rename((names) => names.with(0, "Hemd"));
  assert.deepEqual(store.get().data.summary?.class_names.slice(0, 4), ["Hemd", "Trouser", "Pullover", "Kleid"]);
});

test("the generator is asked for digits only where they are looked at", async () => {
  await owning.prepare();
  assert.equal(trainer.sketched.length, 0);
  store.dispatch({ type: "room", room: "data" });
  owning.turn({ variation: /** @type {any} */ ({ slant: 0.5, width: 1 }) });
  await new Promise((resolve) => setTimeout(resolve, 80));
  assert.deepEqual(trainer.sketched, [{ seed: 0, variation: { slant: 0.5, width: 1 }, count: 60 }]);
  assert.equal(own().sketch, SKETCH);

  owning.turn({ seed: 4, share: 0.25 });
  await owning.drawDigits();
  await owning.mixDigits();
  const generation = { seed: 4, variation: { slant: 0.5, width: 1 } };
  assert.deepEqual(trainer.loaded, [
    { source: "generated", ...generation },
    { source: "mixed", share: 0.25, ...generation },
  ]);
  owning.asUsual();
  assert.deepEqual(own().setting, { variation: { slant: 1, width: 1 }, seed: 0, share: 0.25 });
});

test("words say what the images are, and what was done to them", async () => {
  await loadWords("en", ["page"]);
  const ui = { t: translator("en"), format: createFormatter("en"), language: /** @type {const} */ ("en") };
  const words = (/** @type {any} */ summary) =>
    sourceWords({ ...store.get().data, source: summary.source, summary: { ...dataset, ...summary } }, ui);
  assert.deepEqual(words({ source: "files", name: "Fashion" }).name, "Fashion");
  assert.deepEqual(words({ source: "pair", name: "" }).name, "Your own files");
  assert.match(words({ source: "mixed", generated_count: 15000 }).about, /^25% of its training images/);
  assert.equal(changeWords(dataset, ui), "");
  const changed = /** @type {any} */ ({ resized_from: [64, 48], inverted: true });
  assert.match(changeWords(changed, ui), /^Resized from 48\u00a0×\u00a064.* inverted/);
});
