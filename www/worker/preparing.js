/**
 * Has the GPU compile what a network's training takes before it is asked for: while the images load, and whenever
 * another network is set up. Trains nothing that anybody would see.
 *
 * @module
 */

/** @typedef {import("../public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("../api/protocol.js").ConfigRequest} ConfigRequest */

/** A network that was just set up is looked at first; and the next edit may follow at once. */
const SOON_MS = 150;

/** Settings that make no difference to what is compiled. */
const BESIDE = new Set([
  ...["seed", "epochs", "learning_rate", "subset", "validation", "schedule", "decay_epochs", "decay_factor"],
  ...["pct_start", "div", "div_final"],
  ...["shift", "rotation", "scale", "shear", "elastic", "thickness", "generated"],
]);

/**
 * @param {object} needs
 * @param {<T>(work: (engine: Engine) => T | Promise<T>) => Promise<T>} needs.use takes its turn with the engine
 * @param {(event: import("../api/protocol.js").Event) => void} needs.post
 * @param {() => boolean} needs.isBusy whether the engine trains: then it compiles by itself
 */
export function createPreparing({ use, post, isBusy }) {
  /** @type {Set<string>} */
  const prepared = new Set();
  /** Whose device has prepared them. @type {Engine | null} */
  let preparedBy = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {ConfigRequest} config */
  const prepare = (config) =>
    use(async (engine) => {
      if (engine.backend() !== "webgpu") return;
      if (preparedBy !== engine) prepared.clear();
      preparedBy = engine;
      const key = keyOf(config, engine.presets());
      if (prepared.has(key)) return;
      post({ event: "progress", task: "pipelines", loaded: 0, total: 1 });
      try {
        await engine.prepare({ config });
        prepared.add(key);
      } finally {
        post({ event: "progress", task: "pipelines", loaded: 1, total: 1 });
      }
    });

  return {
    prepare,
    /** The same in a moment, unless something else comes first. @param {ConfigRequest} config */
    soon(config) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        // Whoever trains hears of what is wrong by themselves.
        if (!isBusy()) prepare(config).catch(() => {});
      }, SOON_MS);
    },
  };
}

/** @param {ConfigRequest} config @param {import("../api/protocol.js").Preset[]} presets */
function keyOf(config, presets) {
  const preset = presets.find((preset) => preset.config.preset === config.preset) ?? presets[0];
  const given = Object.entries(config).filter(([, value]) => value !== null && value !== undefined);
  const whole = Object.entries({ ...preset.config, ...Object.fromEntries(given) });
  const telling = whole.filter(([name]) => !BESIDE.has(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(telling);
}
