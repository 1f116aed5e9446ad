/** `npm test`: every suite, each with its own output, and one line at the end. @module */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { findChrome, findChromedriver } from "../www/tools/browser.mjs";
import { readFlags } from "../www/tools/flags.mjs";
import { command, duration, Failure, root, run } from "../www/tools/run.mjs";
import { ensureBrowser, ensureNodeModules, ensureRust, ensureWasmTools } from "../www/tools/setup.mjs";
import { ensureSite, serveSite } from "../www/tools/site.mjs";
import { ensureModule, MODULES } from "../www/tools/wasm.mjs";

const HELP = `
npm test: sets up what is missing, builds, and runs every test; the last line says "N passed, N failed".

  npm test                     everything
  npm test -- --only native    the Rust tests, without a browser
  npm test -- --only web       the wasm boundary in headless Chromium: on the CPU, then on WebGPU
  npm test -- --only js        the page's pure files, in Node
  npm test -- --only others    the page's files in PyTorch and onnxruntime, where TORCH_PYTHON names a Python that has them
  npm test -- --only e2e       journeys through the built page, in headless Chromium

WebGPU runs on SwiftShader, so no GPU is needed.

Environment
  CHROME, CHROMEDRIVER   the two programs to use, instead of those on the PATH
  TORCH_PYTHON           a Python with torch, onnx and onnxruntime, to compare with
`;

/** @typedef {{passed: number, failed: number, skipped: number}} Count */
/** @typedef {{name: string, group: string, run: () => Promise<Count & {status: number}>}} Suite */

/** Sums what matches `pattern`, whose groups are named like a {@link Count}. @param {string} output @param {RegExp[]} patterns */
function count(output, ...patterns) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const pattern of patterns) {
    for (const { groups = {} } of stripVTControlCharacters(output).matchAll(pattern)) {
      for (const key of /** @type {(keyof Count)[]} */ (Object.keys(groups))) sum[key] += Number(groups[key]);
    }
  }
  return sum;
}

/** Runs a program, shows its stdout as it comes, and keeps it. @param {string} program @param {string[]} args @param {Record<string, string>} [env] */
async function show(program, args, env) {
  return run(program, args, { env, onLine: (line) => console.log(line) });
}

const CARGO_RESULT = /^test result: .*? (?<passed>\d+) passed; (?<failed>\d+) failed; (?<skipped>\d+) ignored/gm;

async function native() {
  await ensureRust();
  const { status, output } = await show("cargo", ["test", "--no-fail-fast"]);
  return { status, ...count(output, CARGO_RESULT) };
}

/** What wasm-bindgen's test runner asks chromedriver for: our flags, and the browser that was found. */
function writeCapabilities() {
  const capabilities = JSON.parse(readFileSync(join(root, "tests", "web", "webdriver.json"), "utf8"));
  capabilities["goog:chromeOptions"].binary = findChrome();
  const path = join(root, "target", "webdriver.json");
  mkdirSync(join(root, "target"), { recursive: true });
  writeFileSync(path, JSON.stringify(capabilities));
  return path;
}

/** @param {import("../www/tools/wasm.mjs").ModuleName} name */
async function web(name) {
  await ensureWasmTools();
  await ensureBrowser({ driver: true });
  const driver = ["--headless", "--chrome", "--chromedriver", findChromedriver() ?? ""];
  const args = ["test", ...driver, "--mode", "no-install", "--release", "tests/web"];
  const { status, output } = await show("wasm-pack", [...args, ...MODULES[name].features, "--test", "web"], {
    WASM_BINDGEN_TEST_WEBDRIVER_JSON: writeCapabilities(),
    // Seconds for all of them together: a network on SwiftShader takes its time.
    WASM_BINDGEN_TEST_TIMEOUT: "1200",
    WASM_BINDGEN_TEST_DRIVER_TIMEOUT: "60",
  });
  return { status, ...count(output, CARGO_RESULT) };
}

const js = () => inNode("js");

/** What others' programs make of the page's files: skipped, with the reason, where they are not there. */
async function others() {
  await ensureNodeModules();
  await ensureModule("cpu");
  await ensureModule("files");
  return inNode("others");
}

/** @param {string} name of a folder of tests for Node */
async function inNode(name) {
  await ensureNodeModules();
  const folder = join(root, "tests", name);
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  const tests = files.filter((file) => file.endsWith(".test.js")).sort();
  if (tests.length === 0) throw new Failure(`There is no test in tests/${name}.`);
  const paths = tests.map((file) => join(folder, file));
  const { status, output } = await show(process.execPath, ["--test", "--test-reporter=spec", ...paths]);
  const patterns = [/^ℹ pass (?<passed>\d+)$/gm, /^ℹ (?:fail|cancelled) (?<failed>\d+)$/gm];
  return { status, ...count(output, ...patterns, /^ℹ (?:skipped|todo) (?<skipped>\d+)$/gm) };
}

async function e2e() {
  await ensureBrowser();
  await ensureSite({ gpu: true });
  const report = join(root, "target", "e2e", "report.json");
  rmSync(report, { force: true });
  const args = ["test", "--config", "tests/e2e/playwright.config.js"];
  const { status } = await show("playwright", args, { BASE_URL: await serveSite(), REPORT: report });
  if (!existsSync(report)) throw new Failure("Playwright left no report; its reason stands above.");
  const { expected, unexpected, flaky, skipped } = JSON.parse(readFileSync(report, "utf8")).stats;
  if (flaky > 0) console.error(`\n${flaky} of the journeys passed at the second attempt only: see the list above.`);
  return { status, passed: expected + flaky, failed: unexpected, skipped };
}

/** @type {Suite[]} */
const SUITES = [
  { name: "js", group: "js", run: js },
  { name: "native", group: "native", run: native },
  { name: "web on the CPU", group: "web", run: () => web("cpu") },
  { name: "web on WebGPU", group: "web", run: () => web("gpu") },
  { name: "others' programs", group: "others", run: others },
  { name: "e2e", group: "e2e", run: e2e },
];

/** A suite that cannot start, ends badly or runs nothing has failed, whatever it counted. @param {Suite} suite */
async function outcome(suite) {
  /** @type {Count & {status: number}} */
  let result = { passed: 0, failed: 0, skipped: 0, status: 1 };
  try {
    result = await suite.run();
    if (result.passed + result.failed + result.skipped === 0) console.error(`\nThe suite "${suite.name}" ran no test.`);
  } catch (error) {
    console.error(error instanceof Failure ? `\n${error.message}` : error);
  }
  if (result.failed === 0 && (result.status !== 0 || result.passed + result.skipped === 0)) result.failed = 1;
  return result;
}

await command(async () => {
  const { only } = readFlags(HELP, { only: { type: "string" } });
  const suites = SUITES.filter(({ group }) => only === undefined || group === only);
  if (suites.length === 0) throw new Failure(`--only takes native, web, js, others or e2e, not "${only}".`, 2);

  const rows = [];
  const total = { passed: 0, failed: 0 };
  for (const suite of suites) {
    console.log(`\n━━ ${suite.name} ━━`);
    const started = Date.now();
    const { passed, failed, skipped } = await outcome(suite);
    total.passed += passed;
    total.failed += failed;
    const counts = `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`;
    rows.push(`  ${suite.name.padEnd(16)} ${counts}   (${duration(Date.now() - started)})`);
  }
  console.log(`\n${rows.join("\n")}\n\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
});
