/**
 * Going from room to room. Each room keeps how far it was scrolled.
 *
 * @module
 */

import { PLAN } from "../rooms.js";

/** @typedef {import("../rooms.js").Room} Room */

/**
 * What the page's root knows of the room and of the language; to be called after the rooms' elements are drawn.
 * @returns {(slice: {room: Room, language: import("../../i18n/index.js").Language}, ui: import("../../ui/ui.js").Ui) => void}
 */
export function showRoom() {
  /** @type {Partial<Record<Room, number>>} */
  const scrolled = {};
  /** @type {Room} */
  let shown = "lab";
  addEventListener("scroll", () => (scrolled[shown] = scrollY), { passive: true });

  return ({ room }, { t, language }) => {
    document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
    document.title = t("page.title");
    document.body.dataset.room = room;
    if (room === shown) return;
    shown = room;
    const element = document.getElementById(PLAN[room].id);
    const target = document.getElementById(location.hash.slice(1));
    if (target && target !== element && element?.contains(target)) target.scrollIntoView();
    else scrollTo(0, scrolled[room] ?? 0);
  };
}

/**
 * Tells of a link within the page that somebody points at or has come to: they may be about to follow it.
 * @param {(hash: string) => void} pointed
 */
export function watchLinks(pointed) {
  /** @param {Event} event */
  const look = ({ target }) => {
    const link = target instanceof Element ? target.closest("a[href^='#']") : null;
    if (link) pointed(/** @type {HTMLAnchorElement} */ (link).hash);
  };
  for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, look);
}
