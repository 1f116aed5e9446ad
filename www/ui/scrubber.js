/**
 * The slider that goes through a run's snapshots, with its film.
 *
 * @module
 */

import { html, live, nothing } from "./template.js";

/**
 * @param {{at: number | null, steps: readonly number[], playing: boolean}} looking as the state has it
 * @param {number} now the network's step
 * @param {{lookAt: (at: number | null) => void, play: () => void}} actions
 * @param {import("./ui.js").Ui} ui
 */
export function scrubber({ at, steps, playing }, now, { lookAt, play }, { t, format }) {
  if (steps.length < 2) return html`<p class="scrubber muted">${t("time.none")}</p>`;
  const place = at === null ? steps.length : steps.indexOf(at);
  const moved = (/** @type {any} */ { target }) => lookAt(steps[Number(target.value)] ?? null);
  const words = t(at === null ? "time.now" : "time.past", { step: format.integer(at ?? now) });
  return html`
    <div class="scrubber" data-past=${at !== null}>
      <button type="button" class="button button--small" aria-pressed=${playing} @click=${play}>
        ${t(playing ? "time.stop" : "time.play")}
      </button>
      <label>
        <span class="hidden">${t("time.label")}</span>
        <input
          type="range"
          min="0"
          max=${steps.length}
          .value=${live(String(place))}
          aria-valuetext=${words}
          @input=${moved}
        />
      </label>
      <span class="number scrubber__words">${words}</span>
      ${
        at === null
          ? nothing
          : html`<button type="button" class="button button--small" @click=${() => lookAt(null)}>
              ${t("time.back")}
            </button>`
      }
    </div>
  `;
}
