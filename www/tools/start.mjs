/** `npm start`: sets up, builds, serves the page while the GPU module is still being built. @module */

import { join } from "node:path";
import { readFlags } from "./flags.mjs";
import { command, Failure, root } from "./run.mjs";
import { ensureNodeModules } from "./setup.mjs";
import { freePort } from "./site.mjs";
import { ensureModule, moduleStamp, removeModule } from "./wasm.mjs";

const HELP = `
npm start: sets up what is missing, builds the page and serves it.

The first time takes some minutes (Rust tools, then the CPU module); the page is served as soon as it can
train on the CPU, and the GPU module follows in the background. Later starts take seconds.

  npm start                 serve http://localhost:8080/ (or the next free port)
  npm start -- --cpu-only   leave the GPU module out

Environment
  PORT        the port to use; one that is taken is an error then
  HOST        the address to listen on (localhost; 0.0.0.0 for all; WebGPU needs https elsewhere than localhost)
  MNIST_DIR   a folder with the four MNIST files, served to the page as data/mnist/
`;

const DEFAULT_PORT = 8080;

/** @param {string} host */
async function choosePort(host) {
  const text = process.env.PORT;
  if (text) {
    const port = Number(text);
    if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Failure(`PORT=${text} is not a port number.`, 2);
    if ((await freePort(port, host)) === null) {
      throw new Failure(
        `Port ${port} is taken: end what uses it, or choose another, as in "PORT=${port + 1} npm start".`,
      );
    }
    return port;
  }
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + 20; port += 1) {
    if ((await freePort(port, host)) === null) continue;
    if (port !== DEFAULT_PORT) console.log(`Port ${DEFAULT_PORT} is taken; using ${port}.`);
    return port;
  }
  throw new Failure(`Ports ${DEFAULT_PORT} to ${DEFAULT_PORT + 19} are all taken: choose one with PORT.`);
}

/** @param {number} port @param {string} host */
async function serve(port, host) {
  const { createServer } = await import("vite");
  const server = await createServer({
    configFile: join(root, "www", "tools", "vite.config.js"),
    server: { port, host, strictPort: true },
  });
  await server.listen();
}

await command(async () => {
  const flags = readFlags(HELP, { "cpu-only": { type: "boolean" } });
  const host = process.env.HOST || "localhost";
  const port = await choosePort(host);
  await ensureNodeModules();
  await ensureModule("cpu");
  await ensureModule("files");
  await ensureModule("photo");
  const gpuIsMissing = !(await moduleStamp("gpu"));
  if (gpuIsMissing) removeModule("gpu");

  await serve(port, host);
  console.log(`\n  Digit Lab is at http://${host === "0.0.0.0" ? "localhost" : host}:${port}/   (Ctrl-C ends it)\n`);

  if (gpuIsMissing && !flags["cpu-only"]) {
    try {
      await ensureModule("gpu", { background: true });
      console.log("▸ Reload the page to train on WebGPU.");
    } catch (error) {
      console.error(error instanceof Failure ? `${error.message} The page goes on, on the CPU.` : error);
    }
  }
  await new Promise(() => {});
});
