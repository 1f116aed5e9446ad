/**
 * Shows the place that was chosen, and hides the others. Each keeps how far it was scrolled.
 *
 * @module
 */

import { PLACES, ROOMS } from "../places.js";

/** @typedef {import("../places.js").Place} Place */
/** @typedef {import("../rendering.js").Ui} Ui */

/**
 * @param {HTMLElement} nav
 * @returns {(slice: {place: Place}, ui: Ui) => void}
 */
export function createPlaces(nav) {
  const places = PLACES.map((place) => ({
    place,
    room: /** @type {HTMLElement} */ (document.getElementById(ROOMS[place])),
    link: /** @type {HTMLElement} */ (nav.querySelector(`[href="#${ROOMS[place]}"]`)),
    scrolled: 0,
  }));
  let [shown] = places;

  return ({ place: chosen }) => {
    for (const { place, link } of places) {
      if (place === chosen) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.body.dataset.place = chosen;
    if (shown.place === chosen) return;
    shown.scrolled = window.scrollY;
    shown.room.hidden = true;
    shown = /** @type {typeof shown} */ (places.find(({ place }) => place === chosen));
    shown.room.hidden = false;
    const target = document.getElementById(location.hash.slice(1));
    if (target && target !== shown.room && shown.room.contains(target)) target.scrollIntoView();
    else window.scrollTo(0, shown.scrolled);
  };
}

/**
 * Tells of a link within the page that somebody points at or has come to: they may be about to follow it.
 * @param {(hash: string) => void} pointed
 */
export function createPointed(pointed) {
  /** @param {Event} event */
  const look = ({ target }) => {
    const link = target instanceof Element ? target.closest("a[href^='#']") : null;
    if (link) pointed(/** @type {HTMLAnchorElement} */ (link).hash);
  };
  for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, look);
}
