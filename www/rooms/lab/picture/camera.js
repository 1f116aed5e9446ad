/**
 * The camera: a viewfinder, and a picture at the press of a button. It is switched off as soon as it is not looked
 * through.
 *
 * @module
 */

/** Enough for a page; more would have to be made smaller. */
const WANTED = { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } };

/** Whether the browser has cameras to offer: only on https and on localhost. */
export const hasCamera = () => typeof navigator.mediaDevices?.getUserMedia === "function";

/**
 * @param {object} told
 * @param {(camera: import("./state.js").Picture["camera"]) => void} told.camera
 * @param {(error: unknown) => void} told.fail
 * @param {(picture: ImageBitmap) => void} told.take
 */
export function createCamera({ camera, fail, take }) {
  /** @type {MediaStream | null} */
  let stream = null;
  /** @type {HTMLVideoElement | null} */
  let video = null;
  /** Counts the openings: one that is given up is switched off when it comes. */
  let opening = 0;

  const off = () => {
    opening += 1;
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
  };
  // Nobody looks through it.
  addEventListener("pagehide", off);

  return {
    async open() {
      off();
      const own = opening;
      camera("opening");
      try {
        const opened = await navigator.mediaDevices.getUserMedia({ video: WANTED, audio: false });
        if (own !== opening) return opened.getTracks().forEach((track) => track.stop());
        stream = opened;
        // It was unplugged, or the permission was withdrawn.
        opened
          .getVideoTracks()[0]
          ?.addEventListener("ended", () => stream === opened && fail(noCamera("camera-ended")));
        if (video) video.srcObject = stream;
        camera("on");
      } catch (error) {
        if (own === opening) fail(noCamera(codeOf(error)));
      }
    },
    async shoot() {
      if (!video?.videoWidth) return;
      // Straight to the worker that reads it: no canvas of the page, which might falsify it.
      const picture = await createImageBitmap(video).catch(() => null);
      off();
      if (picture) take(picture);
      else fail(noCamera("camera-ended"));
    },
    close() {
      off();
      camera("off");
    },
    off,
    /** Has the viewfinder on an element. @param {HTMLVideoElement} element */
    attach(element) {
      video = element;
      return () => {
        if (element.srcObject !== stream) element.srcObject = stream;
      };
    },
  };
}

/** @param {unknown} error of getUserMedia, see the W3C's "Media Capture and Streams" */
function codeOf(error) {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "camera-refused";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "camera-missing";
  return "camera-busy";
}

/** @param {string} code */
function noCamera(code) {
  return Object.assign(new Error(code), { code });
}
