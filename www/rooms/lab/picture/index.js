/**
 * The section of pictures, put together once somebody wants it: by the button beside the pad, or by a picture that is pasted
 * or dropped.
 *
 * @module
 */

import { loadWords } from "../../../i18n/index.js";
import { drawChanges, mount, within } from "../../../page/rendering.js";
import { fetchStyle } from "../../../page/style-sheet.js";
import { createPictureActions } from "./actions.js";
import { createCamera } from "./camera.js";
import { initialPicture, reducePicture } from "./state.js";
import style from "./style.css?url";
import { createPicture } from "./view.js";

/** @typedef {import("./actions.js").PictureState} PictureState */
/** @typedef {import("../../../page/app.js").App} App */
/** @typedef {import("../state.js").LabStore} LabStore */
/** @typedef {import("../../../page/shared.js").Shared["pad"]} Pad */

/** @type {{take: (file: File) => void, show: () => void} | null} */
let made = null;

/**
 * Shows the section, and gives it a picture if there is one.
 * @param {App} app @param {LabStore} store @param {Pad} pad @param {File} [file]
 * @returns {Promise<void>} rejects if the section's words or its style cannot be fetched
 */
export async function open(app, store, pad, file) {
  // A drop that went no further has left the page ready for one: page/shell/dropping.js.
  document.body.dataset.over = "false";
  await Promise.all([loadWords(store.get().language, ["drawing"]), fetchStyle(style)]);
  made ??= create(app, store, pad);
  if (file) made.take(file);
  made.show();
}

/** @param {App} app @param {LabStore} growing @param {Pad} pad */
function create(app, growing, pad) {
  /** @type {any} */ (growing).add({ picture: { initial: initialPicture(), reduce: reducePicture } });
  const store = /** @type {import("./actions.js").PictureStore} */ (/** @type {unknown} */ (growing));
  const { take, fail, close, ...actions } = createPictureActions(app, store, pad);
  const camera = createCamera({
    camera: (camera) => store.dispatch({ type: "picture-camera", camera }),
    fail,
    take: (picture) => take(picture, "camera.jpg"),
  });
  const section = document.createElement("section");
  section.id = "picture";
  section.setAttribute("aria-labelledby", "picture-title");
  document.getElementById("draw")?.after(section);
  const takeFile = (/** @type {File} */ file) => {
    camera.off();
    take(file, file.name);
  };
  const template = createPicture({
    ...actions,
    camera,
    take: takeFile,
    close() {
      camera.off();
      close();
      section.hidden = true;
      document.getElementById("draw")?.scrollIntoView({ block: "nearest" });
    },
  });
  const slice = (/** @type {PictureState} */ { picture, data }) => ({ picture, summary: data.summary });
  drawChanges(store, [within("lab", mount("picture", slice, template))]);
  return {
    take: takeFile,
    show() {
      section.hidden = false;
      store.dispatch({ type: "picture-opened" });
      // Once it is filled.
      requestAnimationFrame(() => {
        section.scrollIntoView({ block: "nearest" });
        section.querySelector("h2")?.focus({ preventScroll: true });
      });
    },
  };
}
