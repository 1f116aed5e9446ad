/**
 * The runs in the browser's storage: a table with what may be done to each, what tells the chosen ones from each other,
 * and the space that there is.
 *
 * @module
 */

import { explain } from "../../../i18n/index.js";
import { curvesOf, smoothed } from "../../../run/curves.js";
import { smallButton } from "../../../ui/figure-card.js";
import { createLineCard, LINE_COLOURS } from "../../../ui/figure/line-card.js";
import { DASHES } from "../../../ui/figure/theme.js";
import { html, live, nothing } from "../../../ui/template.js";
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
  const cards = {
    losses: createLineCard({ title: "stored.figure.loss", file: "digit-lab-runs-loss" }),
    accuracies: createLineCard({ title: "stored.figure.accuracy", file: "digit-lab-runs-accuracy" }),
  };
  return (slice, ui) => {
    const { stored } = slice;
    const { t } = ui;
    const { list, problem } = stored;
    return html`
      <h2 id="stored-title">${t("stored.title")}</h2>
      <p class="muted">${t("stored.about")}</p>
      ${problem ? html`<p class="problem" role="alert">${explain(t, "error", problem)}</p>` : nothing}
      ${list ? html`${tableView(slice, list.runs, actions, ui)} ${compareView(stored, cards, ui)} ${spaceView(list, actions, ui)}` : nothing}
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
  return new Date(ms).toLocaleString(language, { dateStyle: "medium", timeStyle: "medium" });
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
          .checked=${live(stored.chosen.includes(id))}
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

/** @typedef {{losses: ReturnType<typeof createLineCard>, accuracies: ReturnType<typeof createLineCard>}} Cards */

/** @param {Slice["stored"]} stored @param {Cards} cards @param {Ui} ui */
function compareView({ list, chosen, curves }, cards, ui) {
  const { t } = ui;
  const runs = (list?.runs ?? []).filter(({ id, problem }) => chosen.includes(id) && !problem);
  if (runs.length < 2) return html`<p class="muted">${t("stored.compare.about")}</p>`;
  const different = differing(runs, ui);
  const lines = [
    ...(different.length ? different : [{ name: t("stored.same"), values: runs.map(() => "") }]),
    ...results(runs, ui),
  ];
  return html`
    <h3>${t("stored.curves")}</h3>
    <div class="cards cards--pair">
      ${
        /** @type {const} */ (["losses", "accuracies"]).map((measure) => {
          const chart = chartOf(measure, runs, curves, ui);
          return cards[measure](ui, numbersOf(chart, ui), chart);
        })
      }
    </div>
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

/** Steps over which the training loss is averaged, so that runs can be told apart. */
const WINDOW = 32;

/** The points of a run, which are computed once. @param {import("./state.js").StoredCurves} told */
function pointsOf(told) {
  const points = known.get(told) ?? curvesOf(told);
  known.set(told, points);
  return points;
}

/** @type {WeakMap<import("./state.js").StoredCurves, import("../../../run/curves.js").Curves>} */
const known = new WeakMap();

/**
 * The losses in training, or the accuracies on the test images, of several runs.
 * @param {"losses" | "accuracies"} measure
 * @param {ListedRun[]} runs
 * @param {Slice["stored"]["curves"]} curves
 * @param {Ui} ui
 * @returns {import("../../../ui/figure/line-card.js").Chart}
 */
function chartOf(measure, runs, curves, ui) {
  const { t } = ui;
  const isLoss = measure === "losses";
  const lines = runs.flatMap((run, i) => {
    const told = curves[run.id];
    if (!told) return [];
    const points = pointsOf(told);
    const tests = points.marks.filter(({ split }) => split === "test");
    const { x, y } = isLoss
      ? { x: points.steps, y: smoothed(points, "losses", WINDOW) }
      : { x: tests.map(({ step }) => step), y: tests.map(({ accuracy }) => accuracy) };
    const style = { colour: LINE_COLOURS[i % LINE_COLOURS.length], dash: i === 0 ? [] : DASHES[i - 1], dots: !isLoss };
    return [{ name: titleOf(run, ui), x, y, ...style, width: 2 }];
  });
  return {
    title: t(isLoss ? "stored.figure.loss" : "stored.figure.accuracy"),
    across: t("metrics.across"),
    up: t(isLoss ? "metrics.loss.axis" : "metrics.accuracy.axis"),
    scale: isLoss ? "log" : "share",
    lines,
  };
}

/** @param {import("../../../ui/figure/line-card.js").Chart} chart @param {Ui} ui @returns {import("../../../ui/figure-card.js").Numbers} */
function numbersOf({ lines, across, up }, { t }) {
  const columns = [
    { name: "run", words: t("stored.name") },
    { name: "step", words: across },
    { name: "value", words: up },
  ];
  return { columns, lines: lines.flatMap(({ name, x, y }) => Array.from(x, (step, i) => [name, step, y[i]])) };
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
