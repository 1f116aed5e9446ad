/**
 * The way to the section of pictures, whose code comes when it is first wanted: by the button beside the pad, or by a
 * picture that is pasted or dropped.
 *
 * @module
 */

import { nothing } from "../../../ui/template.js";

/** @typedef {Awaited<ReturnType<typeof import("./index.js").createPictures>>} Pictures */

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").LabStore} store
 * @param {import("../../../page/shared.js").Shared["pad"]} pad
 */
export function createDoor(app, store, pad) {
  /** @type {Promise<Pictures> | null} */
  let coming = null;
  /** @type {Pictures | null} */
  let made = null;

  const fetchPictures = () =>
    (coming ??= import("./index.js")
      .then(async ({ createPictures }) => {
        made = await createPictures(app, store, pad);
        return made;
      })
      .catch((error) => {
        coming = null; // the next press tries again
        throw error;
      }));
  /** @param {(pictures: Pictures) => void} then */
  const show = (then) =>
    fetchPictures().then((pictures) => {
      then(pictures);
      pictures.show();
    }, app.alert);

  /** @param {File} file */
  const take = (file) => void show((pictures) => pictures.take(file, file.name));
  addEventListener("paste", ({ clipboardData }) => {
    const [file] = [...(clipboardData?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
    if (file && store.get().room === "lab") take(file);
  });
  return {
    open: () => void show(() => {}),
    take,
    /** @type {(slice: any, ui: import("../../../ui/ui.js").Ui) => import("../../../ui/template.js").Template} */
    template: (slice, ui) => (made && slice.picture ? made.template(slice, ui) : nothing),
  };
}
