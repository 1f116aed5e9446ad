/**
 * A short tour of the Lab: a card beside one part after another. Fetched when somebody wants it.
 *
 * @module
 */

import { loadWords, translator } from "../../../i18n/index.js";
import { PLAN } from "../../../page/rooms.js";
import { fetchStyle } from "../../../page/style-sheet.js";
import { html, nothing, render } from "../../../ui/template.js";
import { placeOf } from "./place.js";
import style from "./style.css?url";

/** Ids of the parts, which name the stops. */
export const STOPS = /** @type {const} */ (["network", "controls", "curves", "results", "inside", "draw", "rooms"]);

/** Ends the tour that is under way. */
let end = () => {};

/**
 * @param {() => import("../../../i18n/index.js").Language} language of the page
 * @returns {Promise<void>} settles when the tour has begun; rejects if its words or its style cannot be fetched
 */
export async function startTour(language) {
  const before = document.activeElement;
  await Promise.all([loadWords(language(), ["tour"]), fetchStyle(style)]);
  await labIsShown();
  end();
  const host = document.createElement("div");
  document.body.append(host);
  const listening = new AbortController();
  const { signal } = listening;
  let at = 0;
  /** @type {HTMLElement | null} */
  let part = null;

  const place = () => {
    const card = host.querySelector("dialog");
    if (!part || !card) return;
    const { offsetWidth: width, offsetHeight: height } = card;
    // Not innerWidth, which counts the scroll bar too.
    const view = { width: document.documentElement.clientWidth, height: innerHeight };
    const { x, y } = placeOf(part.getBoundingClientRect(), { width, height }, view);
    card.style.left = `${x}px`;
    card.style.top = `${y}px`;
  };

  const go = (/** @type {number} */ to) => {
    at = to;
    part?.removeAttribute("data-tour");
    part = partOf(STOPS[at]);
    part?.setAttribute("data-tour", "");
    draw();
    if (part) bringIntoView(part, host.querySelector("dialog")?.offsetHeight ?? 0);
    place();
    host.querySelector("h2")?.focus({ preventScroll: true });
  };

  const draw = () => {
    const t = translator(language());
    const last = at === STOPS.length - 1;
    const button = (/** @type {string} */ words, /** @type {() => void} */ press, /** @type {string} */ kind) =>
      html`<button type="button" class="button button--small ${kind}" @click=${press}>${words}</button>`;
    render(
      html`
        <dialog class="tour" open aria-modal="false" aria-labelledby="tour-title">
          <p class="muted number">${t("tour.place", { number: at + 1, count: STOPS.length })}</p>
          <h2 id="tour-title" tabindex="-1">${t(`tour.${STOPS[at]}`)}</h2>
          <p>${t(`tour.${STOPS[at]}.about`)}</p>
          <p class="buttons">
            ${button(t(last ? "tour.end" : "tour.next"), () => (last ? end() : go(at + 1)), "button--main")}
            ${at > 0 ? button(t("tour.back"), () => go(at - 1), "") : nothing}
            ${last ? nothing : button(t("tour.skip"), () => end(), "tour__skip")}
          </p>
        </dialog>
      `,
      host,
    );
  };

  // The page grows and shrinks while a network trains.
  const sizes = new ResizeObserver(place);
  const spoken = new MutationObserver(() => {
    draw();
    place();
  });
  end = () => {
    listening.abort();
    sizes.disconnect();
    spoken.disconnect();
    host.remove();
    part?.removeAttribute("data-tour");
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    end = () => {};
  };
  sizes.observe(document.body);
  spoken.observe(document.documentElement, { attributeFilter: ["lang"] });
  addEventListener(
    "keydown",
    (event) => {
      // A field has its own use for the arrows.
      const elsewhere =
        event.target instanceof Element && event.target.matches("input, select, textarea, [role=slider]");
      const to = at + ({ ArrowRight: 1, ArrowLeft: -1 }[event.key] ?? 0);
      if (event.key === "Escape") end();
      else if (to !== at && to >= 0 && to < STOPS.length && !elsewhere) go(to);
      else return;
      event.preventDefault();
    },
    { signal },
  );
  addEventListener("scroll", place, { signal, passive: true });
  addEventListener("resize", place, { signal });
  // It points at parts of the Lab only.
  addEventListener("hashchange", () => end(), { signal });
  go(0);
}

/** Leads to the Lab from another room. */
async function labIsShown() {
  const lab = document.getElementById(PLAN.lab.id);
  if (lab?.hidden) location.hash = `#${PLAN.lab.id}`;
  while (lab?.hidden) await new Promise(requestAnimationFrame);
}

/** Where a part is sticky, it moves with the window: scrolling so far as it seemed away does not reach it. */
const MOST_SCROLLS = 8;

/**
 * Scrolls until the part is in the window, or the page goes no further.
 * @param {HTMLElement} part
 * @param {number} card height of the card
 */
function bringIntoView(part, card) {
  // Beside a small part there is room for the card above or below it.
  const block = part.offsetHeight + 2 * card < innerHeight ? "center" : "start";
  for (let scrolls = 0; scrolls < MOST_SCROLLS; scrolls++) {
    const before = scrollY;
    part.scrollIntoView({ block, behavior: "instant" });
    if (scrollY === before) return;
  }
}

/** @param {typeof STOPS[number]} stop */
function partOf(stop) {
  // On a narrow screen the bar has the button.
  const bar = stop === "controls" ? document.getElementById("runbar") : null;
  return bar?.offsetHeight ? bar : document.getElementById(stop);
}
