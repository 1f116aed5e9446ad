/**
 * The page around its rooms: name, backend, language, navigation, and what is told across the page. The rooms fill the
 * sections that are empty here.
 *
 * @module
 */

import { explain, isKey } from "../../i18n/index.js";
import { html, nothing } from "../../ui/template.js";
import { PLAN, ROOMS } from "../rooms.js";
import { computeBadge } from "./compute.js";

/** @typedef {import("../../ui/ui.js").Ui} Ui */
/** @typedef {import("../rooms.js").Room} Room */
/** @typedef {import("../state.js").AlertAction} AlertAction */
/** @typedef {Pick<import("../state.js").State, "room" | "rooms" | "compute" | "alert" | "announcement">} ShellState */

/**
 * @typedef {object} ShellActions
 * @property {(language: import("../../i18n/index.js").Language) => void} language
 * @property {() => void} tour leads through the Lab
 * @property {(room: Room) => void} openRoom tries again to fetch it
 * @property {Record<AlertAction, () => void>} alert what may be done about what went wrong
 */

const LANGUAGES = /** @type {const} */ ([
  ["en", "English"],
  ["zh", "中文"],
]);

/**
 * @param {ShellActions} actions
 * @returns {(state: ShellState, ui: Ui) => import("../../ui/template.js").Template}
 */
export function createShell(actions) {
  return (state, ui) => {
    const { t } = ui;
    const languages = LANGUAGES.map(
      ([language, name]) => html`
        <button
          type="button"
          lang=${language}
          aria-pressed=${language === ui.language}
          @click=${() => actions.language(language)}
        >
          ${name}
        </button>
      `,
    );
    const links = ROOMS.map(
      (room) => html`
        <a href="#${PLAN[room].id}" aria-current=${room === state.room ? "page" : nothing}>${t(`room.${room}`)}</a>
      `,
    );
    return html`
      <a class="skip" href="#train">${t("page.skip")}</a>
      <header class="top">
        <div class="top__name">
          <h1>Digit Lab</h1>
          <p>${t("page.tagline")}</p>
        </div>
        ${computeBadge(state.compute, ui)}
        <div class="languages" role="group" aria-label=${t("page.language")}>${languages}</div>
      </header>
      <nav class="rooms" id="rooms" aria-label=${t("room.label")}>${links}</nav>
      <div class="runbar" id="runbar" role="region" aria-label=${t("train.progress")}></div>
      <main class="work" id=${PLAN.lab.id} ?hidden=${state.room !== "lab"}></main>
      ${ROOMS.filter((room) => room !== "lab").map((room) => roomView(room, state, ui, actions))}
      <footer class="bottom">
        <p>${t("page.footer")} <button type="button" class="link" @click=${actions.tour}>${t("page.tour")}</button></p>
      </footer>
      <div
        class="alert"
        id="alert"
        role="alert"
        ?hidden=${!state.alert}
        data-serious=${state.alert?.serious ?? nothing}
      >
        ${state.alert ? alertView(state.alert, ui, actions.alert) : nothing}
      </div>
      <p class="hidden" id="announcer" role="status" aria-live="polite">${announcement(state.announcement, ui)}</p>
    `;
  };
}

/**
 * A room with empty sections; while its code is not there, a word about that.
 * @param {Room} room
 * @param {ShellState} state
 * @param {Ui} ui
 * @param {ShellActions} actions
 */
function roomView(room, { room: shown, rooms }, { t }, { openRoom, alert }) {
  const phase = rooms[room];
  const buttons = html`
    <p class="buttons">
      <button type="button" class="button button--main" @click=${() => openRoom(room)}>${t("room.again")}</button>
      <button type="button" class="button" @click=${alert.reload}>${t("action.reload")}</button>
    </p>
  `;
  const notice = html`
    <div class="room__notice">
      <p role="status">${t(phase === "failed" ? "room.failed" : "room.coming")}</p>
      ${phase === "failed" ? buttons : nothing}
    </div>
  `;
  return html`
    <main class="room" id=${PLAN[room].id} data-phase=${phase} ?hidden=${room !== shown}>
      ${phase === "there" ? nothing : notice}
      ${PLAN[room].sections.map((id) => html`<section id=${id} aria-labelledby="${id}-title"></section>`)}
    </main>
  `;
}

/**
 * @param {import("../state.js").Alert} alert
 * @param {Ui} ui
 * @param {ShellActions["alert"]} answers
 */
function alertView(alert, { t }, answers) {
  /** @type {Record<string, string>} */
  const params = { ...alert.params };
  // The rule that an option broke has a name of its own in every language.
  const rule = `error.expected.${params.rule}`;
  if (isKey(rule)) params.expected = t(rule, params);
  const buttons = alert.actions.map(
    (action, i) => html`
      <button
        type="button"
        class=${i === 0 && action !== "dismiss" ? "button button--main" : "button"}
        @click=${answers[action]}
      >
        ${t(`action.${action}`, params)}
      </button>
    `,
  );
  return html`<p>${explain(t, "error", { ...alert, params })}</p>
    <p class="buttons">${buttons}</p>`;
}

/** For those who listen to the page. @param {import("../state.js").Announcement | null} said @param {Ui} ui */
function announcement(said, { t, format }) {
  if (!said || !isKey(said.key)) return nothing;
  const { accuracy, ...numbers } = said.params;
  /** @type {Record<string, string>} */
  const params = { accuracy: format.accuracy(accuracy) };
  for (const [name, value] of Object.entries(numbers)) params[name] = format.integer(value);
  return t(said.key, params);
}
