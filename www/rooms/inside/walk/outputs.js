/**
 * What the network's last layer answers for the image, beside the probabilities that are made of it.
 *
 * @module
 */

import { classNames } from "../../../run/class-names.js";
import { bars } from "../../../ui/figure/bars.js";
import { createFigureCard } from "../../../ui/figure-card.js";
import { tableView } from "../../../ui/table.js";
import { html } from "../../../ui/template.js";
import { withProbabilities } from "./probabilities.js";

/** @typedef {{walk: import("./state.js").Walk} & Pick<import("../../../page/state.js").State, "run" | "data">} Slice */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */

/** @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createOutputs() {
  const card = createFigureCard({ title: "walk.outputs.figure", file: "digit-lab-outputs", kind: "walk-outputs" });
  return ({ walk, run: { summary }, data }, ui) => {
    const { t, format } = ui;
    const title = html`<h2 id="outputs-title">${t("walk.outputs")}</h2>`;
    const count = summary?.layers.length ?? 0;
    const seen = walk.seen && withProbabilities(walk.seen, count);
    const outputs = seen?.activations.get(count - 1)?.data;
    const probabilities = seen?.activations.get(count)?.data;
    if (!seen || !outputs || !probabilities || outputs.length !== probabilities.length)
      return html`${title}
        <p class="muted">${t("walk.waiting")}</p>`;
    const names = classNames(data.summary);
    const image = walk.drawing
      ? t("walk.split.drawing")
      : t("walk.outputs.image", { split: t(`walk.split.${walk.split}`), index: format.integer(walk.index) });
    const logarithms = summary?.layers[count - 1].kind === "log_softmax";
    const measure = t(logarithms ? "walk.outputs.log" : "walk.outputs.logit");
    const rows = Array.from(
      outputs,
      (value, id) =>
        html`<tr>
          <th scope="row">${names[id]}</th>
          <td>${format.signed(value)}</td>
        </tr>`,
    );
    const picture = html`
      <div class="walk__outputs">
        ${tableView("facts", [t("walk.outputs.class"), measure], rows)}
        ${bars(
          {
            label: t("walk.outputs.probability"),
            values: probabilities,
            names,
            truth: seen.label ?? undefined,
            word: format.probability,
          },
          ui,
        )}
      </div>
    `;
    const numbers = {
      columns: ["class", logarithms ? "log_probability" : "logit", "probability"].map((name) => ({ name, words: "" })),
      lines: Array.from(outputs, (value, id) => [names[id], value, probabilities[id]]),
    };
    const about = `${image}. ${t(logarithms ? "walk.outputs.about.log" : "walk.outputs.about.logit")}`;
    return html`${title} ${card(ui, numbers, picture, { about })}`;
  };
}
