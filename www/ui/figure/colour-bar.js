/**
 * A colour bar.
 *
 * @module
 */

import { styleMap } from "lit-html/directives/style-map.js";
import { html } from "../template.js";
import { gradient } from "./colour.js";

/** A colour bar with words below it. @param {import("./colour.js").ColourTable} table @param {string[]} ends */
export function colourBar(table, ends) {
  return html`
    <div class="scale">
      <span class="scale__bar" style=${styleMap({ background: gradient(table) })}></span
      ><span class="scale__ends number">${ends.map((end) => html`<span>${end}</span>`)}</span>
    </div>
  `;
}
