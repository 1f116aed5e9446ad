/** Pictures with digits, in the Lab. */
export default {
  "picture.title": "Picture",
  "picture.hint":
    "A photo or a scan of one or several digits: choose a file, drop it on the page, or paste it. It stays in this browser.",
  "picture.file": "Choose a picture…",
  "picture.camera": "Camera",
  "picture.close": "Close",
  "picture.viewfinder": "Picture of the camera",
  "picture.shoot": "Take the picture",
  "picture.asking": "Waiting for the camera…",
  "picture.cancel": "Cancel",
  "picture.reading": "Looking for digits…",
  "picture.none":
    "No digits were found. Write larger and darker, on paper of one colour, and photograph it from above and near.",
  "picture.found.one": "One digit.",
  "picture.found": "{count} digits.",
  "picture.first": "The first {count} are read.",
  "picture.ink.dark": "Dark ink on light paper: paper and light were removed.",
  "picture.ink.light": "Light ink on dark paper: inverted, paper and light were removed.",
  "picture.ink.opacity": "No paper: the opacity is the ink.",
  "picture.lines": "Ruled lines removed: {count}.",
  "picture.turned": "Turned back by {degrees}°.",
  "picture.image": "The picture",
  "picture.digit": "Digit {number} of {count}: read as {digit}, probability {percent}",
  "picture.sees": "The digit as network input",
  "picture.answer": "Predicted probabilities of the digit",
  "picture.lay": "Put it on the pad",
  "error.camera-refused":
    "The camera is not allowed on this page. Allow it in the browser’s settings for this page, or choose a file.",
  "error.camera-missing": "No camera was found. Choose a file, or paste a picture.",
  "error.camera-busy":
    "The camera could not be started: another program may be using it. Close that, or choose a file.",
  "error.camera-ended": "The camera was switched off. Open it again, or choose a file.",
  "error.picture-failed": "The picture could not be read: {message}",
};
