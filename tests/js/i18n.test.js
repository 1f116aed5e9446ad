import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import en from "../../www/i18n/en.js";
import roomsInEnglish from "../../www/i18n/en/rooms.js";
import { explain, loadWords, preferredLanguage, translator } from "../../www/i18n/index.js";
import zh from "../../www/i18n/zh.js";
import roomsInChinese from "../../www/i18n/zh/rooms.js";

for (const language of /** @type {const} */ (["en", "zh"])) await loadWords(language, ["page"]);

const holes = (/** @type {string} */ text) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();

for (const [area, english, chinese] of /** @type {const} */ ([
  ["page", en, zh],
  ["rooms", roomsInEnglish, roomsInChinese],
])) {
  test(`both languages have the same keys for the ${area}, in the same order, with the same holes`, () => {
    const texts = /** @type {Record<string, string>} */ (chinese);
    assert.deepEqual(Object.keys(texts), Object.keys(english));
    for (const [key, text] of Object.entries(english)) assert.deepEqual(holes(texts[key]), holes(text), key);
  });
}

test("the rooms' words are none of the page's, which is there without them", () => {
  assert.deepEqual(
    Object.keys(roomsInEnglish).filter((key) => key in en),
    [],
  );
});

/** The keys that files of the page name, by their folders and names. @param {(path: string) => boolean} keep */
async function keysIn(keep) {
  const www = new URL("../../www/", import.meta.url);
  const files = (await readdir(www, { recursive: true })).filter((path) => /\.(js|html)$/.test(path) && keep(path));
  const texts = await Promise.all(files.map((path) => readFile(new URL(path, www), "utf8")));
  return new Set(texts.flatMap((text) => [...text.matchAll(/"([a-z]+(?:[._-][\w-]+)+)"/g)].map(([, key]) => key)));
}

test("only what comes with the rooms' words asks for them", async () => {
  const withRooms = /^(rooms\/(data|results)|ui\/figure-card|i18n|public|tools)/;
  const asked = await keysIn((path) => !withRooms.test(path));
  assert.ok(asked.has("page.title"));
  assert.deepEqual(
    Object.keys(roomsInEnglish).filter((key) => asked.has(key)),
    [],
  );
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
