/** The lessons: their steps, words, code and numbers. */

import assert from "node:assert/strict";
import { test } from "node:test";
import en from "../../www/i18n/en/lessons.js";
import zh from "../../www/i18n/zh/lessons.js";
import { DEEDS, deedWords } from "../../www/rooms/lessons/lesson/deeds.js";
import { FIGURES, roomsOf } from "../../www/rooms/lessons/lesson/figures.js";
import { linkTo, placeOf } from "../../www/rooms/lessons/lesson/link.js";
import { NUMBERS } from "../../www/rooms/lessons/lesson/numbers.js";
import { readProgress, writeProgress } from "../../www/rooms/lessons/lesson/progress.js";
import { lessonSlice } from "../../www/rooms/lessons/lesson/state.js";
import { programUpTo, TRACKS } from "../../www/rooms/lessons/lesson/tracks.js";
import { createFormatter } from "../../www/ui/format.js";
import { dataset, stateOf, slices, steps, summary } from "./actions.js";

/** Every step, with its track. */
const STEPS = TRACKS.flatMap((track) => track.steps.map((step, at) => ({ track, step, at })));
const WORDS = /** @type {Record<string, Record<string, string>>} */ ({ en, zh });

test("the five lessons have the tutorials' steps", () => {
  assert.deepEqual(
    TRACKS.map(({ id, steps }) => [id, steps.length]),
    [
      ["a", 9],
      ["b", 8],
      ["c", 13],
      ["d", 7],
      ["e", 7],
    ],
  );
  for (const { id, steps } of TRACKS) assert.equal(new Set(steps.map((step) => step.id)).size, steps.length, id);
});

test("every step has its words in both languages, its lines, and figures, deeds and numbers that exist", () => {
  for (const { track, step } of STEPS) {
    const where = `${track.id}/${step.id}`;
    for (const [language, words] of Object.entries(WORDS)) {
      for (const name of ["title", "text", "question", "answer"]) {
        const text = words[`lesson.${track.id}.${step.id}.${name}`];
        assert.ok(text, `${language} ${where} ${name}`);
        if (language === "zh") assert.match(text, /[\u4e00-\u9fff]/, `${where} ${name}`);
        else assert.doesNotMatch(text, /[\u3000-\u9fff]/, `${where} ${name}`);
      }
      const sentences = words[`lesson.${track.id}.${step.id}.text`].match(/[.?!。？！](?= |$|[^\d.\s)])/g) ?? [];
      assert.ok(sentences.length >= 2, `${language} ${where} is too short`);
      for (const deed of step.deeds)
        assert.ok(
          deedWords(deed, (key) => words[key] ?? ""),
          `${language} ${where} ${deed.kind}`,
        );
      for (const { kind } of step.numbers) assert.ok(words[`lessons.number.${kind}`], `${language} ${where} ${kind}`);
    }
    assert.ok(track.code[step.id].python.trim() && track.code[step.id].here.trim(), where);
    assert.ok(step.figures.length > 0, where);
    for (const id of step.figures) assert.ok(FIGURES[id], `${where} ${id}`);
    for (const { kind } of step.deeds) assert.ok(kind in DEEDS, `${where} ${kind}`);
    for (const { kind } of step.numbers) assert.ok(kind in NUMBERS, `${where} ${kind}`);
  }
});

test("no words are left of steps that are gone", () => {
  const known = new Set(STEPS.map(({ track, step }) => `${track.id}.${step.id}`));
  for (const key of Object.keys(en)) {
    const [, name] = /^lesson\.(\w\.[\w-]+)\.\w+$/.exec(key) ?? [];
    if (name) assert.ok(known.has(name), key);
  }
});

test("a program grows from step to step, and the last one has all lines", () => {
  for (const track of TRACKS) {
    const programs = track.steps.map((_, at) => programUpTo(track, at));
    for (const [at, program] of programs.entries()) {
      if (at > 0) assert.ok(program.startsWith(programs[at - 1].trimEnd()), `${track.id} ${at}`);
    }
    for (const { id } of track.steps) assert.ok(programs.at(-1)?.includes(track.code[id].python), `${track.id} ${id}`);
  }
});

test("an address leads to a step and back", () => {
  for (const { track, at } of STEPS)
    assert.deepEqual(placeOf(linkTo({ track: track.id, step: at })), { track: track.id, step: at });
  assert.deepEqual(placeOf("#lesson/c"), { track: "c", step: 0 });
  assert.deepEqual(placeOf("#lesson/c/99"), { track: "c", step: 12 });
  assert.deepEqual(placeOf("#lesson/c/0"), { track: "c", step: 0 });
  for (const hash of ["", "#lesson", "#lesson/f/1", "#lesson/c/x", "#walk/test/1/2/3"])
    assert.equal(placeOf(hash), null, hash);
});

test("progress is kept, and what is damaged or beyond the steps is forgotten", () => {
  /** @type {Map<string, string>} */
  const kept = new Map();
  const storage = () => ({
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
  });
  const { initial, reduce } = lessonSlice(readProgress(storage));
  assert.deepEqual(initial.place, { track: "c", step: 0 });
  const visited = reduce(initial, { type: "lesson-place", place: { track: "e", step: 4 } }, null);
  writeProgress(storage, reduce(visited, { type: "lesson-place", place: { track: "e", step: 4 } }, null));
  const back = readProgress(storage);
  assert.deepEqual([back.place, back.visited.e], [{ track: "e", step: 4 }, [4]]);
  for (const damaged of [
    "{",
    "null",
    '{"place":{"track":"x"}}',
    '{"visited":{"c":[1,99,"2",-1]},"place":{"track":"c","step":99}}',
  ]) {
    for (const key of kept.keys()) kept.set(key, damaged);
    const read = readProgress(storage);
    assert.ok(read.place.step <= 12);
    assert.ok((read.visited.c ?? []).every((step) => step === 1));
  }
  const refused = () => {
    throw new Error("no storage");
  };
  assert.deepEqual(readProgress(refused).place, { track: "c", step: 0 });
  writeProgress(refused, initial);
});

test("figures name the rooms that lend them", () => {
  assert.deepEqual(roomsOf(["controls", "curves", "log"]), ["lab", "library"]);
});

test("numbers are those of the run at hand, and unknown before there are any", () => {
  const { initial, after } = /** @type {typeof stateOf<any, any>} */ (stateOf)(slices);
  const format = createFormatter("en");
  for (const [kind, of] of Object.entries(NUMBERS)) {
    const value = /** @type {any} */ (of)(initial(), format);
    assert.ok(value === null || value === "–" || kind === "rate", `${kind}: ${value}`);
  }
  const state = after([{ type: "loaded", summary: dataset }, { type: "configured", summary }, steps(1)], initial());
  assert.equal(NUMBERS.train(state, format), format.integer(dataset.train_count));
  assert.equal(NUMBERS.parameters(state, format), format.integer(summary.parameters));
  assert.equal(NUMBERS.batch(state, format), String(summary.config.batch_size));
  const verdict = {
    assessed: {
      network: { classes: null, verdict: { accuracy: 0.29, per_class: [{ correct: 3, count: 4 }] } },
      template: null,
    },
    scores: { network: null, template: null },
    gallery: { page: null, query: {} },
  };
  const judged = { ...state, verdict };
  assert.equal(NUMBERS.accuracy(judged, format), "29.00%");
  assert.equal(NUMBERS.whole(judged), "29%");
  assert.equal(NUMBERS.digits(judged), "3/4");
  // A verdict between two classes is not the accuracy that the tutorials print.
  const two = {
    ...judged,
    verdict: { ...verdict, assessed: { ...verdict.assessed, network: { classes: [3, 7], verdict: { accuracy: 1 } } } },
  };
  assert.equal(NUMBERS.accuracy(two, format), "–");
});
