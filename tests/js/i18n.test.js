import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import en from "../../www/i18n/en.js";
import errorsInEnglish from "../../www/i18n/en/errors.js";
import glossaryInEnglish from "../../www/i18n/en/glossary.js";
import glossaryInChinese from "../../www/i18n/zh/glossary.js";
import lessonsInEnglish from "../../www/i18n/en/lessons.js";
import drawingInEnglish from "../../www/i18n/en/drawing.js";
import drawingInChinese from "../../www/i18n/zh/drawing.js";
import tourInEnglish from "../../www/i18n/en/tour.js";
import tourInChinese from "../../www/i18n/zh/tour.js";
import roomsInEnglish from "../../www/i18n/en/rooms.js";
import { explain, loadWords, preferredLanguage, translator } from "../../www/i18n/index.js";
import zh from "../../www/i18n/zh.js";
import errorsInChinese from "../../www/i18n/zh/errors.js";
import lessonsInChinese from "../../www/i18n/zh/lessons.js";
import roomsInChinese from "../../www/i18n/zh/rooms.js";

for (const language of /** @type {const} */ (["en", "zh"])) await loadWords(language, ["page"]);

const holes = (/** @type {string} */ text) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();

for (const [area, english, chinese] of /** @type {const} */ ([
  ["page", en, zh],
  ["rooms", roomsInEnglish, roomsInChinese],
  ["lessons", lessonsInEnglish, lessonsInChinese],
  ["tour", tourInEnglish, tourInChinese],
  ["drawing", drawingInEnglish, drawingInChinese],
  ["glossary", glossaryInEnglish, glossaryInChinese],
  ["errors", errorsInEnglish, errorsInChinese],
])) {
  test(`both languages have the same keys for the ${area}, in the same order, with the same holes`, () => {
    const texts = /** @type {Record<string, string>} */ (chinese);
    assert.deepEqual(Object.keys(texts), Object.keys(english));
    for (const [key, text] of Object.entries(english)) assert.deepEqual(holes(texts[key]), holes(text), key);
  });
}

test("no key stands in two areas: the page is there without the others", () => {
  const keys = [
    en,
    roomsInEnglish,
    lessonsInEnglish,
    tourInEnglish,
    drawingInEnglish,
    glossaryInEnglish,
    errorsInEnglish,
  ].flatMap((area) => Object.keys(area));
  assert.deepEqual(
    keys.filter((key, i) => keys.indexOf(key) !== i),
    [],
  );
});

/** The text of all files below a folder that end like this. @param {string} folder @param {RegExp} ending */
async function textOf(folder, ending) {
  const root = new URL(`../../${folder}/`, import.meta.url);
  const files = (await readdir(root, { recursive: true })).filter((path) => ending.test(path) && !/^public/.test(path));
  return (await Promise.all(files.map((path) => readFile(new URL(path, root), "utf8")))).join("\n");
}

/** Only a script can meet these, and reads their messages. */
const FOR_SCRIPTS = ["closed", "index-out-of-range", "request-invalid", "unexpected"];

test("every code of the engine and of the worker has words, and every word's holes are its parameters", async () => {
  const words = { ...en, ...roomsInEnglish, ...errorsInEnglish };
  const rust = await textOf("src", /\.rs$/);
  const script = (
    await Promise.all(["api", "worker", "rooms/data"].map((folder) => textOf(`www/${folder}`, /\.js$/)))
  ).join("\n");
  const errors = await textOf("src", /^(error|draw\/normalise)\.rs$/);
  const codes = [
    ...[...errors.matchAll(/Self::\w+(?: \{ \.\. \}|\(_\))? => "([a-z-]+)"/g)],
    ...[...script.matchAll(/\bcode: "([a-z-]+)"/g)],
  ].map(([, code]) => code);
  assert.ok(codes.length > 50);
  const wordless = codes.filter((code) => !["error", "notice"].some((kind) => `${kind}.${code}` in words));
  assert.deepEqual(
    [...new Set(wordless)].filter((code) => !FOR_SCRIPTS.includes(code)),
    [],
  );

  const reasons = [...rust.matchAll(/reason!\(\s*"([a-z-]+)",\s*"((?:[^"\\]|\\.)*)"/g)];
  assert.ok(reasons.length > 20);
  for (const [, code, sentence] of reasons) {
    const text = /** @type {Record<string, string>} */ (words)[`refusal.${code}`];
    assert.ok(text, `refusal.${code}`);
    const known = holes(sentence);
    for (const hole of holes(text)) assert.ok(known.includes(hole), `refusal.${code} has no ${hole}`);
  }
  for (const [, code] of script.matchAll(/\breason: "([a-z-]+)"/g)) {
    if (!code.startsWith("workers-")) assert.ok(`refusal.${code}` in words, `refusal.${code}`);
  }
});

test("a refusal is put in the page's words, with the name of the setting or of the layer", async () => {
  await loadWords("zh", ["errors"]);
  const t = translator("zh");
  const range = { setting: "epochs", reason: "between", value: 0, low: 1, high: 1000 };
  const message = "epochs: 0 is not in 1 to 1000.";
  assert.equal(
    explain(t, "error", { code: "config-invalid", message, params: range }),
    "训练轮数：0 不在 1 到 1000 之间。",
  );
  const misfit = { layer: "conv2", reason: "kernel-size", kernel: 27, input: "[5, 14, 14]", padding: 2 };
  const report = { code: "network-invalid", message: "conv2: …", params: misfit };
  assert.equal(explain(t, "error", report), "conv2：27×27 的卷积核放不进 [5, 14, 14]（填充 2）");
  const file = { file: "a.gz", reason: "gzip-short" };
  assert.match(explain(t, "error", { code: "idx-truncated", message: "…", params: file }), /^a\.gz：gzip 数据/);
  const mirror = { file: "b.gz", origin: "example.org", reason: "status", status: 404 };
  const told = explain(t, "notice", { code: "mirror-failed", message: "…", params: mirror });
  assert.equal(told, "未能从 example.org 取得 b.gz：HTTP 404。");
  // A refusal that only a script can meet keeps its sentence.
  const other = { code: "config-invalid", message: "steps: 3 is too few.", params: { setting: "steps" } };
  assert.equal(explain(t, "error", other), "steps：3 is too few.");
});

/** The keys that files of the page name, by their folders and names. @param {(path: string) => boolean} keep */
async function keysIn(keep) {
  const www = new URL("../../www/", import.meta.url);
  const files = (await readdir(www, { recursive: true })).filter((path) => /\.(js|html)$/.test(path) && keep(path));
  const texts = await Promise.all(files.map((path) => readFile(new URL(path, www), "utf8")));
  return new Set(texts.flatMap((text) => [...text.matchAll(/"([a-z]+(?:[._-][\w-]+)+)"/g)].map(([, key]) => key)));
}

test("only what comes with the rooms' words asks for them", async () => {
  const withRooms = /^(rooms\/(data|inside|results|library|lessons)|ui\/(figure-card|copy-button)|i18n|public|tools)/;
  const asked = await keysIn((path) => !withRooms.test(path));
  assert.ok(asked.has("page.title"));
  assert.deepEqual(
    Object.keys(roomsInEnglish).filter((key) => asked.has(key)),
    [],
  );
  const elsewhere = await keysIn((path) => !/^(rooms\/lessons|page\/glossary|i18n|public|tools)/.test(path));
  assert.deepEqual(
    Object.keys(lessonsInEnglish).filter((key) => elsewhere.has(key)),
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
  assert.equal(explain(translator("zh"), "error", { code: "some-day", message }), message);
  // Too few workers is no reason why the CPU computes.
  assert.equal(explain(translator("en"), "reason", { code: "workers-slower", message }), message);
});

test("the browser's first language that the page speaks is taken", () => {
  assert.equal(preferredLanguage(["fr-CH", "zh-TW", "en"]), "zh");
  assert.equal(preferredLanguage(["EN-gb"]), "en");
  assert.equal(preferredLanguage(["fr"]), "en");
  assert.equal(preferredLanguage([]), "en");
});
