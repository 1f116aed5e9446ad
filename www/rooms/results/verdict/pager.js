/**
 * Leafing through a list of images, a page at a time.
 *
 * @module
 */

import { make, write } from "../../../ui/dom.js";
import { createButton } from "../../../ui/figure-card.js";

/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("./state.js").List} List */

/** @param {(first: number) => void} turn */
export function createPager(turn) {
  let [first, count, total] = [0, 1, 0];
  const previous = createButton("verdict.previous", () => turn(Math.max(0, first - count)));
  const next = createButton("verdict.next", () => turn(first + count));
  const place = make("span", { class: "muted number", role: "status" });
  return {
    element: make("p", { class: "pager" }, previous, next, place),
    /** @param {List} list @param {Ui} ui */
    show({ query, page }, { t, format }) {
      [first, count, total] = [query.first, query.count, page?.cases?.total ?? 0];
      previous.disabled = first === 0;
      next.disabled = first + count >= total;
      const [from, to, of] = [Math.min(first + 1, total), Math.min(first + count, total), total].map(format.integer);
      write(place, page?.cases ? t("verdict.place", { from, to, of }) : "\u00a0");
    },
  };
}
