/**
 * The rate finder: a sweep of learning rates, drawn while it goes on, and what it suggests.
 *
 * @module
 */

import { logTicks, roundTicks, short } from "../../../ui/figure/axes.js";
import { part, write } from "../../../ui/dom.js";
import { createPlot } from "../../../ui/figure/plot.js";
import { readTheme } from "../../../ui/figure/theme.js";
import { explain } from "../../../i18n/index.js";
import { rateText } from "../../../run/rate.js";
import { buttonsReady } from "../../../ui/run-words.js";
import { isUnderWay } from "../../../page/state/run.js";

/** @typedef {import("../../../ui/figure/plot.js").Picture} Picture */
/** @typedef {import("../../../ui/figure/theme.js").Theme} Theme */
/** @typedef {import("../../../api/protocol.js").RateSweep} RateSweep */
/** @typedef {import("../../../ui/run-words.js").RunSlice} RunSlice */
/** @typedef {import("../../../page/rendering.js").Ui} Ui */

/** What gives way at the end goes far beyond what is of interest: the axis ends at this many times the first loss. */
const HEADROOM = 1.6;
/** At least this much of the first loss is in sight, so that the axis does not blow up the noise at the start. */
const ROOM = /** @type {const} */ ([0.7, 1.15]);

/**
 * @typedef {object} FinderActions
 * @property {() => void} findRate
 * @property {() => void} pause
 * @property {() => void} takeSuggestion
 */

/**
 * @param {HTMLElement} element
 * @param {FinderActions} actions
 * @returns {(slice: RunSlice, ui: Ui) => void}
 */
export function createFinder(element, actions) {
  const [find, take] = ["find", "take"].map((name) => /** @type {HTMLButtonElement} */ (part(element, name)));
  const [figure, reading, outcome] = ["figure", "reading", "outcome"].map((name) => part(element, name));
  const holder = part(element, "plot");
  /** @type {RateSweep | null} */
  let sweep = null;
  /** @type {Ui | undefined} */
  let words;
  /** The place pointed at, on the axis; null: none. @type {number | null} */
  let pointed = null;
  let sweeping = false;
  /** Whether a sweep was asked for whose plot is not on the page yet. */
  let expected = false;

  const read = () => {
    if (!sweep || !words || sweep.rates.length === 0) return write(reading, "");
    const at = pointed === null ? sweep.rates.length - 1 : nearest(sweep.rates, 10 ** pointed);
    const rate = short(Number(sweep.rates[at].toPrecision(2)));
    const params = { rate, loss: words.format.loss(sweep.smoothed[at]) };
    write(reading, words.t("finder.reading", params));
  };
  const plot = createPlot(holder, {
    zoom: () => {},
    whole: () => {},
    point: (x) => {
      pointed = x;
      plot.point(x);
      read();
    },
  });
  find.addEventListener("click", () => {
    expected = !sweeping;
    if (sweeping) actions.pause();
    else actions.findRate();
  });
  take.addEventListener("click", actions.takeSuggestion);
  // Inside a closed block nothing has a size.
  element.addEventListener("toggle", () => draw());

  /** @type {unknown[]} what is on the plot */
  let drawn = [];
  const draw = () => {
    if (!sweep || holder.clientWidth === 0) return;
    const theme = readTheme();
    if (drawn[0] === sweep && drawn[1] === theme) return;
    drawn = [sweep, theme];
    plot.draw(pictureOf(sweep, theme), theme);
  };

  return (slice, ui) => {
    const { finder, run, draft } = slice;
    const { t } = ui;
    words = ui;
    sweeping = finder.phase === "sweeping";
    find.disabled = !sweeping && !mayFind(slice);
    write(find, t(sweeping ? "finder.end" : finder.sweep ? "finder.again" : "finder.find"));
    ({ sweep } = finder);
    figure.hidden = sweep === null;
    const suggestion = finder.phase === "done" ? (sweep?.suggestion ?? null) : null;
    const inForce = isUnderWay(run) ? run.learning_rate : draft.config?.learning_rate;
    take.hidden = suggestion === null;
    take.disabled = suggestion === null || isRate(inForce, suggestion) || run.phase === "configuring";
    write(outcome, outcomeWords(slice, suggestion, isRate(inForce, suggestion), ui));
    outcome.classList.toggle("problem", finder.phase === "failed");
    holder.setAttribute("role", "img");
    const rate = rateText(suggestion, 2);
    holder.setAttribute("aria-label", suggestion === null ? t("finder.plot") : t("finder.plot.marked", { rate }));
    draw();
    read();
    if (expected && sweep) {
      expected = false;
      outcome.scrollIntoView({ block: "nearest", behavior: "smooth" });
    }
  };
}

/** @param {RunSlice} slice */
function mayFind(slice) {
  const { run, data } = slice;
  const ready = buttonsReady(slice);
  return data === "ready" && (ready.step || run.phase === "finished" || (run.phase === "training" && ready.main));
}

/** Whether a rate is the suggested one, as it is written. @param {number | null | undefined} rate @param {number | null} suggestion */
function isRate(rate, suggestion) {
  return suggestion !== null && rateText(rate, 2) === rateText(suggestion, 2);
}

/**
 * @param {RunSlice} slice
 * @param {number | null} suggestion
 * @param {boolean} taken
 * @param {Ui} ui
 */
function outcomeWords({ finder }, suggestion, taken, { t }) {
  const { phase, sweep, problem } = finder;
  if (phase === "failed" && problem) return explain(t, "error", problem);
  if (phase === "done") {
    if (suggestion === null) return t("finder.none");
    return t(taken ? "finder.taken" : "finder.suggestion", { rate: rateText(suggestion, 2) });
  }
  return phase === "idle" && sweep ? t("finder.ended") : "";
}

/**
 * The losses over the rates, whose axis is logarithmic: places on it are powers of ten.
 * @param {RateSweep} sweep
 * @param {Theme} theme
 * @returns {Picture}
 */
function pictureOf({ rates, losses, smoothed, total, suggestion }, theme) {
  const places = rates.map(Math.log10);
  const [first = -6, second = first + 0.05] = places;
  // The rates grow evenly on this axis, so that its end is known from the start.
  const x = /** @type {[number, number]} */ ([first, first + (second - first) * Math.max(1, total - 1)]);
  const [before = 1] = smoothed;
  const most = Math.min(Math.max(...smoothed, ROOM[1] * before), HEADROOM * before);
  const least = Math.min(...smoothed, ROOM[0] * before);
  const y = /** @type {[number, number]} */ ([Math.max(0, least - 0.08 * (most - least)), most]);
  const mark = suggestion === null ? null : Math.log10(suggestion);
  return {
    x,
    y,
    log: false,
    x_ticks: ([from, to], most) => logTicks([10 ** from, 10 ** to], most).map(Math.log10),
    y_ticks: roundTicks,
    x_word: (place) => short(10 ** place),
    y_word: short,
    places,
    each: losses,
    values: smoothed,
    faded: false,
    floor: -Infinity,
    small: false,
    marks: mark === null ? [] : [{ place: mark, value: smoothed[nearest(rates, suggestion ?? 0)], split: "test" }],
    lines:
      mark === null
        ? []
        : [
            {
              places: [mark, mark],
              values: y,
              marks: [],
              colour: theme.text,
              dash: [3, 3],
              letter: "",
              strong: false,
              faded: false,
            },
          ],
  };
}

/** @param {number[]} rates rising @param {number} rate @returns {number} index of the one nearest to it, in ratio */
function nearest(rates, rate) {
  const after = rates.findIndex((other) => other >= rate);
  if (after < 0) return rates.length - 1;
  return after > 0 && rate / rates[after - 1] < rates[after] / rate ? after - 1 : after;
}
