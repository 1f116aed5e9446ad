import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parseArgs } from "node:util";
import { SETTINGS } from "../../www/run/settings.js";
import { flagOf, networkOf, numberOf, readSettings, settingFlags, settingsHelp } from "../../www/tools/flags.mjs";
import { Failure } from "../../www/tools/run.mjs";

/** @param {...string} args */
const settings = (...args) => readSettings(parseArgs({ args, options: settingFlags(), allowNegative: true }).values);

/** A refusal in a sentence that says so, with the exit status for wrong usage. @param {RegExp} sentence */
const refusal = (sentence) => (/** @type {unknown} */ error) => {
  assert.ok(error instanceof Failure);
  assert.equal(error.status, 2);
  assert.match(error.message, sentence);
  return true;
};

test("every setting is a flag, and has a line in the help", () => {
  const help = settingsHelp();
  for (const { name, choices = [] } of SETTINGS) {
    const line = help.split("\n").find((line) => line.startsWith(`  --${flagOf(name)} `));
    assert.match(line ?? "", /\S {2,}\S/, name);
    for (const choice of choices) assert.ok(line?.includes(choice), `${name} ${choice}`);
  }
  assert.ok(help.split("\n").every((line) => line.length <= 120));
});

test("flags become settings, and what is not said is left to the preset", () => {
  assert.deepEqual(settings(), {});
  assert.deepEqual(
    settings(
      ...["--optimizer", "sgd", "--momentum", "0.9", "--nesterov", "--schedule", "one-cycle", "--clip-norm", "1"],
      ...["--label-smoothing", ".1", "--validation", "0.1", "--rotation", "10", "--subset", "all", "--seed", "0"],
    ),
    {
      optimizer: "sgd",
      momentum: 0.9,
      nesterov: true,
      schedule: "one-cycle",
      label_smoothing: 0.1,
      clip_norm: 1,
      subset: null,
      validation: 0.1,
      seed: 0,
      rotation: 10,
    },
  );
  assert.deepEqual(settings("--no-nesterov"), { nesterov: false });
});

test("what is no value of its kind is refused with what would be right", () => {
  assert.throws(() => settings("--optimizer", "lion"), refusal(/^--optimizer takes sgd, adam.*; not "lion"\.$/));
  assert.throws(() => settings("--batch-size", "0"), refusal(/^--batch-size takes a whole number from 1 up; not "0"/));
  assert.throws(() => settings("--clip-norm", "0"), refusal(/a number above 0, or off; not "0"/));
  assert.throws(() => numberOf("seconds", "1.5", "positive-whole"), refusal(/^--seconds takes a whole number/));
  assert.equal(numberOf("seconds", "15", "positive-whole"), 15);
  assert.equal(numberOf("seconds", undefined, "positive-whole"), undefined);
});

test("a network is JSON on the command line or in a file", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "digit-lab-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const network = { layers: [{ kind: "flatten" }, { kind: "linear", name: "fc", units: 10 }] };
  const file = join(folder, "network.json");
  writeFileSync(file, JSON.stringify(network, null, 2));
  assert.deepEqual(networkOf(file), network);
  assert.deepEqual(networkOf(JSON.stringify(network)), network);
  assert.deepEqual(networkOf(` ${JSON.stringify(network.layers)}`), network);
  assert.throws(() => networkOf(join(folder, "none.json")), refusal(/none\.json cannot be read \(ENOENT\)/));
  assert.throws(() => networkOf('[{"kind"}]'), refusal(/^--network: Line 1: .* is out of place/));
  assert.throws(() => networkOf('{"layer": []}'), refusal(/^--network: Line 1: a list of layers/));
  writeFileSync(file, '[\n  {"kind": "flatten"},\n  {"kind": "warp"}\n]');
  assert.throws(() => networkOf(file), refusal(/^--network: Line 3: there is no kind of layer “warp”\.$/));
});
