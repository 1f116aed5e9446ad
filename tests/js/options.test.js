import assert from "node:assert/strict";
import { test } from "node:test";
import { parseNumber, parseOptions } from "../../www/options.js";

test("an empty address gives the defaults", () => {
  const { options, problems } = parseOptions("");
  assert.deepEqual(options, { backend: "auto", data: "mnist", lang: null, autostart: true, config: {} });
  assert.deepEqual(problems, []);
});

test("everything that the address may say is read", () => {
  const { options, problems } = parseOptions(
    "?backend=WebGPU&data=generated&lang=zh&seed=0&epochs=5&subset=600&batch_size=128&learning_rate=2e-3&preset=simple",
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(options, {
    backend: "webgpu",
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
  assert.deepEqual(options, { backend: "auto", data: "mnist", lang: null, autostart: true, config: {} });
  assert.deepEqual(
    problems.map(({ name, value, expected }) => [name, value, expected]),
    [
      ["seed", "1.5", "whole"],
      ["epochs", "0", "positive-whole"],
      ["batch_size", "", "positive-whole"],
      ["learning_rate", "-1", "positive"],
      ["subset", "1e99", "positive-whole"],
      ["backend", "cuda", "choice"],
    ],
  );
  assert.equal(problems.at(-1)?.choices, "auto, webgpu, flex, ndarray");
});

test("numbers are read as people write them, and nothing else is taken for one", () => {
  assert.equal(parseNumber(" 12 ", "whole"), 12);
  assert.equal(parseNumber("1e3", "positive-whole"), 1000);
  assert.equal(parseNumber(".01", "positive"), 0.01);
  for (const text of ["", " ", "0x10", "Infinity", "NaN", "1,5", "--1", "12px", "9007199254740993"]) {
    assert.equal(parseNumber(text, "whole"), null, text);
  }
  assert.equal(parseNumber("0", "positive"), null);
  assert.equal(parseNumber("1e999", "positive"), null);
});
