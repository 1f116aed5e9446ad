/**
 * The runs in the browser's storage: a table with what may be done to each, what tells the chosen ones from each other,
 * and the space that there is.
 *
 * @module
 */

import { explain } from "../../../i18n/index.js";
import { smallButton } from "../../../ui/figure-card.js";
import { html, nothing } from "../../../ui/template.js";
import { dataWords, differing, results } from "./compare.js";
import { inOrder, ORDERS } from "./state.js";

/** @typedef {import("../../../api/protocol.js").ListedRun} ListedRun */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("./actions.js").StoredActions} Actions */
/** @typedef {{stored: import("./state.js").StoredState} & Pick<import("../../../page/state.js").State, "storing">} Slice */

/** As the worker has it. */
const MOST_LETTERS = "80";

/** @param {Actions} actions @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createStored(actions) {
  return (slice, ui) => {
    const { stored } = slice;
    const { t } = ui;
    const { list, problem } = stored;
    return html`
      <h2 id="stored-title">${t("stored.title")}</h2>
      <p class="muted">${t("stored.about")}</p>
      ${problem ? html`<p class="problem" role="alert">${explain(t, "error", problem)}</p>` : nothing}
      ${list ? html`${tableView(slice, list.runs, actions, ui)} ${compareView(stored, ui)} ${spaceView(list, actions, ui)}` : nothing}
    `;
  };
}

/** @param {Slice} slice @param {ListedRun[]} runs @param {Actions} actions @param {Ui} ui */
function tableView({ stored, storing }, runs, actions, ui) {
  const { t } = ui;
  if (runs.length === 0) return html`<p>${t("stored.none")}</p>`;
  const { by, descending } = stored.order;
  const heads = ORDERS.map(
    (order) => html`
      <th scope="col" aria-sort=${order === by ? (descending ? "descending" : "ascending") : nothing}>
        <button type="button" class="stored__sort" @click=${() => actions.sort(order)}>
          ${t(`stored.${order}`)}<span aria-hidden="true">${order === by ? (descending ? " ↓" : " ↑") : ""}</span>
        </button>
      </th>
    `,
  );
  const rows = inOrder(runs, stored.order).map((run) =>
    run.problem ? brokenRow(run, stored, actions, ui) : row(run, stored, storing.id === run.id, actions, ui),
  );
  return html`
    <div class="scroll stored__scroll" tabindex="0" role="region" aria-label=${t("stored.title")}>
      <table class="stored">
        <thead>
          <tr>
            <th scope="col"><span class="hidden">${t("stored.compare")}</span></th>
            ${heads}
            <th scope="col"><span class="hidden">${t("stored.actions")}</span></th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  `;
}

/** @param {ListedRun} run @param {Ui} ui */
function titleOf(run, { t, language }) {
  return run.name ?? t("stored.unnamed", { date: dateOf(run.began_ms, language) });
}

/** @param {number} ms @param {string} language */
function dateOf(ms, language) {
  return new Date(ms).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
}

/**
 * @param {ListedRun} run
 * @param {Slice["stored"]} stored
 * @param {boolean} inHand whether it is the run in hand
 * @param {Actions} actions
 * @param {Ui} ui
 */
function row(run, stored, inHand, actions, ui) {
  const { t, format, language } = ui;
  const { id } = run;
  const title = titleOf(run, ui);
  const toggle = (/** @type {any} */ { target }) => void actions.choose(id, target.checked);
  const mark = inHand ? t("stored.in-hand") : run.elsewhere ? t("stored.elsewhere") : "";
  return html`
    <tr aria-busy=${stored.busy === id}>
      <td>
        <input
          type="checkbox"
          aria-label=${t("stored.compare.run", { name: title })}
          .checked=${stored.chosen.includes(id)}
          @change=${toggle}
        />
      </td>
      <th scope="row">
        ${stored.naming === id ? nameField(run, actions, ui) : title}
        ${mark ? html`<small class="muted">${mark}</small>` : nothing}
      </th>
      <td>${run.config.network ? t("stored.edited", { preset: run.config.preset }) : run.config.preset}</td>
      <td>${dataWords(run.data, t)}</td>
      <td class="number">
        ${t("stored.steps", { step: format.integer(run.step), total: format.integer(run.total_steps) })}
      </td>
      <td class="number">${format.accuracy(run.accuracy)}</td>
      <td>${dateOf(run.saved_ms, language)}</td>
      <td class="number">${format.megabytes(run.bytes)} MB</td>
      <td>${buttons(run, title, stored, inHand, actions, ui)}</td>
    </tr>
  `;
}

/** @param {ListedRun} run @param {string} title @param {Slice["stored"]} stored @param {boolean} inHand @param {Actions} actions @param {Ui} ui */
function buttons({ id, elsewhere }, title, { busy, removing }, inHand, actions, { t }) {
  const off = busy !== null;
  if (removing === id) {
    return html`
      <span class="stored__buttons" role="group" aria-label=${t("stored.remove.sure", { name: title })}>
        <span>${t("stored.remove.question")}</span>
        ${smallButton(t("stored.remove"), () => void actions.remove(id), off)}
        ${smallButton(t("stored.cancel"), () => actions.beginRemoving(null))}
      </span>
    `;
  }
  return html`
    <span class="stored__buttons" role="group" aria-label=${title}>
      ${smallButton(t("stored.open"), () => void actions.open(id), off || inHand)}
      ${smallButton(t("stored.rename"), () => actions.beginNaming(id), off || elsewhere)}
      ${smallButton(t("stored.duplicate"), () => void actions.duplicate(id), off)}
      ${smallButton(t("stored.remove"), () => actions.beginRemoving(id), off || elsewhere)}
    </span>
  `;
}

/** @param {ListedRun} run @param {Actions} actions @param {Ui} ui */
function nameField({ id, name }, actions, { t }) {
  const submitted = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    void actions.rename(id, /** @type {HTMLInputElement} */ (form.elements.namedItem("name")).value);
  };
  const pressed = (/** @type {KeyboardEvent} */ { key }) => key === "Escape" && actions.beginNaming(null);
  return html`
    <form class="stored__naming" @submit=${submitted} @keydown=${pressed}>
      <input
        name="name"
        maxlength=${MOST_LETTERS}
        autocomplete="off"
        aria-label=${t("stored.name")}
        .value=${name ?? ""}
      />
      <button type="submit" class="button button--small">${t("stored.save")}</button>
    </form>
  `;
}

/** A run that cannot be read, and why. @param {ListedRun} run @param {Slice["stored"]} stored @param {Actions} actions @param {Ui} ui */
function brokenRow({ id, problem }, { busy }, actions, { t }) {
  return html`
    <tr>
      <td></td>
      <th scope="row">${id}</th>
      <td colspan="6" class="problem">${problem ? explain(t, "error", problem) : nothing}</td>
      <td>${smallButton(t("stored.remove"), () => void actions.remove(id), busy !== null)}</td>
    </tr>
  `;
}

/** @param {Slice["stored"]} stored @param {Ui} ui */
function compareView({ list, chosen }, ui) {
  const { t } = ui;
  const runs = (list?.runs ?? []).filter(({ id, problem }) => chosen.includes(id) && !problem);
  if (runs.length < 2) return html`<p class="muted">${t("stored.compare.about")}</p>`;
  const different = differing(runs, ui);
  const lines = [
    ...(different.length ? different : [{ name: t("stored.same"), values: runs.map(() => "") }]),
    ...results(runs, ui),
  ];
  return html`
    <h3 id="stored-compared">${t("stored.compared")}</h3>
    <div class="scroll stored__scroll" tabindex="0" role="region" aria-labelledby="stored-compared">
      <table class="stored">
        <thead>
          <tr>
            <td></td>
            ${runs.map((run) => html`<th scope="col">${titleOf(run, ui)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${lines.map(
            ({ name, values }) => html`
              <tr>
                <th scope="row">${name}</th>
                ${values.map((value) => html`<td class="number">${value}</td>`)}
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}

/** @param {import("../../../api/protocol.js").StoredRuns} list @param {Actions} actions @param {Ui} ui */
function spaceView({ runs, quota_bytes, persisted, place }, { persist }, { t, format }) {
  const used = runs.reduce((sum, { bytes }) => sum + bytes, 0);
  return html`
    <p class="muted">
      ${t("stored.space", { used: format.megabytes(used), quota: format.integer(quota_bytes / 1e6) })}
      ${t(persisted ? "stored.persisted" : "stored.not-persisted")}
      ${place === "database" ? t("stored.database") : nothing}
    </p>
    ${persisted || runs.length === 0 ? nothing : html`<p class="buttons">${smallButton(t("stored.persist"), () => void persist())}</p>`}
  `;
}
