/**
 * A table with a row of headings.
 *
 * @module
 */

import { html } from "./template.js";

/**
 * @param {string} kind a class of the style sheet; empty: none
 * @param {readonly string[]} heads of the columns; an empty one stands above the rows' own headings
 * @param {unknown} rows `<tr>` each
 */
export function tableView(kind, heads, rows) {
  return html`
    <table class=${kind}>
      <thead>
        <tr>
          ${heads.map((head) => (head ? html`<th scope="col">${head}</th>` : html`<td></td>`))}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  `;
}
