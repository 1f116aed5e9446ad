/**
 * Watches the calls of an engine whose GPU may be lost. In most cases such a call fails by itself; but a module that
 * panics settles no promise any more, and a driver may never answer. So a call also fails when the device reports that
 * it is lost, and when the module panics. Knows nothing of networks.
 *
 * @module
 */

/** A call that is under way when its device is lost has so long to fail by itself, which says more. */
const GRACE_MS = 1000;

export class GpuWatch {
  /** The loss, after which every call fails. @type {unknown} */
  #problem = null;
  /** What the module has said of its panic (`src/web/panics.rs`), right before it ends in a trap. @type {unknown} */
  #panic = null;
  /** Fails the call under way. @type {((problem: unknown) => void) | null} */
  #fail = null;
  #ended = false;
  #onLoss;
  #scope;

  /**
   * @param {() => void} onLoss hears of a loss while no call is under way
   * @param {Pick<EventTarget, "addEventListener" | "removeEventListener">} [scope] where uncaught errors are told
   */
  constructor(onLoss, scope = globalThis) {
    this.#onLoss = onLoss;
    this.#scope = scope;
    scope.addEventListener("error", this.#onError);
  }

  /**
   * Listens to every device that is asked for while `open` is under way.
   * @template T
   * @param {() => Promise<T>} open
   * @param {{prototype: GPUAdapter}} [adapters] whose method it is
   * @returns {Promise<T>}
   */
  async opening(open, adapters = globalThis.GPUAdapter) {
    if (!adapters) return this.guard(open);
    const watch = this;
    const { prototype } = adapters;
    const requestDevice = prototype.requestDevice;
    /** @this {GPUAdapter} @param {GPUDeviceDescriptor} [descriptor] */
    prototype.requestDevice = async function (descriptor) {
      const device = await requestDevice.call(this, descriptor);
      device.lost.then(({ message }) => watch.#deviceLost(message));
      return device;
    };
    try {
      return await this.guard(open);
    } finally {
      prototype.requestDevice = requestDevice;
    }
  }

  /**
   * Calls, and waits for the answer: no longer than there is somebody to give one.
   * @template T
   * @param {() => T | Promise<T>} call one at a time
   * @returns {Promise<T>}
   */
  async guard(call) {
    if (this.#problem) throw this.#problem;
    try {
      return await new Promise((resolve, reject) => {
        this.#fail = reject;
        const answer = (async () => call())();
        answer.then(resolve, reject);
      });
    } catch (error) {
      throw error instanceof WebAssembly.RuntimeError ? (this.#panic ?? error) : error;
    } finally {
      this.#fail = null;
    }
  }

  /** Nothing is heard of the device any more. */
  end() {
    this.#ended = true;
    this.#scope.removeEventListener("error", this.#onError);
  }

  /**
   * A panic is first reported with its message; the trap comes as another error, if the panic is inside an asynchronous
   * method. Neither is of interest to anyone else.
   * @param {any} event
   */
  #onError = (event) => {
    const { error } = event;
    if (error?.code === "panicked") {
      event.preventDefault();
      this.#panic = error;
    } else if (error instanceof WebAssembly.RuntimeError) {
      event.preventDefault();
      this.#strike(this.#panic ?? error);
    }
  };

  /** From now on every call fails, the one under way too. @param {unknown} problem */
  #strike(problem) {
    if (this.#ended || this.#problem) return;
    this.#problem = problem;
    if (this.#fail) this.#fail(problem);
    else this.#onLoss();
  }

  /** @param {string} reason */
  #deviceLost(reason) {
    const problem = { code: "device-lost", message: `The device was lost. ${reason}`.trim() };
    setTimeout(() => this.#strike(problem), this.#fail ? GRACE_MS : 0);
  }
}
