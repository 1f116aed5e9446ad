/**
 * Where MNIST lies on the disk of whoever develops: the one rule that the dev server, the
 * command-line tools and the tests follow. For Node only.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { FILES } from "../api/mnist.js";

/** The checkout's top folder. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Where `npm run fetch-mnist` puts the files, so that the build takes them along. */
export const PUBLIC_MNIST = resolve(ROOT, "www/public/data/mnist");

/** "train-images-idx3-ubyte.gz" and so on. */
export const GZ_NAMES = Object.values(FILES).map(({ name }) => `${name}.gz`);

/**
 * The folder with the four files: `MNIST_DIR` if set (whether it exists or not, so that a slip is
 * noticed), else `../shared/mnist` beside the checkout if that exists, else null.
 * @param {NodeJS.ProcessEnv} [env]
 */
export function findMnist(env = process.env) {
  if (env.MNIST_DIR) return resolve(env.MNIST_DIR);
  const shared = resolve(ROOT, "../shared/mnist");
  return existsSync(shared) ? shared : null;
}

/**
 * Which of the four are not in the folder.
 * @param {string} folder
 */
export function missingFrom(folder) {
  return GZ_NAMES.filter((name) => !existsSync(resolve(folder, name)));
}
