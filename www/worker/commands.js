/**
 * Everything that changes an engine's images or its run, as plain data: the module's `Command` (`src/session/command.rs`),
 * and what concerns the images. Engines of the same backend that apply the same changes in the same order are equal, so
 * a change can be sent to the members of a team, and kept for an engine that takes over (`host.js`).
 *
 * @module
 */

/** @typedef {import("../public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Answers} Answers */
/** @typedef {import("../api/protocol.js").Command} Command */

/**
 * Takes over the images of another engine, which has checked them, and ends the run.
 * @typedef {{type: "mirror", images: ReturnType<Engine["images"]>, about: ReturnType<Engine["about"]>}} Mirror
 */

/** @typedef {{type: "name_classes", class_names: string[]}} NameClasses */

/** @typedef {Command | Mirror | NameClasses} Change */

/** @typedef {Answers & {mirror: void, name_classes: import("../api/protocol.js").DatasetSummary}} ChangeAnswers */

/**
 * @template {Change} C
 * @param {Engine} engine
 * @param {C} change
 * @returns {Promise<ChangeAnswers[C["type"]]>} rejects if the engine refuses
 */
export async function applyChange(engine, change) {
  return /** @type {any} */ (apply(engine, change));
}

/** @param {Engine} engine @param {Change} change */
function apply(engine, change) {
  switch (change.type) {
    case "mirror":
      return engine.mirror({ images: change.images, about: change.about });
    case "name_classes":
      return engine.nameClasses({ class_names: change.class_names });
    default:
      return engine.apply(change);
  }
}
