/**
 * The glossary anywhere on the page: terms are underlined, and a term that is pointed at or tapped is explained, with a
 * link to the step of a lesson that shows it. The page's own elements are left as they are.
 *
 * @module
 */

import { loadWords, translator } from "../../i18n/index.js";
import { html, nothing, render } from "../../ui/template.js";
import { fetchStyle } from "../style-sheet.js";
import { createFinder } from "./find.js";
import { seeLink } from "./see.js";
import style from "./style.css?url";
import { TERMS } from "./terms.js";

/** Texts in which terms are explained. */
const TEXTS = "h2, h3, h4, p, label, th, figcaption, legend, dt, .muted";
/** What a press on it does is something else. */
const BUSY = "a, button, input, select, textarea, canvas, summary, pre, code, .glossary, .terms, .number, [role=alert]";
/** A pointer rests so long before a term is explained. */
const REST_MS = 350;
/** The underlines follow the page so often. */
const UNDERLINE_MS = 1500;
const GAP_PX = 8;
const HIGHLIGHT = "term";

/** @param {() => import("../../i18n/index.js").Language} language of the page @returns {Promise<void>} rejects if it cannot be fetched */
export async function startGlossary(language) {
  await Promise.all([loadWords(language(), ["glossary"]), fetchStyle(style)]);
  const host = document.createElement("div");
  document.body.append(host);
  /** @type {import("../../i18n/index.js").Language | null} */
  let speaking = null;
  /** @type {ReturnType<typeof createFinder>} */
  let find = () => [];
  const follow = () => {
    if (speaking === language()) return;
    speaking = language();
    const t = translator(speaking);
    find = createFinder(speaking, (id) => t(/** @type {any} */ (`term.${id}`)));
  };
  follow();

  const hide = () => render(nothing, host);
  /** @param {string} id @param {DOMRect} at */
  const show = (id, at) => {
    const t = translator(language());
    const step = TERMS.find((term) => term.id === id)?.step ?? null;
    render(
      html`
        <div class="glossary" role="tooltip">
          <p><strong>${t(/** @type {any} */ (`term.${id}`))}</strong></p>
          <p>${t(/** @type {any} */ (`term.${id}.about`))}</p>
          <p>${seeLink(step, t, hide)}</p>
        </div>
      `,
      host,
    );
    const card = /** @type {HTMLElement} */ (host.firstElementChild);
    const below = at.bottom + GAP_PX + card.offsetHeight < innerHeight;
    card.style.top = `${below ? at.bottom + GAP_PX : Math.max(GAP_PX, at.top - GAP_PX - card.offsetHeight)}px`;
    card.style.left = `${Math.max(GAP_PX, Math.min(at.left, innerWidth - card.offsetWidth - GAP_PX))}px`;
  };

  /** The term at a point of the window. @param {number} x @param {number} y @returns {{id: string, at: DOMRect} | null} */
  const termAt = (x, y) => {
    const caret = caretAt(x, y);
    const text = caret?.node;
    if (!caret || !(text instanceof Text) || !text.parentElement?.closest(TEXTS) || text.parentElement.closest(BUSY))
      return null;
    const found = find(text.data).find(({ from, to }) => from <= caret.offset && caret.offset <= to);
    if (!found) return null;
    const at = rangeOf(text, found).getBoundingClientRect();
    // The caret is at the nearest letter; the pointer may be far from it.
    const near = x >= at.left - 2 && x <= at.right + 2 && y >= at.top - 2 && y <= at.bottom + 2;
    return near ? { id: found.id, at } : null;
  };

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;
  document.addEventListener("pointermove", ({ pointerType, clientX, clientY, target }) => {
    if (pointerType === "touch") return;
    clearTimeout(resting);
    const on_card = target instanceof Element && target.closest(".glossary");
    if (on_card) return;
    resting = setTimeout(() => {
      const term = termAt(clientX, clientY);
      if (term) show(term.id, term.at);
      else hide();
    }, REST_MS);
  });
  document.addEventListener("click", (event) => {
    const { clientX, clientY, target } = event;
    if (target instanceof Element && target.closest(".glossary")) return;
    const term = termAt(clientX, clientY);
    if (term) show(term.id, term.at);
    else hide();
  });
  document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
  addEventListener("scroll", hide, { passive: true, capture: true });

  // Safari has no idle callbacks, old browsers no highlights.
  const highlights = /** @type {any} */ (globalThis.CSS)?.highlights;
  const whenIdle = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 200));
  let due = false;
  const underline = () => {
    due = false;
    follow();
    if (!highlights || document.hidden) return;
    highlights.set(HIGHLIGHT, new /** @type {any} */ (globalThis).Highlight(...firstTerms(find)));
  };
  new MutationObserver(() => {
    if (due) return;
    due = true;
    setTimeout(() => whenIdle(underline), UNDERLINE_MS);
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
  underline();
}

/** The first of each term in each section. @param {ReturnType<typeof createFinder>} find @returns {Range[]} */
function firstTerms(find) {
  const ranges = [];
  for (const section of document.querySelectorAll("main:not([hidden]) section")) {
    const seen = new Set();
    const texts = document.createTreeWalker(section, NodeFilter.SHOW_TEXT, ({ parentElement }) =>
      parentElement?.closest(TEXTS) && !parentElement.closest(BUSY) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP,
    );
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      for (const found of find(/** @type {Text} */ (text).data)) {
        if (seen.has(found.id)) continue;
        seen.add(found.id);
        ranges.push(rangeOf(/** @type {Text} */ (text), found));
      }
    }
  }
  return ranges;
}

/** @param {Text} text @param {{from: number, to: number}} place */
function rangeOf(text, { from, to }) {
  const range = document.createRange();
  range.setStart(text, from);
  range.setEnd(text, to);
  return range;
}

/** The letter at a point. @param {number} x @param {number} y @returns {{node: Node, offset: number} | null} */
function caretAt(x, y) {
  const found = /** @type {any} */ (document);
  if (found.caretPositionFromPoint) {
    const caret = found.caretPositionFromPoint(x, y);
    return caret && { node: caret.offsetNode, offset: caret.offset };
  }
  const range = found.caretRangeFromPoint?.(x, y);
  return range ? { node: range.startContainer, offset: range.startOffset } : null;
}
