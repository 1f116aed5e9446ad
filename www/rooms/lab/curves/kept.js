/**
 * Runs that were made before the one in hand, kept to be compared with it. Pure.
 *
 * @module
 */

/** Runs kept at most, one a colour; after that the oldest goes. */
export const MOST_KEPT = 8;

/**
 * @typedef {object} KeptRun
 * @property {number} id counted from 1; no two runs' the same
 * @property {number} colour 0..MOST_KEPT, no two runs' the same
 * @property {boolean} visible on the charts
 * @property {import("../../../api/protocol.js").RunSummary} summary
 * @property {number} learning_rate in force at the end: another than the config's if it was changed meanwhile
 * @property {string | null} source of the images: "mnist", "files" or "generated"
 * @property {import("../../../run/curves.js").Curves} curves
 * @property {import("../../../api/protocol.js").EpochReport[]} epochs
 * @property {number} step the last one made
 */

/**
 * @typedef {{type: "kept-shown", id: number, visible: boolean} |
 *   {type: "kept-removed", id: number} |
 *   {type: "kept-cleared"}} KeptAction
 */

/**
 * @param {KeptRun[]} kept oldest first
 * @param {import("../state.js").LabAction} action
 * @param {import("../state.js").LabState} state the one before the action, in which the old run still stands
 * @returns {KeptRun[]}
 */
export function reduceKept(kept, action, state) {
  switch (action.type) {
    // Other images end the run that was made with those there were.
    case "loaded":
    case "configured":
      return keep(kept, state);
    case "kept-shown":
      return kept.map((run) => (run.id === action.id ? { ...run, visible: action.visible } : run));
    case "kept-removed":
      return kept.filter((run) => run.id !== action.id);
    case "kept-cleared":
      return [];
    default:
      return kept;
  }
}

/**
 * @param {KeptRun[]} kept
 * @param {import("../state.js").LabState} state
 */
function keep(kept, { run, curves, epochs, data }) {
  // Several actions may tell of one and the same new run: its forerunner is kept once.
  const known = kept.some((other) => other.curves === curves);
  if (!run.summary || curves.steps.length === 0 || known) return kept;
  const { summary } = run;
  const rest = kept.slice(-(MOST_KEPT - 1));
  const colours = Array.from({ length: MOST_KEPT }, (_, i) => i);
  return [
    ...rest,
    {
      id: Math.max(0, ...kept.map((other) => other.id)) + 1,
      colour: colours.find((colour) => !rest.some((other) => other.colour === colour)) ?? 0,
      visible: true,
      summary,
      learning_rate: run.learning_rate ?? summary.config.learning_rate,
      source: data.summary?.source ?? null,
      curves,
      epochs,
      step: run.report?.step ?? curves.steps[curves.steps.length - 1],
    },
  ];
}
