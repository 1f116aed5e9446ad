/**
 * Many images at one layer, as a grid: a row for each image, a column for each map.
 *
 * @module
 */

import { classNames } from "../../../run/class-names.js";
import { choice, createFigureCard } from "../../../ui/figure-card.js";
import { paint } from "../../../ui/figure/pixels.js";
import { planeView, scaleBar, scaleOf } from "../../../ui/figure/plane.js";
import { kindWords } from "../../../ui/kind-words.js";
import { html, live, nothing, painted } from "../../../ui/template.js";
import { ARRANGEMENTS, SIZES } from "./state.js";

/** @typedef {import("./state.js").Row} Row */
/** @typedef {import("./state.js").Shown} Shown */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {{many: import("./state.js").Many} & Pick<import("../../../page/state.js").State, "run" | "data">} Slice */

/**
 * @typedef {import("./actions.js").ManyActions & {
 *   chooseImage: (split: import("./state.js").SplitName, index: number) => void,
 *   chooseLayer: (layer: number) => void
 * }} Actions
 */

/** @param {Actions} actions @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createMany(actions) {
  const card = createFigureCard({ title: "many.figure", file: "digit-lab-many" });
  return ({ many, run, data }, ui) => {
    const { t } = ui;
    const { shown, shared } = many;
    const names = classNames(data.summary);
    const title = html`<h2 id="many-title">${t("many.title")}</h2>`;
    const wishes = wishesView({ many, run, data }, actions, ui);
    if (!shown) return html`${title}${card(ui, null, nothing, { above: wishes })}`;

    const [channels, height = 1, width = 1] = shown.shape;
    const isVector = shown.shape.length === 1;
    const first = Math.min(shown.wish.channel, channels - 1);
    const maps = isVector ? 1 : Math.min(SIZES[shown.wish.arrangement].maps, channels - first);
    const area = isVector ? channels : height * width;
    const partOf = (/** @type {number} */ row, /** @type {number} */ map) => {
      const start = isVector ? row * channels : (row * channels + first + map) * area;
      return shown.data.subarray(start, start + area);
    };
    // Only what is drawn counts.
    const drawn = new Float32Array(shown.rows.length * maps * area);
    for (const row of shown.rows.keys())
      for (let map = 0; map < maps; map++) drawn.set(partOf(row, map), (row * maps + map) * area);
    const all = scaleOf(drawn);
    const map = (/** @type {number} */ row, /** @type {number} */ map) => {
      const part = partOf(row, map);
      const scale = shared ? all : scaleOf(part);
      const label = isVector
        ? t("many.values", { image: rowWords(shown.rows[row], names, ui) })
        : t("many.map", { number: first + map, image: rowWords(shown.rows[row], names, ui) });
      return html`
        <button
          type="button"
          class="many__map"
          data-vector=${isVector}
          title=${label}
          @click=${() => actions.chooseLayer(shown.layer)}
        >
          ${planeView(part, isVector ? 1 : height, isVector ? channels : width, scale, label, shown)}
        </button>
      `;
    };
    const rows = shown.rows.map(
      (row, i) => html`
        <li class="many__row">
          ${imageView(row, shown, names, actions, ui)} ${Array.from({ length: maps }, (_, at) => map(i, at))}
        </li>
      `,
    );
    const picture = html`
      <ol
        class="many__rows"
        data-batch=${maps === 1 && !isVector}
        data-vector=${isVector}
        style="--maps:${maps}"
        aria-label=${t("many.rows")}
      >
        ${rows}
      </ol>
    `;
    const numbers = {
      columns: ["image", "label", "images", "channel", "row", "column", "value"].map((name) => ({ name, words: "" })),
      get lines() {
        return Array.from(drawn, (value, i) => {
          const row = shown.rows[Math.floor(i / (maps * area))];
          const place = i % area;
          const at = isVector
            ? [place, 0, 0]
            : [first + (Math.floor(i / area) % maps), Math.floor(place / width), place % width];
          return [row.index ?? "", names[row.label], row.count, ...at, value];
        });
      },
    };
    const shape = isVector ? [shown.rows.length, channels] : [shown.rows.length, maps, height, width];
    return html`
      ${title}
      ${card(ui, numbers, picture, {
        about: isVector
          ? t("many.about.vector", { count: channels })
          : t("many.about", { first, last: first + maps - 1, count: channels }),
        above: wishes,
        below: shared ? scaleBar(all, ui) : nothing,
        tensor: () => ({ shape, data: drawn }),
      })}
    `;
  };
}

/** @param {Row} row @param {readonly string[]} names @param {Ui} ui */
function rowWords({ index, label, count }, names, { t }) {
  return index === null
    ? t("many.mean", { name: names[label], count })
    : t("many.image", { index, name: names[label] });
}

/** @param {Row} row @param {Shown} shown @param {readonly string[]} names @param {Actions} actions @param {Ui} ui */
function imageView(row, { wish }, names, { chooseImage }, ui) {
  const { index, pixels, label } = row;
  const words = rowWords(row, names, ui);
  const draw = (/** @type {HTMLCanvasElement} */ canvas) => paint(canvas, pixels, 28, 28, ui.ink, 0, 255);
  const canvas = html`<canvas
    class="digit"
    role="img"
    aria-label=${words}
    width="28"
    height="28"
    ${painted(draw, pixels, ui.ink)}
  ></canvas>`;
  if (index === null)
    return html`<span class="many__image" title=${words}>${canvas}<span>${names[label]}</span></span>`;
  return html`
    <button type="button" class="many__image" title=${words} @click=${() => chooseImage(wish.split, index)}>
      ${canvas}<span>${names[label]}</span>
    </button>
  `;
}

/** @param {Slice} slice @param {Actions} actions @param {Ui} ui */
function wishesView({ many, run, data }, { wish: change, share }, { t, format }) {
  const { wish, shared } = many;
  const layers = run.summary?.layers ?? [];
  const layer =
    wish.layer ??
    Math.max(
      0,
      layers.findIndex(({ kind }) => kind === "conv2d"),
    );
  const channels = layers[layer]?.output_shape ?? [];
  const count = (wish.split === "test" ? data.summary?.test_count : data.summary?.train_count) ?? 0;
  const number = (
    /** @type {string} */ words,
    /** @type {number} */ value,
    /** @type {number} */ most,
    /** @type {(value: number) => void} */ set,
  ) => {
    const typed = (/** @type {any} */ { target }) => {
      const wanted = Math.min(most, Math.max(0, Math.round(Number(target.value) || 0)));
      target.value = String(wanted);
      set(wanted);
    };
    return html`
      <label>
        ${words}
        <input type="number" min="0" max=${most} .value=${live(String(value))} @change=${typed} />
      </label>
    `;
  };
  return html`
    <div class="many__wishes">
      ${choice(
        t("many.arrangement"),
        ARRANGEMENTS,
        wish.arrangement,
        (arrangement) => t(`many.${arrangement}`),
        (arrangement) => change({ arrangement, first: 0 }),
      )}
      ${choice(
        t("walk.split"),
        /** @type {const} */ (["test", "train"]),
        wish.split,
        (split) => t(`walk.split.${split}`),
        (split) => change({ split, first: 0 }),
      )}
      <label>
        ${t("many.layer")}
        <select @change=${(/** @type {any} */ { target }) => change({ layer: Number(target.value), channel: 0 })}>
          ${layers.map(
            ({ name, kind, output_shape }, i) =>
              html`<option value=${i} ?selected=${i === layer}>
                ${[name, kindWords(t, kind)].filter(Boolean).join(" · ")} (${output_shape.join("×")})
              </option>`,
          )}
        </select>
      </label>
      ${
        channels.length === 3
          ? number(t("many.channel"), wish.channel, Math.max(0, channels[0] - 1), (channel) => change({ channel }))
          : nothing
      }
      ${
        wish.arrangement === "means"
          ? nothing
          : number(
              t(wish.arrangement === "batch" ? "many.first" : "many.first.class"),
              wish.first,
              Math.max(0, count - 1),
              (first) => change({ first }),
            )
      }
      ${
        wish.arrangement === "batch"
          ? html`<span class="muted number">${t("walk.of", { count: format.integer(count) })}</span>`
          : nothing
      }
      <label>
        <input
          type="checkbox"
          .checked=${live(shared)}
          @change=${(/** @type {any} */ { target }) => share(target.checked)}
        />
        ${t("walk.shared")}
      </label>
    </div>
  `;
}
