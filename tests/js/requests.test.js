import assert from "node:assert/strict";
import { test } from "node:test";
import { checkRequest } from "../../www/worker/requests.js";

const HANDLERS = { open: 0, pause: 0, loadDataset: 0, prepare: 0 };
const BYTES = new Uint8Array(4);
const SAMPLES = { images: BYTES, labels: BYTES };

/** @param {unknown} request */
const check = (request) => checkRequest(request, HANDLERS);

/** @param {unknown} dataset */
const load = (dataset) => check({ id: 1, type: "loadDataset", base: "https://example.org/", dataset });

test("what has all that its handler looks into passes", () => {
  check({ id: 1, type: "pause" });
  check({ id: 1, type: "open", backend: "auto", base: "https://example.org/" });
  check({ id: 1, type: "prepare", config: {} });
  load({ source: "mnist" });
  load({ source: "generated", train_count: "many" }); // the engine says what is wrong with it
  load({ source: "mixed", share: 0.5 });
  load({ source: "pair", images: BYTES, image_file: "a", labels: BYTES, label_file: "b" });
  load({ source: "images", train: SAMPLES });
  load({ source: "images", train: SAMPLES, test: SAMPLES });
  load({ source: "images", files: new Blob([]) });
  load({ source: "images", files: [{ path: "a/b.png", file: new Blob([]) }] });
  const files = { train_images: BYTES, train_labels: BYTES, test_images: BYTES, test_labels: BYTES };
  load({ source: "files", files });
});

test("everything else is refused with a code and the field's name", () => {
  for (const [request, message] of /** @type {[unknown, RegExp][]} */ ([
    [undefined, /^type: /],
    [null, /^type: /],
    [7, /^type: /],
    [{}, /^type: /],
    [{ type: "explode" }, /^type: .*explode/],
    [{ type: "constructor" }, /^type: /],
    [{ type: ["pause"] }, /^type: /],
    [{ type: "open", base: "https://example.org/" }, /^backend: /],
    [{ type: "open", backend: "auto" }, /^base: /],
    [{ type: "open", backend: "auto", base: "nowhere" }, /^base: /],
    [{ type: "prepare" }, /^config: /],
    [{ type: "prepare", config: [] }, /^config: /],
    [{ type: "loadDataset", base: "https://example.org/" }, /^dataset: /],
  ])) {
    assert.throws(() => check(request), { code: "request-invalid", message });
  }
  for (const [dataset, message] of /** @type {[unknown, RegExp][]} */ ([
    [{}, /^source: .*mnist/],
    [{ source: "nope" }, /^source: /],
    [{ source: "toString" }, /^source: /],
    [{ source: 7n }, /^source: /],
    [{ source: "files" }, /^files: /],
    [{ source: "files", files: { train_images: BYTES } }, /^files: /],
    [{ source: "pair", images: "x" }, /^images: /],
    [{ source: "images" }, /^files: /],
    [{ source: "images", files: [{}] }, /^files: /],
    [{ source: "images", train: null }, /^train: /],
    [{ source: "images", train: SAMPLES, test: {} }, /^test: /],
  ])) {
    assert.throws(() => load(dataset), { code: "request-invalid", message });
  }
});
