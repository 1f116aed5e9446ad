import assert from "node:assert/strict";
import { test } from "node:test";
import en from "../../www/i18n/en.js";
import { parseOptions } from "../../www/run/options.js";
import { SETTINGS } from "../../www/run/settings.js";

test("an empty address gives the defaults", () => {
  const { options, problems } = parseOptions("");
  assert.deepEqual(options, {
    backend: "auto",
    workers: "auto",
    data: "mnist",
    lang: null,
    autostart: true,
    config: {},
  });
  assert.deepEqual(problems, []);
});

test("everything that the address may say is read", () => {
  const { options, problems } = parseOptions(
    "?backend=WebGPU&workers=3&data=generated&lang=zh&seed=0&epochs=5&subset=600&batch_size=128&learning_rate=2e-3&preset=simple",
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(options, {
    backend: "webgpu",
    workers: 3,
    data: "generated",
    lang: "zh",
    autostart: true,
    config: { preset: "simple", seed: 0, epochs: 5, subset: 600, batch_size: 128, learning_rate: 0.002 },
  });
});

test("either switch leaves the page to a script", () => {
  assert.equal(parseOptions("?headless=1").options.autostart, false);
  assert.equal(parseOptions("?autostart=0").options.autostart, false);
  assert.equal(parseOptions("?autostart=1&headless=0").options.autostart, true);
});

test("nonsense is reported, by name and rule, and the default is used", () => {
  const { options, problems } = parseOptions(
    "?backend=cuda&epochs=0&seed=1.5&learning_rate=-1&batch_size=&subset=1e99",
  );
  assert.deepEqual(options, {
    backend: "auto",
    workers: "auto",
    data: "mnist",
    lang: null,
    autostart: true,
    config: {},
  });
  assert.deepEqual(
    problems.map(({ name, value, expected }) => [name, value, expected]),
    [
      ["epochs", "0", "positive-whole"],
      ["batch_size", "", "positive-whole"],
      ["learning_rate", "-1", "positive"],
      ["subset", "1e99", "positive-whole"],
      ["seed", "1.5", "whole"],
      ["backend", "cuda", "choice"],
    ],
  );
  assert.equal(problems.at(-1)?.choices, "auto, webgpu, ndarray");
});

test("a link of an earlier version that names flex opens ndarray", () => {
  const { options, problems } = parseOptions("?backend=flex");
  assert.equal(options.backend, "ndarray");
  assert.deepEqual(problems, []);
});

test("every setting of a run may stand in the address", () => {
  const { options, problems } = parseOptions(
    "?optimizer=SGD&momentum=0.9&nesterov=1&schedule=one-cycle&label_smoothing=0.1&clip_norm=1&validation=0.1" +
      "&rotation=10&subset=all&dropout=&input=normalised",
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(options.config, {
    optimizer: "sgd",
    momentum: 0.9,
    nesterov: true,
    schedule: "one-cycle",
    dropout: null,
    label_smoothing: 0.1,
    clip_norm: 1,
    input: "normalised",
    subset: null,
    validation: 0.1,
    rotation: 10,
  });
});

test("a network stands in the address as JSON, with or without the object around its layers", () => {
  const network = { layers: [{ kind: "flatten" }, { kind: "linear", name: "fc", units: 10 }] };
  for (const value of [network, network.layers]) {
    const { options, problems } = parseOptions(`?network=${encodeURIComponent(JSON.stringify(value))}`);
    assert.deepEqual(problems, []);
    assert.deepEqual(options.config, { network });
  }
});

test("choices, flags and networks that there are not are reported with what would be right", () => {
  const { options, problems } = parseOptions(
    `?optimizer=lion&nesterov=perhaps&weight_decay=-1&schedule=&network=[{"kind":"conv2d","name":"${"x".repeat(999)}"`,
  );
  assert.deepEqual(options.config, {});
  assert.deepEqual(
    problems.map(({ name, expected, choices }) => [name, expected, choices]),
    [
      ["optimizer", "choice", "sgd, adam, adamw, rmsprop"],
      ["schedule", "choice", "constant, step, cosine, one-cycle, fit-one-cycle, fine-tune"],
      ["nesterov", "flag", undefined],
      ["weight_decay", "number", undefined],
      ["network", "network", undefined],
    ],
  );
  // The page quotes it in a sentence.
  assert.ok(problems.every(({ value }) => value.length <= 61));
});

test("every rule that an option may break is named in the page's words", () => {
  const rules = [...new Set(SETTINGS.map(({ kind }) => kind)), "network"];
  for (const rule of rules) assert.ok(`error.expected.${rule}` in en, rule);
});
