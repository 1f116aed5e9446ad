/**
 * The state of the Lab's features, beside what all rooms share.
 *
 * @module
 */

import { awake } from "./awake/state.js";
import { initialChart, reduceChart } from "./curves/state.js";
import { reduceKept } from "./curves/kept.js";
import { samples } from "./data/state.js";
import { draw } from "./draw/state.js";
import { initialFinder, reduceFinder } from "./finder/state.js";
import { inside } from "./inside/state.js";
import { welcome } from "./welcome/state.js";

/**
 * @typedef {import("../../page/state.js").State & {
 *   awake: import("./awake/state.js").Awake,
 *   samples: import("./data/state.js").ShownSamples | null,
 *   kept: import("./curves/kept.js").KeptRun[],
 *   chart: import("./curves/state.js").Chart,
 *   finder: import("./finder/state.js").Finder,
 *   inside: import("./inside/state.js").Inside,
 *   draw: import("./draw/state.js").Draw,
 *   welcome: boolean
 * }} LabState
 */

/**
 * @typedef {import("../../page/state.js").Action |
 *   import("./awake/state.js").AwakeAction |
 *   import("./data/state.js").SamplesAction |
 *   import("./curves/kept.js").KeptAction |
 *   import("./curves/state.js").ChartAction |
 *   import("./finder/state.js").FinderAction |
 *   import("./inside/state.js").InsideAction |
 *   import("./draw/state.js").DrawAction |
 *   import("./welcome/state.js").WelcomeAction} LabAction
 */

/** @typedef {import("../../page/store.js").Store<LabState, LabAction>} LabStore */

/** @type {import("../../page/store.js").Slices} */
export const slices = {
  awake,
  samples,
  kept: { initial: [], reduce: reduceKept },
  chart: { initial: initialChart(), reduce: reduceChart },
  finder: { initial: initialFinder(), reduce: reduceFinder },
  inside,
  draw,
  welcome,
};
