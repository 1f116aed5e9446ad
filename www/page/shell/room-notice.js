/**
 * What a room says while there is nothing in it: that it is being fetched, or that it could not be, with ways on.
 *
 * @module
 */

import { make, write } from "../../ui/dom.js";

/** @typedef {import("../rendering.js").Ui} Ui */

/**
 * @param {HTMLElement} room
 * @param {{again: () => void, reload: () => void}} actions
 * @returns {(slice: {phase: import("../state/rooms.js").RoomPhase}, ui: Ui) => void}
 */
export function createRoomNotice(room, actions) {
  const said = make("p", { role: "status" });
  const again = make("button", { type: "button", class: "button button--main", "data-text": "room.again" });
  const reload = make("button", { type: "button", class: "button", "data-text": "action.reload" });
  again.addEventListener("click", actions.again);
  reload.addEventListener("click", actions.reload);
  const buttons = make("p", { class: "buttons" }, again, reload);
  const notice = make("div", { class: "room__notice" }, said, buttons);
  room.prepend(notice);

  return ({ phase }, { t }) => {
    notice.hidden = phase === "there";
    buttons.hidden = phase !== "failed";
    room.dataset.phase = phase;
    write(said, phase === "there" ? "" : t(phase === "failed" ? "room.failed" : "room.coming"));
  };
}
