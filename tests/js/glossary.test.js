/** The glossary: its terms, and how they are found in a text. */

import assert from "node:assert/strict";
import { test } from "node:test";
import en from "../../www/i18n/en/glossary.js";
import zh from "../../www/i18n/zh/glossary.js";
import { createFinder } from "../../www/page/glossary/find.js";
import { TERMS } from "../../www/page/glossary/terms.js";
import { placeOf } from "../../www/rooms/lessons/lesson/link.js";
import { TRACKS } from "../../www/rooms/lessons/lesson/tracks.js";

const WORDS = /** @type {Record<"en" | "zh", Record<string, string>>} */ ({ en, zh });
const finder = (/** @type {"en" | "zh"} */ language) => createFinder(language, (id) => WORDS[language][`term.${id}`]);

test("every term has a word and a sentence in both languages, and leads to a step that exists", () => {
  for (const { id, step } of TERMS) {
    for (const language of /** @type {const} */ (["en", "zh"])) {
      assert.ok(WORDS[language][`term.${id}`], `${language} ${id}`);
      assert.match(WORDS[language][`term.${id}.about`], language === "zh" ? /。$/ : /\.$/, `${language} ${id}`);
    }
    if (step === null) continue;
    const [track, number] = step.split("/");
    const steps = TRACKS.find((one) => one.id === track)?.steps.length ?? 0;
    assert.deepEqual(placeOf(`#lesson/${step}`), { track, step: Number(number) - 1 });
    assert.ok(Number(number) <= steps, id);
  }
});

test("no two terms share a spelling, and no word is left of a term that is gone", () => {
  for (const language of /** @type {const} */ (["en", "zh"])) {
    const all = TERMS.flatMap(({ id, also }) =>
      [WORDS[language][`term.${id}`], ...also[language]].map((word) => word.toLowerCase()),
    );
    assert.equal(new Set(all).size, all.length, language);
    const ids = new Set(TERMS.map(({ id }) => id));
    for (const key of Object.keys(WORDS[language])) {
      const [, id] = /^term\.([\w-]+?)(?:\.about)?$/.exec(key) ?? [];
      assert.ok(id === "see" || ids.has(id), key);
    }
  }
});

test("terms are found as whole words, the longest of those that overlap, and in plural", () => {
  const found = (/** @type {string} */ text) =>
    finder("en")(text).map(({ id, from, to }) => [id, text.slice(from, to)]);
  assert.deepEqual(found("Max pooling after two convolutions"), [
    ["max-pooling", "Max pooling"],
    ["convolution", "convolutions"],
  ]);
  assert.deepEqual(found("The batch size, a batch and the weight decay"), [
    ["batch-size", "batch size"],
    ["batch", "batch"],
    ["weight-decay", "weight decay"],
  ]);
  assert.deepEqual(found("lossless, unbiased and weighted; channel-wise; conv1.weight"), []);
  assert.deepEqual(found("cross-entropy"), [["cross-entropy", "cross-entropy"]]);
});

test("Chinese terms are found within a sentence, beside Latin words too", () => {
  const text = "用ReLU的卷积层和最大池化，批大小为64，学习率0.1。";
  assert.deepEqual(
    finder("zh")(text).map(({ from, to }) => text.slice(from, to)),
    ["ReLU", "卷积层", "最大池化", "批大小", "学习率"],
  );
});
