/** The page's three places, and what is drawn in which. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf } from "../../www/page/places.js";
import { mount, within } from "../../www/page/rendering.js";
import { initialState, reduce } from "../../www/page/state.js";

test("an address leads to a place, or to the place in which something lies", () => {
  const rooms = /** @type {Record<string, string>} */ ({ lab: "lab", train: "lab", verdict: "results-room" });
  const roomOf = (/** @type {string} */ id) => rooms[id] ?? (id.endsWith("-room") ? id : undefined);
  const cases = { "": "lab", "#lab": "lab", "#train": "lab", "#data-room": "data", "#verdict": "results", "#x": "lab" };
  for (const [hash, place] of Object.entries(cases)) assert.equal(placeOf(hash, roomOf), place, hash);
});

test("what is out of sight is drawn only when it is shown again, and then with all that it missed", () => {
  /** @type {[string, string][]} */
  const drawn = [];
  const ui = (/** @type {"en" | "zh"} */ language) => /** @type {any} */ ({ language });
  const view = within(
    "data",
    mount(
      ({ language, place }) => ({ language, place }),
      ({ place }, { language }) => drawn.push([place, language]),
    ),
  );
  const lab = initialState("en");
  const data = reduce(lab, { type: "place", place: "data" });
  view(lab, ui("en"), true);
  assert.deepEqual(drawn, []);
  view(data, ui("en"), false);
  view(data, ui("en"), false);
  view(lab, ui("zh"), true);
  view(data, ui("zh"), false);
  assert.deepEqual(drawn, [
    ["data", "en"],
    ["data", "zh"],
  ]);
});
