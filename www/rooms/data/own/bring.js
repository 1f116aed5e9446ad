/**
 * Images of the visitor's own, by picker (a drop is taken anywhere on the page): IDX files, a zip, a folder; how to read
 * them; what came of it.
 *
 * @module
 */

import { FILE_NAMES, FILE_ROLES } from "../../../api/files.js";
import { explain } from "../../../i18n/index.js";
import { chosenFiles } from "../../../page/shell/dropping.js";
import { html, live, nothing } from "../../../ui/template.js";

/** @typedef {import("./actions.js").Brought} Brought */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("./view.js").OwnSlice} OwnSlice */

/**
 * @typedef {object} BringActions
 * @property {(brought: Brought[]) => void} take
 * @property {() => void} takePair
 * @property {() => void} again
 * @property {(wish: Partial<import("./state.js").Wish>) => void} wish
 */

const PAPERS = /** @type {const} */ (["auto", "white", "black"]);

/** @param {OwnSlice} slice @param {boolean} busy @param {BringActions} actions @param {Ui} ui */
export function bringView(slice, busy, actions, ui) {
  const { own, data } = slice;
  const { t, format } = ui;
  const { picked, unknown } = own;
  const missing = FILE_ROLES.filter((role) => !(role in picked)).map((role) => FILE_NAMES[role]);
  const some = missing.length < FILE_ROLES.length;
  const words = [
    unknown.length ? t("own.unknown", { files: unknown.join(", ") }) : "",
    some && missing.length ? t("own.missing", { files: missing.join(", ") }) : "",
    data.problem ? explain(t, "error", data.problem) : "",
  ];
  const roles = html`
    <ul class="drop__files">
      ${FILE_ROLES.map((role) => html`<li data-found=${role in picked}>${picked[role] ?? FILE_NAMES[role]}</li>`)}
    </ul>
  `;
  const pair = html`
    <button type="button" class="button button--small button--main" ?disabled=${busy} @click=${actions.takePair}>
      ${t("own.pair", { share: format.percent(own.wish.test_share) })}
    </button>
  `;
  return html`
    <div class="own__bring">
      <h3>${t("own.bring")}</h3>
      <p class="muted">${t("own.bring.about")}</p>
      <div class="drop">
        <p>
          <span>${t("own.drop")}</span> ${picker(t("data.pick"), false, busy, actions.take)}
          <span>${t("own.or")}</span> ${picker(t("own.pick.folder"), true, busy, actions.take)}
        </p>
        <ul class="own__kinds muted">
          <li>${t("own.kind.files")}</li>
          <li>${t("own.kind.pair")}</li>
          <li>${t("own.kind.pictures")}</li>
        </ul>
        ${some ? roles : nothing}
        <p class="own__said" role="status" data-problem=${data.problem !== null}>${words.filter(Boolean).join(" ")}</p>
        ${own.pair ? pair : nothing}
      </div>
      ${wishView(own, busy, actions, ui)}
      <ul class="own__notices">
        ${own.notices.map((notice) => html`<li>${explain(t, "notice", notice)}</li>`)}
      </ul>
    </div>
  `;
}

/** @param {string} words @param {boolean} folder @param {boolean} busy @param {BringActions["take"]} take */
function picker(words, folder, busy, take) {
  const changed = (/** @type {Event & {currentTarget: HTMLInputElement}} */ { currentTarget: input }) => {
    const chosen = chosenFiles(input);
    // So that choosing the same file again, corrected, is a change too.
    input.value = "";
    take(chosen);
  };
  return html`<label class="link"
    ><input type="file" class="hidden" multiple .webkitdirectory=${folder} ?disabled=${busy} @change=${changed} /><span
      >${words}</span
    ></label
  >`;
}

/** How to read what is brought. @param {OwnSlice["own"]} own @param {boolean} busy @param {BringActions} actions @param {Ui} ui */
function wishView({ wish, used }, busy, actions, { t, format }) {
  const { test_share, paper } = wish;
  const others = used && (used.test_share !== test_share || used.paper !== paper);
  const slid = (/** @type {Event & {currentTarget: HTMLInputElement}} */ { currentTarget }) =>
    actions.wish({ test_share: Number(currentTarget.value) / 100 });
  const papers = PAPERS.map(
    (name) => html`
      <button type="button" aria-pressed=${name === paper} @click=${() => actions.wish({ paper: name })}>
        ${t(`own.paper.${name}`)}
      </button>
    `,
  );
  return html`
    <div class="own__wish">
      <label for="own-share">${t("own.share")}</label>
      <span class="own__slider">
        <input
          type="range"
          id="own-share"
          min="5"
          max="50"
          step="5"
          .value=${live(String(Math.round(100 * test_share)))}
          @input=${slid}
        />
        <output class="number" for="own-share">${format.percent(test_share)}</output>
      </span>
      <span>${t("own.paper")}</span>
      <span class="choice" role="group" aria-label=${t("own.paper")}>${papers}</span>
      <button type="button" class="button button--small" ?hidden=${!others} ?disabled=${busy} @click=${actions.again}>
        ${t("own.again")}
      </button>
    </div>
  `;
}
