/**
 * What it takes to compute a run again, and whether this run is the one that a link promises.
 *
 * @module
 */

import { smallButton } from "../../../ui/figure-card.js";
import { html, nothing } from "../../../ui/template.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {{record: import("./state.js").RecordState} & Pick<import("../../../page/state.js").State, "run" | "data">} Slice */

/** @param {import("./actions.js").RecordActions} actions @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createRecord({ link }) {
  let copied = false;
  /** What could not be copied, to be copied by hand. @type {string | null} */
  let by_hand = null;
  return ({ record, run, data }, ui) => {
    const { t, format } = ui;
    const { own, sha256, given, unreadable } = record;
    const copy = async () => {
      const address = link();
      if (!address) return;
      copied = await navigator.clipboard.writeText(address).then(
        () => true,
        () => false,
      );
      by_hand = copied ? null : address;
      ui.redraw();
    };
    const last = own?.checks.at(-1);
    const facts = own &&
      last && [
        [t("record.seed"), String(run.summary?.config.seed)],
        [t("record.backend"), own.backend],
        [t("record.workers"), format.integer(own.workers)],
        [t("record.build"), own.build],
        [t("record.data"), sha256],
        [t("record.hash", { step: format.integer(last.step) }), last.hash],
      ];
    return html`
      <h2 id="record-title">${t("record.title")}</h2>
      <p class="muted">${t("record.about")}</p>
      ${unreadable ? html`<p class="problem" role="status">${t("record.unreadable")}</p>` : nothing}
      ${given ? comparisonView(record, ui) : nothing}
      ${
        facts
          ? html`
              <dl class="record">
                ${facts.map(
                  ([name, value]) =>
                    html`<dt>${name}</dt>
                      <dd>${value}</dd>`,
                )}
              </dl>
              ${own.by_hand ? html`<p class="muted">${t("record.by-hand")}</p>` : nothing}
              ${data.summary && data.summary.source !== "mnist" ? html`<p class="muted">${t("record.images")}</p>` : nothing}
              <p class="buttons">
                ${smallButton(t(copied ? "record.copied" : "record.copy"), () => void copy())}
                ${by_hand ? html`<input class="record__link" readonly aria-label=${t("record.copy")} .value=${by_hand} />` : nothing}
              </p>
            `
          : html`<p class="muted">${t("record.none")}</p>`
      }
    `;
  };
}

/** @param {Slice["record"]} record @param {Ui} ui */
function comparisonView({ comparison, given }, { t, format }) {
  const of = given?.checks.at(-1)?.step ?? 0;
  if (!comparison || comparison.verdict === "waiting") {
    return html`<p class="record__verdict" role="status">${t("record.waiting", { of: format.integer(of) })}</p>`;
  }
  const { verdict, step, differs, causes } = comparison;
  const params = { step: format.integer(step), of: format.integer(of), differs: format.integer(differs) };
  const why = causes.map((cause) => t(`record.cause.${cause}`)).join(t("record.and"));
  return html`
    <p class="record__verdict" role="status" data-verdict=${verdict}>
      <strong>${t(`record.verdict.${verdict}`)}</strong> ${t(`record.${verdict}`, params)}
      ${verdict === "same" ? nothing : why ? t("record.because", { why }) : t("record.no-cause")}
    </p>
  `;
}
