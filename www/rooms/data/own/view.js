/**
 * Other images than MNIST's: the visitor's own, and digits that are drawn; which are in use, and what their classes
 * are called.
 *
 * @module
 */

import { changeWords, countWords, sourceWords, stageWords } from "../../../ui/data-words.js";
import { make, write } from "../../../ui/dom.js";
import { createBring } from "./bring.js";
import { createGenerator } from "./generator.js";
import { createNames } from "./names.js";

/** @typedef {import("../../../page/rendering.js").Ui} Ui */

/**
 * @typedef {object} OwnSlice
 * @property {import("./state.js").Own} own
 * @property {import("../../../page/state.js").Data} data
 * @property {boolean} training
 * @property {boolean} ready whether what computes is open
 */

/**
 * @param {HTMLElement} element
 * @param {import("./bring.js").BringActions & import("./generator.js").GeneratorActions & {
 *   prepare: () => void, mnist: () => void, rename: (names: readonly string[]) => void
 * }} actions
 * @returns {(slice: OwnSlice, ui: Ui) => void}
 */
export function createOwn(element, actions) {
  const bring = createBring(actions);
  keepInSight(element);
  const names = createNames(actions);
  const generator = createGenerator(actions);
  const [now, changes, counts] = ["strong", "span", "span"].map((tag) => make(/** @type {"span"} */ (tag)));
  const fill = make("span", { class: "track__fill" });
  const bar = make("div", {
    class: "track",
    role: "progressbar",
    "aria-valuemin": "0",
    "aria-valuemax": "100",
    "data-label": "data.progress",
  });
  bar.append(fill);
  const mnist = make("button", { type: "button", class: "button button--small", "data-text": "data.other.mnist" });
  mnist.addEventListener("click", actions.mnist);
  const paused = make("p", { class: "muted", "data-text": "data.busy" });
  element.setAttribute("aria-labelledby", "own-title");
  element.append(
    make("h2", { id: "own-title", "data-text": "own.title" }),
    make("p", { class: "own__now" }, now, " ", counts, " ", changes, mnist),
    bar,
    paused,
    make("div", { class: "own__parts" }, bring.element, generator.element, names.element),
  );

  return (slice, ui) => {
    const { data, training, ready } = slice;
    const loading = data.phase === "loading";
    const busy = training || loading;
    const { name, about } = sourceWords(data, ui);
    const { stage, amount } = stageWords(data, ui);
    write(now, data.phase === "failed" ? ui.t("data.failed") : name);
    write(counts, loading ? `${stage} ${amount}` : data.summary ? `${about} · ${countWords(data.summary, ui)}` : "");
    write(changes, data.summary && !loading ? changeWords(data.summary, ui) : "");
    bar.hidden = !loading;
    fill.style.setProperty("--share", String(data.fraction));
    bar.setAttribute("aria-valuenow", String(Math.round(data.fraction * 100)));
    mnist.hidden = data.source === "mnist" && data.phase === "ready";
    mnist.disabled = busy;
    paused.hidden = !training;
    bring.show(slice, busy, ui);
    names.show(loading ? null : data.summary, ui);
    generator.show(slice, busy, ui);
    if (ready) actions.prepare();
  };
}

/** Until the images above have come, at most. */
const SETTLED_MS = 4000;

/**
 * Whoever was led here stays here while what is above comes in and grows, until they move on.
 * @param {HTMLElement} element
 */
function keepInSight(element) {
  const room = /** @type {HTMLElement} */ (element.parentElement);
  const stay = () => {
    if (location.hash !== `#${element.id}`) return;
    const observer = new ResizeObserver(() => element.scrollIntoView());
    observer.observe(room);
    const moving = new AbortController();
    const stop = () => {
      observer.disconnect();
      moving.abort();
    };
    for (const kind of ["wheel", "touchmove", "keydown", "pointerdown", "hashchange"]) {
      addEventListener(kind, stop, { signal: moving.signal, passive: true });
    }
    setTimeout(stop, SETTLED_MS);
  };
  addEventListener("hashchange", stay);
  stay();
}
