/** The page's rooms: their addresses, and what is drawn in which. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { follow, within } from "../../www/page/rendering.js";
import { roomOf } from "../../www/page/rooms.js";
import { after } from "./actions.js";

test("an address leads to a room, to a section of it, or to whatever lies in it", () => {
  const roomIdOf = (/** @type {string} */ id) => (id === "cell" ? "results-room" : undefined);
  const cases = {
    "": "lab",
    "#lab": "lab",
    "#train": "lab",
    "#data-room": "data",
    "#own": "data",
    "#verdict": "results",
    "#cell": "results",
    "#x": "lab",
  };
  for (const [hash, room] of Object.entries(cases)) assert.equal(roomOf(hash, roomIdOf), room, hash);
});

test("what is out of sight is drawn only when it is shown again, and then with all that it missed", () => {
  /** @type {[string, string][]} */
  const drawn = [];
  const ui = (/** @type {"en" | "zh"} */ language) => /** @type {any} */ ({ language });
  const view = within(
    "data",
    follow(
      ({ language, room }) => ({ language, room }),
      ({ room }, { language }) => drawn.push([room, language]),
    ),
  );
  const lab = after([]);
  const data = after([{ type: "room", room: "data" }]);
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
