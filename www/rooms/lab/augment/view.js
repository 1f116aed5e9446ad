/**
 * Augmentation: how much training images are changed, by slider or number, and a few of them before
 * and after, drawn anew while a slider moves. Asks for images only while the preview is in sight.
 *
 * @module
 */

import { areDigits, classNames } from "../../../run/class-names.js";
import { make, part, write } from "../../../ui/dom.js";
import { reportOf } from "../../../api/errors.js";
import { createField, refusalOf } from "../../../ui/field.js";
import { inkTable, paintDigit } from "../../../ui/figure/pixels.js";
import { explain } from "../../../i18n/index.js";
import { paced } from "../../../page/throttle.js";
import { digest } from "../../../ui/setting-words.js";
import { formatSetting, presetOf, settingsOf } from "../../../run/settings.js";

/** @typedef {import("../../../api/protocol.js").Augmentation} Augmentation */
/** @typedef {import("../../../api/protocol.js").ErrorReport} ErrorReport */
/** @typedef {import("../../../api/protocol.js").RunConfig} RunConfig */
/** @typedef {import("../../../api/protocol.js").Samples} Samples */
/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("../../../page/state.js").State} State */
/** @typedef {keyof Augmentation} Name */

/**
 * @typedef {object} AugmentSlice
 * @property {State["draft"]} draft
 * @property {import("../../../api/protocol.js").Preset[]} presets none while they are not known
 * @property {import("../../../api/protocol.js").DatasetSummary | null} dataset null: there are no images yet
 */

/**
 * @typedef {object} AugmentActions
 * @property {(change: Partial<RunConfig>) => void} edit
 * @property {(request: {indices: number[], settings: Augmentation, draw: number}) => Promise<Samples>} augmented
 */

/** Where a slider ends: as much as leaves digits readable. More may be typed, as far as the trainer goes. */
const ENDS = /** @type {Record<Name, {most: number, step: number, unit: "px" | "degrees" | null}>} */ ({
  shift: { most: 4, step: 0.5, unit: "px" },
  rotation: { most: 45, step: 1, unit: "degrees" },
  scale: { most: 0.5, step: 0.01, unit: null },
  shear: { most: 30, step: 1, unit: "degrees" },
  elastic: { most: 4, step: 0.1, unit: "px" },
  thickness: { most: 2, step: 0.1, unit: "px" },
});
const SETTINGS = settingsOf("augmentation");
const NAMES = SETTINGS.map(({ name }) => /** @type {Name} */ (name));
const NONE = /** @type {Augmentation} */ (Object.fromEntries(NAMES.map((name) => [name, 0])));

const IMAGES = 4;
const VARIANTS = 6;
const BY_HAND_MS = 50;

/**
 * @param {HTMLElement} element
 * @param {AugmentActions} actions
 * @returns {(slice: AugmentSlice, ui: Ui) => void}
 */
export function createAugment(element, actions) {
  const more = /** @type {HTMLButtonElement} */ (part(element, "more"));
  const grid = createGrid(part(element, "grid"));
  /** @type {{slice: AugmentSlice, ui: Ui} | undefined} */
  let latest;
  /** Where sliders are whose values have not reached the draft. @type {Partial<Augmentation>} */
  const moving = {};
  let firstDraw = 0;
  let inSight = false;
  /** @type {ErrorReport | null} */
  let problem = null;

  const rows = SETTINGS.map((setting, i) => {
    const row = createRow(setting, NAMES[i], actions.edit, (value) => {
      moving[NAMES[i]] = value;
      preview(BY_HAND_MS);
    });
    part(element, "rows").append(row.element);
    return row;
  });
  more.addEventListener("click", () => {
    firstDraw += VARIANTS;
    preview(0);
  });
  new IntersectionObserver((entries) => {
    inSight = entries.some(({ isIntersecting }) => isIntersecting);
    if (inSight) preview(0);
  }).observe(part(element, "preview"));

  const preview = paced(async () => {
    if (!inSight || !latest?.slice.dataset || !latest.slice.draft.config) return;
    const { dataset, draft } = latest.slice;
    const indices = Array.from({ length: Math.min(IMAGES, dataset.train_count) }, (_, i) => i);
    const settings = { ...augmentationOf(draft.config), ...moving };
    const ask = (/** @type {Augmentation} */ settings, /** @type {number} */ draw) =>
      actions.augmented({ indices, settings, draw });
    try {
      const variants = Array.from({ length: VARIANTS }, (_, i) => ask(settings, firstDraw + i));
      const columns = await Promise.all([ask(NONE, 0), ...variants]);
      problem = null;
      grid.show(indices, columns);
    } catch (error) {
      problem = reportOf(error);
    }
    draw();
  });

  const draw = () => {
    if (!latest) return;
    const { slice, ui } = latest;
    const { draft, presets, dataset } = slice;
    const { config } = draft;
    const { t } = ui;
    part(element, "rows").hidden = config === null;
    write(part(element, "values"), config ? digest(t, SETTINGS, config) || t("settings.off") : "");
    const recipe = presetOf(config, presets)?.config ?? null;
    for (const row of config ? rows : []) {
      // The preview hears of it before a run does.
      const refused = refusalOf(draft.problem, row.name) ?? refusalOf(problem, row.name);
      row.show({ config: /** @type {RunConfig} */ (config), recipe, refused }, ui, row.name in moving);
    }

    const waiting = dataset === null || config === null;
    const off = config !== null && !NAMES.some((name) => (moving[name] ?? config[name]) > 0);
    const said = problem && problem.code !== "config-invalid" ? explain(t, "error", problem) : "";
    write(part(element, "said"), said || (waiting ? t("augment.waiting") : off ? t("augment.off") : ""));
    more.disabled = waiting || off;
    grid.name(classNames(dataset), ui);
  };

  return (slice, ui) => {
    const before = latest?.slice.draft.config;
    const { config } = slice.draft;
    latest = { slice, ui };
    for (const name of NAMES) {
      if (config && before?.[name] === config[name] && moving[name] !== config[name]) continue;
      delete moving[name];
      problem = null;
    }
    draw();
    preview(BY_HAND_MS);
  };
}

/** @param {RunConfig | null} config @returns {Augmentation} */
function augmentationOf(config) {
  return { ...NONE, ...(config && Object.fromEntries(NAMES.map((name) => [name, config[name]]))) };
}

/**
 * A setting as a row: its name, a slider, and its number to be typed.
 * @param {import("../../../run/settings.js").Setting} setting
 * @param {Name} name
 * @param {AugmentActions["edit"]} edit
 * @param {(value: number) => void} moved while the slider moves
 */
function createRow(setting, name, edit, moved) {
  const { most, step, unit } = ENDS[name];
  const field = createField(setting, edit);
  const slider = make("input", { type: "range", min: "0", max: String(most), step: String(step) });
  const units = make("span", { class: "muted", "aria-hidden": "true" });
  field.control.before(slider);
  field.control.after(units);
  slider.addEventListener("input", () => {
    field.control.value = slider.value;
    moved(Number(slider.value));
  });
  slider.addEventListener("change", () => edit({ [name]: Number(slider.value) }));

  return {
    name,
    element: field.element,
    /**
     * @param {import("../../../ui/field.js").FieldSlice} slice
     * @param {Ui} ui
     * @param {boolean} moving whether the visitor has the slider in hand
     */
    show(slice, ui, moving) {
      if (!moving) {
        slider.value = formatSetting(name, slice.config[name]);
        field.show(slice, ui);
      }
      slider.setAttribute("aria-label", ui.t(`settings.${name}`));
      write(units, unit ? ui.t(`augment.${unit}`) : "");
    },
  };
}

/**
 * Images before and after: a row an image, the original first.
 * @param {HTMLElement} element
 */
function createGrid(element) {
  /** @type {HTMLCanvasElement[][]} a row an image */
  let canvases = [];
  /** @type {{indices: number[], columns: Samples[]} | null} */
  let shown = null;

  const name = (/** @type {readonly string[]} */ names, /** @type {Ui} */ { t }) => {
    if (!shown) return;
    const { indices, columns } = shown;
    for (const [row, index] of indices.entries()) {
      for (const [column, canvas] of canvases[row].entries()) {
        const number = index + 1;
        const digit = names[columns[0].labels[row]];
        const original = areDigits(names) ? "augment.image" : "augment.image.named";
        const words =
          column === 0 ? t(original, { number, digit }) : t("augment.variant", { number: column, image: number });
        canvas.setAttribute("aria-label", words);
      }
    }
  };

  return {
    name,
    /** @param {number[]} indices @param {Samples[]} columns */
    show(indices, columns) {
      shown = { indices, columns };
      if (canvases.length !== indices.length) {
        canvases = indices.map(() => columns.map(() => make("canvas", { width: "28", height: "28", role: "img" })));
        element.replaceChildren(...canvases.flat());
      }
      const ink = inkTable();
      for (const [row, line] of canvases.entries()) {
        for (const [column, canvas] of line.entries()) {
          paintDigit(canvas, columns[column].images.subarray(row * 784, (row + 1) * 784), ink);
        }
      }
    },
  };
}
