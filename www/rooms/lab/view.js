/**
 * The Lab's layout: three columns of sections, in which each feature fills its own element.
 *
 * @module
 */

import { html } from "../../ui/template.js";

export const layout = html`
  <div id="welcome"></div>
  <div class="column column--before">
    <section id="data" aria-labelledby="data-title"></section>
    <section id="network" aria-labelledby="network-title"></section>
  </div>
  <div class="column column--run">
    <section id="train" aria-labelledby="train-title" tabindex="-1">
      <div id="keep"></div>
      <div id="controls"></div>
      <div id="curves"></div>
      <div id="time"></div>
      <div id="runs"></div>
      <details class="other finder" id="finder"></details>
      <details class="other settings" id="settings"></details>
      <div id="awake"></div>
    </section>
    <section id="results" aria-labelledby="results-title"></section>
  </div>
  <div class="column column--after">
    <section id="inside" aria-labelledby="inside-title"></section>
    <section id="draw" aria-labelledby="draw-title"></section>
  </div>
`;
