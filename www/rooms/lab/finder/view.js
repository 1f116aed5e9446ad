/**
 * The rate finder: a sweep of learning rates, drawn while it goes on, and what it suggests. Fetched when it is first opened.
 *
 * @module
 */

import { explain } from "../../../i18n/index.js";
import { buttonsReady } from "../../../run/controls.js";
import { isUnderWay } from "../../../run/phase.js";
import { rateText } from "../../../run/rate.js";
import { logTicks, roundTicks, short } from "../../../ui/figure/axes.js";
import { createPlot } from "../../../ui/figure/plot.js";
import { attached, html, kept } from "../../../ui/template.js";
import { createFinderActions } from "./actions.js";

/** @typedef {import("../../../ui/figure/plot.js").Picture} Picture */
/** @typedef {import("../../../ui/figure/theme.js").Theme} Theme */
/** @typedef {import("../../../api/protocol.js").RateSweep} RateSweep */
/** @typedef {import("../train/words.js").RunSlice} RunSlice */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */

/** What gives way at the end goes far beyond what is of interest: the axis ends at this many times the first loss. */
const HEADROOM = 1.6;
/** At least this much of the first loss is in sight, so that the axis does not blow up the noise at the start. */
const ROOM = /** @type {const} */ ([0.7, 1.15]);

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").LabStore} store
 * @returns {(slice: RunSlice, ui: Ui) => import("../../../ui/template.js").Template} all but the summary
 */
export function createFinder(app, store) {
  const actions = createFinderActions(app, store);
  const picture = kept(pictureOf);
  /** The place pointed at, on the axis; null: none. @type {number | null} */
  let pointed = null;
  /** Whether a sweep was asked for whose plot is not on the page yet. */
  let expected = false;

  return (slice, ui) => {
    const { finder, run, draft } = slice;
    const { t, theme } = ui;
    const { phase, sweep } = finder;
    const sweeping = phase === "sweeping";
    const suggestion = phase === "done" ? (sweep?.suggestion ?? null) : null;
    const inForce = isUnderWay(run) ? run.learning_rate : draft.config?.learning_rate;
    const taken = isRate(inForce, suggestion);
    const press = () => {
      expected = !sweeping;
      if (sweeping) actions.pause();
      else actions.findRate();
    };
    const plotOn = (/** @type {HTMLElement} */ holder) => {
      const plot = createPlot(holder, {
        zoom: () => {},
        whole: () => {},
        point: (x) => {
          pointed = x;
          plot.point(x);
          ui.redraw();
        },
      });
      return plot.draw;
    };
    const label = suggestion === null ? t("finder.plot") : t("finder.plot.marked", { rate: rateText(suggestion, 2) });
    const plot = html`
      <div
        class="curve__plot"
        role="img"
        aria-label=${label}
        ${attached(plotOn, sweep && picture(sweep, theme), theme)}
      ></div>
    `;
    // To where the plot and the outcome come, once they are there.
    const shownOn = (/** @type {HTMLElement} */ outcome) => () => {
      if (!expected || !sweep) return;
      expected = false;
      requestAnimationFrame(() => outcome.scrollIntoView({ block: "nearest", behavior: "smooth" }));
    };
    return html`
      <p class="muted">${t("finder.about")}</p>
      <p class="buttons">
        <button type="button" class="button button--small" ?disabled=${!sweeping && !mayFind(slice)} @click=${press}>
          ${t(sweeping ? "finder.end" : sweep ? "finder.again" : "finder.find")}
        </button>
        <button
          type="button"
          class="button button--small button--main"
          ?hidden=${suggestion === null}
          ?disabled=${taken || run.phase === "configuring"}
          @click=${actions.takeSuggestion}
        >
          ${t("finder.take")}
        </button>
      </p>
      <figure class="curve" ?hidden=${!sweep}>
        <figcaption>
          <span><strong>${t("finder.loss")}</strong> <span class="muted">${t("finder.axis")}</span></span>
          <span>${readingWords(sweep, pointed, ui)}</span>
        </figcaption>
        ${plot}
      </figure>
      <p class="finder__outcome ${phase === "failed" ? "problem" : ""}" role="status" ${attached(shownOn, sweep)}>
        ${outcomeWords(slice, suggestion, taken, ui)}
      </p>
    `;
  };
}

/** @param {RateSweep | null} sweep @param {number | null} pointed @param {Ui} ui */
function readingWords(sweep, pointed, { t, format }) {
  if (!sweep || sweep.rates.length === 0) return "";
  const at = pointed === null ? sweep.rates.length - 1 : nearest(sweep.rates, 10 ** pointed);
  const rate = short(Number(sweep.rates[at].toPrecision(2)));
  return t("finder.reading", { rate, loss: format.loss(sweep.smoothed[at]) });
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
