/** `npm run fetch-mnist`, as far as it goes without a network. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { GZ_NAMES, findMnist, missingFrom } from "../../www/tools/mnist-files.mjs";

const folder = findMnist();
const lacking = folder ? missingFrom(folder) : GZ_NAMES;
const skip = lacking.length ? "MNIST is not on this machine (MNIST_DIR, ../shared/mnist)" : false;

describe("npm run fetch-mnist", () => {
  const tool = fileURLToPath(new URL("../../www/tools/fetch-mnist.mjs", import.meta.url));
  /** @param {string[]} args @param {Record<string, string>} env */
  const run = (args, env = {}) =>
    new Promise((/** @type {(result: {status: unknown, stdout: string, stderr: string}) => void} */ resolve) =>
      execFile(process.execPath, [tool, ...args], { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
        resolve({ status: error?.code ?? 0, stdout, stderr }),
      ),
    );
  const temporary = async () => {
    const path = await mkdtemp(join(tmpdir(), "fetch-mnist-"));
    after(() => rm(path, { recursive: true }));
    return path;
  };

  test("explains itself, and refuses what it does not know", async () => {
    const help = await run(["--help"]);
    assert.equal(help.status, 0);
    assert.match(help.stdout, /--out DIR/);
    const wrong = await run(["--outt", "x"]);
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /--outt/);
  });

  test("refuses a MNIST_DIR with wrong files, and writes none of them", async () => {
    const [from, to] = [await temporary(), await temporary()];
    const run1 = await run(["--out", to], { MNIST_DIR: from });
    assert.equal(run1.status, 1);
    assert.match(run1.stderr, /train-images-idx3-ubyte\.gz is missing/);
    await Promise.all(GZ_NAMES.map((name) => writeFile(join(from, name), gzipSync("not digits"))));
    const run2 = await run(["--out", to], { MNIST_DIR: from });
    assert.equal(run2.status, 1);
    assert.match(run2.stderr, /is not MNIST's: it is damaged or cut short: 10 of 47040016/);
    assert.deepEqual(missingFrom(to), GZ_NAMES);
  });

  test("copies what is on this machine, mends what is broken, and then has nothing to do", { skip }, async () => {
    const to = await temporary();
    await writeFile(join(to, GZ_NAMES[3]), "broken");
    const first = await run(["--out", to]);
    assert.equal(first.status, 0, first.stderr);
    assert.equal(first.stdout.match(/copied from/g)?.length, 4);
    assert.deepEqual(await readFile(join(to, GZ_NAMES[3])), await readFile(join(folder ?? "", GZ_NAMES[3])));
    assert.equal((await run(["--out", to])).stdout.match(/already there/g)?.length, 4);
  });
});
