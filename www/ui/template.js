/**
 * How markup is written: lit-html's templates, and two directives for what is not markup.
 *
 * @module
 */

import { html, noChange, nothing, render, svg } from "lit-html";
import { Directive, directive } from "lit-html/directive.js";
import { live } from "lit-html/directives/live.js";
import { styleMap } from "lit-html/directives/style-map.js";

export { html, live, nothing, render, svg };

/** @typedef {import("lit-html").TemplateResult | typeof nothing | string} Template what a view returns */

/** @param {readonly unknown[]} a @param {readonly unknown[]} b */
function same(a, b) {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}

class Painted extends Directive {
  /** @type {readonly unknown[] | undefined} */
  #before;

  /** @param {(canvas: HTMLCanvasElement) => void} _paint @param {...unknown} _needs */
  render(_paint, ..._needs) {
    return noChange;
  }

  /** @override @param {import("lit-html/directive.js").ElementPart} part @param {[(canvas: any) => void, ...unknown[]]} given */
  update({ element }, [paint, ...needs]) {
    if (!this.#before || !same(this.#before, needs)) paint(element);
    this.#before = needs;
    return noChange;
  }
}

/**
 * Paints a canvas, again only when one of `needs` is another value than before:
 * `<canvas ${painted((canvas) => paintDigit(canvas, pixels, ui.ink), pixels, ui.ink)}>`.
 * The element may not be in the document yet: what depends on its size on the page needs {@link attached}.
 */
export const painted = directive(Painted);

class Attached extends Directive {
  /** @type {((...given: any[]) => void) | undefined} */
  #show;
  /** @type {readonly unknown[] | undefined} */
  #before;

  /** @param {(element: any) => (...given: any[]) => void} _create @param {...unknown} _given */
  render(_create, ..._given) {
    return noChange;
  }

  /** @override @param {import("lit-html/directive.js").ElementPart} part @param {[(element: any) => (...given: any[]) => void, ...unknown[]]} given */
  update({ element }, [create, ...given]) {
    this.#show ??= create(element);
    if (!this.#before || !same(this.#before, given)) this.#show(...given);
    this.#before = given;
    return noChange;
  }
}

/**
 * Gives an element to something that lives on it, such as a plot or a drawing pad, and hands it `given` whenever one of
 * them is another than before: `<div ${attached(createPlot, picture, theme)}>`. `create(element)` is called once, before
 * the element is in the document, and returns the function that is called with `given`.
 */
export const attached = directive(Attached);

/**
 * A function that keeps its latest result while its arguments are the same, for what is expensive to make and drawn often.
 * @template {any[]} A
 * @template R
 * @param {(...given: A) => R} make
 * @param {number} [from] arguments before this one do not count
 * @returns {(...given: A) => R}
 */
export function kept(make, from = 0) {
  /** @type {A | undefined} */
  let before;
  /** @type {R} */
  let made;
  return (...given) => {
    const counted = /** @type {A} */ (given.slice(from));
    if (!before || !same(before, counted)) made = make(...given);
    before = counted;
    return made;
  };
}

/**
 * How much of a bar is filled: `<span class="track__fill" style=${share(0.4)}></span>`.
 * @param {number} of 0..=1
 */
export function share(of) {
  return styleMap({ "--share": String(of) });
}
