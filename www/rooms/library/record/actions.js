/**
 * Takes the record of the run in hand, and compares it with the one of the address.
 *
 * @module
 */

import { throttled } from "../../../page/throttle.js";
import { stepOf } from "../../../run/phase.js";
import { compare, decodeRecord, encodeRecord, recordOf } from "../../../run/record.js";

/** While a network trains, the record is taken this often. */
const WHILE_TRAINING_MS = 3000;
/** The parameter of the address. */
const PARAMETER = "record";

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").LibraryStore} store
 */
export function createRecordActions({ trainer, alert }, { get, dispatch, subscribe }) {
  const take = throttled(async () => {
    const { run, room } = get();
    const { summary } = run;
    if (room !== "library" || !summary || stepOf(run) === 0) return;
    try {
      const { report, rates, sha256, ...computed } = await trainer.told();
      const { given } = get().record;
      if (get().run.summary !== summary) return;
      const { losses } = report;
      const own = recordOf({ config: summary.config, sha256, by_hand: rates.length > 0, losses, ...computed });
      dispatch({ type: "record", own, sha256, comparison: given && compare(given, own, losses) });
    } catch (error) {
      if (get().run.summary === summary) alert(error);
    }
  });
  const text = new URLSearchParams(location.search).get(PARAMETER);
  const given = text === null ? null : decodeRecord(text);
  dispatch({ type: "record-given", given, unreadable: text !== null && given === null });

  trainer.on("steps", () => take(WHILE_TRAINING_MS));
  trainer.on("stopped", () => take(0));
  trainer.on("resumed", () => take(0));
  let shown = get().room;
  subscribe(() => {
    const before = shown;
    shown = get().room;
    if (shown === "library" && before !== shown) take(0);
  });

  return {
    look: () => take(0),
    /** The address of this run, with its record. @returns {string | null} null before the first step */
    link() {
      const { own } = get().record;
      if (!own) return null;
      const url = new URL(location.href);
      url.hash = "";
      url.searchParams.delete(PARAMETER);
      url.searchParams.set("backend", own.backend);
      url.searchParams.set("workers", String(own.workers));
      // What it consists of needs no quoting.
      return `${url.href}${url.search ? "&" : "?"}${PARAMETER}=${encodeRecord(own)}#library-room`;
    },
  };
}

/** @typedef {ReturnType<typeof createRecordActions>} RecordActions */
