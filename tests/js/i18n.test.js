import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import en from "../../www/i18n/en.js";
import { explain, preferredLanguage, translator } from "../../www/i18n/index.js";
import zh from "../../www/i18n/zh.js";

const holes = (/** @type {string} */ text) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();

test("both languages have the same keys, in the same order, with the same holes", () => {
  assert.deepEqual(Object.keys(zh), Object.keys(en));
  for (const [key, text] of Object.entries(en)) {
    assert.deepEqual(holes(zh[/** @type {keyof typeof en} */ (key)]), holes(text), key);
  }
});

test("every key that the page's markup names exists", async () => {
  const markup = await readFile(new URL("../../www/index.html", import.meta.url), "utf8");
  const keys = [...markup.matchAll(/data-(?:text|label)="([^"]+)"/g)].map(([, key]) => key);
  assert.ok(keys.length > 50);
  for (const key of keys) assert.ok(key in en, key);
});

test("holes are filled, and only by name", () => {
  const t = translator("en");
  assert.equal(t("train.epoch", { epoch: 2, epochs: 3 }), "Epoch 2 of 3");
  assert.equal(t("train.epoch", { epoch: "{epochs}", epochs: 3 }), "Epoch {epochs} of 3");
});

test("a known code is explained in the page's language, another by its message", () => {
  const message = "The sky fell.";
  assert.match(explain(translator("zh"), "notice", { code: "no-webgpu", message }), /浏览器/);
  assert.match(explain(translator("en"), "error", { code: "worker-crashed", message }), /Reload.*The sky fell/);
  assert.equal(explain(translator("zh"), "error", { code: "idx-truncated", message }), message);
  // Too few workers is no reason why the CPU computes.
  assert.equal(explain(translator("en"), "reason", { code: "workers-slower", message }), message);
});

test("the browser's first language that the page speaks is taken", () => {
  assert.equal(preferredLanguage(["fr-CH", "zh-TW", "en"]), "zh");
  assert.equal(preferredLanguage(["EN-gb"]), "en");
  assert.equal(preferredLanguage(["fr"]), "en");
  assert.equal(preferredLanguage([]), "en");
});
