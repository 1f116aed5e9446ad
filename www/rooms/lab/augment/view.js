/**
 * Augmentation: how much training images are changed, by slider or number, and a few of them before
 * and after, drawn anew while a slider moves. Asks for images only while the preview is in sight.
 *
 * @module
 */

import { reportOf } from "../../../api/errors.js";
import { explain } from "../../../i18n/index.js";
import { throttled } from "../../../page/throttle.js";
import { areDigits, classNames } from "../../../run/class-names.js";
import { formatSetting, presetOf, settingsOf } from "../../../run/settings.js";
import { createField, refusalOf } from "../../../ui/field.js";
import { paintDigit } from "../../../ui/figure/pixels.js";
import { digest } from "../../../ui/setting-words.js";
import { attached, html, live, nothing, painted } from "../../../ui/template.js";

/** @typedef {import("../../../api/protocol.js").Augmentation} Augmentation */
/** @typedef {import("../../../api/protocol.js").ErrorReport} ErrorReport */
/** @typedef {import("../../../api/protocol.js").RunConfig} RunConfig */
/** @typedef {import("../../../api/protocol.js").Samples} Samples */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */
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

/** Images before and after. @typedef {{indices: number[], columns: Samples[]}} Preview `columns`: the originals first */

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
 * @param {AugmentActions} actions
 * @returns {(slice: AugmentSlice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createAugment({ edit, augmented }) {
  const fields = SETTINGS.map((setting) => createField(setting, edit));
  /** @type {{slice: AugmentSlice, ui: Ui} | undefined} */
  let latest;
  /** Where sliders are whose values have not reached the draft. @type {Partial<Augmentation>} */
  const moving = {};
  let firstDraw = 0;
  let inSight = false;
  /** @type {ErrorReport | null} */
  let problem = null;
  /** @type {Preview | null} */
  let shown = null;

  const look = throttled(async () => {
    if (!inSight || !latest?.slice.dataset || !latest.slice.draft.config) return;
    const { dataset, draft } = latest.slice;
    const indices = Array.from({ length: Math.min(IMAGES, dataset.train_count) }, (_, i) => i);
    const settings = { ...augmentationOf(draft.config), ...moving };
    const ask = (/** @type {Augmentation} */ settings, /** @type {number} */ draw) =>
      augmented({ indices, settings, draw });
    try {
      const variants = Array.from({ length: VARIANTS }, (_, i) => ask(settings, firstDraw + i));
      shown = { indices, columns: await Promise.all([ask(NONE, 0), ...variants]) };
      problem = null;
    } catch (error) {
      problem = reportOf(error);
    }
    latest.ui.redraw();
  });
  const watch = (/** @type {HTMLElement} */ preview) => {
    new IntersectionObserver((entries) => {
      inSight = entries.some(({ isIntersecting }) => isIntersecting);
      if (inSight) look(0);
    }).observe(preview);
    return () => {};
  };

  return (slice, ui) => {
    if (slice !== latest?.slice) {
      const before = latest?.slice.draft.config;
      const { config } = slice.draft;
      for (const name of NAMES) {
        if (config && before?.[name] === config[name] && moving[name] !== config[name]) continue;
        delete moving[name];
        problem = null;
      }
      look(BY_HAND_MS);
    }
    latest = { slice, ui };

    const { draft, presets, dataset } = slice;
    const { config } = draft;
    const { t } = ui;
    const recipe = presetOf(config, presets)?.config ?? null;
    const row = (/** @type {import("../../../ui/field.js").Field} */ field, /** @type {number} */ i) => {
      const name = NAMES[i];
      // The preview hears of it before a run does.
      const refused = refusalOf(draft.problem, name) ?? refusalOf(problem, name);
      const moved = (/** @type {number} */ value) => {
        moving[name] = value;
        look(BY_HAND_MS);
        ui.redraw();
      };
      const given = { config: /** @type {RunConfig} */ (config), recipe, refused };
      return field.view(given, ui, {
        value: moving[name],
        before: slider(name, moving[name] ?? given.config[name], moved, edit, ui),
        after: units(name, ui),
      });
    };
    const waiting = dataset === null || config === null;
    const off = config !== null && !NAMES.some((name) => (moving[name] ?? config[name]) > 0);
    const failed = problem && problem.code !== "config-invalid" ? explain(t, "error", problem) : "";
    const more = () => {
      firstDraw += VARIANTS;
      look(0);
    };
    return html`
      <summary>
        <span>${t("settings.group.augmentation")}</span>
        <span class="group__values number"> ${config ? digest(t, SETTINGS, config) || t("settings.off") : ""} </span>
      </summary>
      <p class="muted">${t("augment.about")}</p>
      ${config ? html`<div class="augment__rows">${fields.map(row)}</div>` : nothing}
      <figure class="augment" ${attached(watch)}>
        <figcaption>
          <span>${t("augment.preview")}</span>
          <button type="button" class="button button--small" ?disabled=${waiting || off} @click=${more}>
            ${t("augment.more")}
          </button>
        </figcaption>
        <p class="augment__ends muted" aria-hidden="true">
          <span>${t("augment.original")}</span><span>${t("augment.variants")}</span>
        </p>
        <div class="augment__grid">${shown ? grid(shown, classNames(dataset), ui) : nothing}</div>
        <p class="muted">${failed || (waiting ? t("augment.waiting") : off ? t("augment.off") : "")}</p>
      </figure>
    `;
  };
}

/** @param {RunConfig | null} config @returns {Augmentation} */
function augmentationOf(config) {
  return { ...NONE, ...(config && Object.fromEntries(NAMES.map((name) => [name, config[name]]))) };
}

/**
 * @param {Name} name
 * @param {number} value
 * @param {(value: number) => void} moved while it moves
 * @param {AugmentActions["edit"]} edit
 * @param {Ui} ui
 */
function slider(name, value, moved, edit, { t }) {
  const { most, step } = ENDS[name];
  const valueOf = (/** @type {Event & {currentTarget: HTMLInputElement}} */ { currentTarget }) =>
    Number(currentTarget.value);
  return html`<input
    type="range"
    min="0"
    max=${most}
    step=${step}
    aria-label=${t(`settings.${name}`)}
    .value=${live(formatSetting(name, value))}
    @input=${(/** @type {any} */ event) => moved(valueOf(event))}
    @change=${(/** @type {any} */ event) => edit({ [name]: valueOf(event) })}
  />`;
}

/** @param {Name} name @param {Ui} ui */
function units(name, { t }) {
  const { unit } = ENDS[name];
  return html`<span class="muted" aria-hidden="true">${unit ? t(`augment.${unit}`) : ""}</span>`;
}

/**
 * A row an image, the original first.
 * @param {Preview} preview
 * @param {readonly string[]} names
 * @param {Ui} ui
 */
function grid({ indices, columns }, names, { t, ink }) {
  return indices.flatMap((index, row) =>
    columns.map(({ images }, column) => {
      const number = index + 1;
      const original = areDigits(names) ? "augment.image" : "augment.image.named";
      const label =
        column === 0
          ? t(original, { number, digit: names[columns[0].labels[row]] })
          : t("augment.variant", { number: column, image: number });
      const paint = (/** @type {HTMLCanvasElement} */ canvas) =>
        paintDigit(canvas, images.subarray(row * 784, (row + 1) * 784), ink);
      return html`<canvas
        width="28"
        height="28"
        role="img"
        aria-label=${label}
        ${painted(paint, images, ink)}
      ></canvas>`;
    }),
  );
}
