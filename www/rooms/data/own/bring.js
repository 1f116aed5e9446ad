/**
 * Images of the visitor's own, by picker (a drop is taken anywhere on the page): IDX files, a zip, a folder; how to read them; what came of it.
 *
 * @module
 */

import { make, write } from "../../../ui/dom.js";
import { FILE_NAMES, FILE_ROLES } from "../../../api/files.js";
import { explain } from "../../../i18n/index.js";
import { chosenFiles } from "../../../page/shell/dropping.js";

/** @typedef {import("./actions.js").Brought} Brought */
/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("./view.js").OwnSlice} OwnSlice */

/**
 * @typedef {object} BringActions
 * @property {(brought: Brought[]) => void} take
 * @property {() => void} takePair
 * @property {() => void} again
 * @property {(wish: Partial<import("./state.js").Wish>) => void} wish
 */

const PAPERS = /** @type {const} */ (["auto", "white", "black"]);

/** @param {BringActions} actions */
export function createBring(actions) {
  const [files, folder] = ["data.pick", "own.pick.folder"].map((words) => {
    const input = make("input", { type: "file", class: "hidden", multiple: "" });
    const label = make("label", { class: "link" }, input, make("span", { "data-text": words }));
    return { input, label };
  });
  folder.input.webkitdirectory = true;
  const kinds = ["own.kind.files", "own.kind.pair", "own.kind.pictures"];
  const rows = FILE_ROLES.map((role) => ({ role, row: make("li", {}, FILE_NAMES[role]) }));
  const roles = make("ul", { class: "drop__files" }, ...rows.map(({ row }) => row));
  const said = make("p", { class: "own__said", role: "status" });
  const pair = make("button", { type: "button", class: "button button--small button--main" });
  const drop = make(
    "div",
    { class: "drop" },
    make(
      "p",
      {},
      make("span", { "data-text": "own.drop" }),
      " ",
      files.label,
      " ",
      make("span", { "data-text": "own.or" }),
      " ",
      folder.label,
    ),
    make("ul", { class: "own__kinds muted" }, ...kinds.map((words) => make("li", { "data-text": words }))),
    roles,
    said,
    pair,
  );

  const share = make("input", { type: "range", id: "own-share", min: "5", max: "50", step: "5" });
  const percent = make("output", { class: "number", for: "own-share" });
  const papers = PAPERS.map((paper) => {
    const button = make("button", { type: "button", "data-text": `own.paper.${paper}` });
    button.addEventListener("click", () => actions.wish({ paper }));
    return { paper, button };
  });
  const again = make("button", { type: "button", class: "button button--small", "data-text": "own.again" });
  const wish = make(
    "div",
    { class: "own__wish" },
    make("label", { for: "own-share", "data-text": "own.share" }),
    make("span", { class: "own__slider" }, share, percent),
    make("span", { "data-text": "own.paper" }),
    make("span", { class: "choice", role: "group", "data-label": "own.paper" }, ...papers.map(({ button }) => button)),
    again,
  );
  const notices = make("ul", { class: "own__notices" });
  const element = make(
    "div",
    { class: "own__bring" },
    make("h3", { "data-text": "own.bring" }),
    make("p", { class: "muted", "data-text": "own.bring.about" }),
    drop,
    wish,
    notices,
  );

  for (const { input } of [files, folder]) {
    input.addEventListener("change", () => {
      const chosen = chosenFiles(input);
      // So that choosing the same file again, corrected, is a change too.
      input.value = "";
      actions.take(chosen);
    });
  }
  share.addEventListener("input", () => actions.wish({ test_share: Number(share.value) / 100 }));
  pair.addEventListener("click", actions.takePair);
  again.addEventListener("click", actions.again);

  return {
    element,
    /** @param {OwnSlice} slice @param {boolean} busy @param {Ui} ui */
    show({ own, data }, busy, { t, format }) {
      const { picked, unknown, used } = own;
      for (const control of [files.input, folder.input, pair]) control.disabled = busy;
      for (const { role, row } of rows) {
        row.dataset.found = String(role in picked);
        write(row, picked[role] ?? FILE_NAMES[role]);
      }
      const missing = FILE_ROLES.filter((role) => !(role in picked)).map((role) => FILE_NAMES[role]);
      const some = missing.length < FILE_ROLES.length;
      roles.hidden = !some;
      /** @type {string[]} */
      const words = [];
      if (unknown.length) words.push(t("own.unknown", { files: unknown.join(", ") }));
      if (some && missing.length) words.push(t("own.missing", { files: missing.join(", ") }));
      if (data.problem) words.push(explain(t, "error", data.problem));
      write(said, words.join(" "));
      said.dataset.problem = String(data.problem !== null);
      pair.hidden = !own.pair;
      write(pair, t("own.pair", { share: format.percent(own.wish.test_share) }));

      const { test_share, paper } = own.wish;
      share.value = String(Math.round(100 * test_share));
      write(percent, format.percent(test_share));
      for (const { paper: name, button } of papers) button.setAttribute("aria-pressed", String(name === paper));
      const others = used && (used.test_share !== test_share || used.paper !== paper);
      again.hidden = !others;
      again.disabled = busy;
      notices.replaceChildren(...own.notices.map((notice) => make("li", {}, explain(t, "notice", notice))));
    },
  };
}
