/**
 * What goes wrong seldom: refusals of the engine (`refusal.` and their codes, `src/error.rs`) and of what reads files. Fetched
 * with the first of them.
 */
export default {
  "error.config-invalid": "{setting}: {message}",
  "error.network-invalid": "{layer}: {message}",
  "error.idx-magic": "{file}: at offset 0 the magic number is {found}, and {magic} is expected. Is it the right file?",
  "error.idx-truncated":
    "{file}: ends at offset {found}, but its header announces {expected} bytes. It is cut short; fetch it again.",
  "error.idx-trailing": "{file}: has more bytes than the {expected} that its header announces.",
  "error.idx-empty": "{file}: announces no images: there is nothing to learn from.",
  "error.idx-too-large": "{file}: holds more than {limit} bytes of data; no more are read.",
  "error.idx-label": "{file}: the label at offset {offset} is {label}; labels are 0 to 9, for at most ten classes.",
  "error.idx-counts": "{images} holds {image_count} images but {labels} {label_count} labels: are they a pair?",
  "error.idx-size":
    "{file}: at offset 8 it announces images of {height}×{width}; at most {limit} pixels on a side are read.",
  "error.idx-gzip": "{file}: the gzip stream is damaged ({why}). Fetch it again.",
  "error.picture-size": "A picture of {height}×{width} pixels cannot be read; 1 to 4096 on a side can.",
  "error.classes-few": "The images are of {found} class; at least two classes are needed to tell apart.",
  "error.classes-many": "There are {found} classes; at most ten can be told apart here.",
  "error.class-small":
    "The class “{class}” has one image; at least two are needed, one to learn from and one to test with.",
  "error.no-sweep": "The sweep of the learning rate is over: begin another one.",
  "error.no-verdict": "There are no test results yet, or the run or the images were replaced: evaluate again.",
  "error.checksum-unavailable":
    "The part of the page that checks the data could not be loaded. Check the connection and reload the page.",
  "error.zip-absurd": "{why}",
  "error.file-large": "{file} is larger than {most} MiB, the most that is read.",

  "notice.mirror-failed": "{file} did not come from {origin}: {why}.",

  "refusal.between": "{value} is not in {low} to {high}.",
  "refusal.above": "{value} is not above 0 and at most {high}.",
  "refusal.share": "{value} is not 0 or more and below 1.",
  "refusal.part": "{value} is not above 0 and below 1.",
  "refusal.nll":
    "the negative log-likelihood needs a network that ends in log-softmax; add that layer, or take cross entropy.",
  "refusal.preset": "there is no network {name}; there are {names}.",
  "refusal.no-dropout": "this network has no dropout layer; leave it empty, or add one.",
  "refusal.nothing-left": "nothing is left to train on.",
  "refusal.evaluation-memory":
    "evaluating this network takes about {gigabytes} GB, more than a tab can have; take fewer channels.",
  "refusal.training-memory":
    "training this network with {count} images a batch takes about {gigabytes} GB, more than a tab can have; take fewer, or a smaller network.",
  "refusal.planes": "expects [channels, height, width], gets {input}",
  "refusal.features": "expects [features], gets {input}: flatten first",
  "refusal.pool-size": "a block of {size}×{size} does not fit into {input}",
  "refusal.kernel-size": "a {kernel}×{kernel} kernel does not fit into {input} with padding {padding}",
  "refusal.rate": "the rate {rate} is not in [0, 1)",
  "refusal.field": "{field} {value} is not in {low} to {high}",
  "refusal.layers-many": "a network has at most {most} layers",
  "refusal.blocks-deep": "blocks nest at most {most} deep",
  "refusal.shortcut": "the layers give {body}, the shortcut {shortcut}: they cannot be added",
  "refusal.output-large": "gives {output} for an image, more than {most} values",
  "refusal.parameters-many": "with it the network has more than {most} numbers",
  "refusal.name": "a name has 1 to {most} letters, digits, dots and underscores, not {name}",
  "refusal.name-twice": "two layers are called {name}",
  "refusal.no-layer": "there is no layer",
  "refusal.outputs": "gives {output} at the end of the network; ten digits need [{classes}]",
  "refusal.no-parameters": "no layer of the network learns anything",
  "refusal.start-loaded": "the run began with weights of a file, and not with those drawn from its seed.",
  "refusal.no-snapshot": "there is no snapshot of step {step}.",
  "refusal.no-layer-named": "the network has no layer {name}.",
  "refusal.no-maps": "it has no feature maps; choose a convolution.",
  "refusal.no-vector": "the input has no features of its own; choose a layer.",
  "refusal.capture-large": "the tensors have more than {most} values; ask for fewer layers or images.",
  "refusal.gzip-short": "{file}: the gzip stream breaks off before its end. It is cut short; fetch it again.",
  "refusal.zip-files": "{file} lists more than {most} files.",
  "refusal.zip-bytes": "{file} announces more than {most} MiB of pictures once unpacked.",
  "refusal.zip-large": "{file} is larger than {most} MiB, the most that is read.",
  "refusal.unreachable": "it could not be reached",
  "refusal.status": "HTTP {status}",
  "refusal.slow": "it is too slow: next to nothing came for {seconds} s",
  "refusal.checksum": "its content is not the expected one (the SHA-256 differs)",
  "refusal.web-page": "it answers with a web page",
  "refusal.unpacks-larger": "it unpacks to more than the file’s {bytes} bytes",
  "refusal.no-gzip": "it is not a valid gzip file",
  "refusal.cut-short": "it is damaged or cut short: {filled} of {bytes} bytes",
  "refusal.sends-more": "it sends more than the file holds",
  "refusal.broke-off": "the connection broke off",
  "error.storage-full": "The browser’s storage for this page is full. Delete runs that you no longer need.",
  "error.storage-refused":
    "The browser does not let this page store anything, for example in a private window. ({message})",
  "error.stored-damaged": "The stored run is damaged and cannot be opened.",
  "error.stored-newer": "A newer version of this page wrote the run. Reload the page to get that version.",
  "error.photo-unreachable":
    "The part of the page that finds digits in pictures could not be fetched: try again when connected.",
  "error.picture-large":
    "{file} is too large: pictures of at most {most} are read. Make it smaller, or take a part of it.",
  "error.picture-unreadable":
    "{file} is no picture that this browser can read: it is damaged, or of another kind than JPEG, PNG, WebP, AVIF, GIF or BMP. Save it as JPEG or PNG.",
  "error.picture-falsified":
    "This browser falsifies pixels that a page reads, to protect against fingerprinting. Allow this page to read canvases, or draw the digit instead.",
  "error.files-unreachable":
    "The part of the page that reads and writes files could not be fetched: try again when connected.",
  "error.run-missing": "There is no such run any more.",
  "error.run-open": "This is the run in hand.",
  "error.run-elsewhere": "Another tab has this run open: close it there first.",
  "error.images-missing":
    "The run was trained on your own images, which are not stored. Bring them in the Data room first, then open the run again.",
  "error.resumed-older": "What was saved last is damaged. The run continues from the state saved before it.",
  "error.resumed-copy":
    "Another tab has this run open. Here you see a copy; if you train it, it becomes a run of its own.",
  "notice.pictures-not-kept":
    "The browser’s storage has no room for these images: after a reload you would have to bring them again. ({message})",
  "error.project-damaged": "The project file cannot be read: {message}",
  "error.project-newer": "A newer version of this page wrote the project file. Reload the page to get that version.",
  "error.project-size": "The project file is larger than any run of this page.",
  "error.weights-foreign": "Of ONNX files only those that this page wrote are read.",
  "error.weights-misfit": "The weights do not fit the network: {list}.",
  "error.weights-damaged": "The file of weights cannot be read: {message}",
  "error.weights-type": "The file of weights has numbers of a type that is not read: {message}",
  "error.weights-size": "The file of weights is larger than any network here.",
  "notice.device-failed": "The graphics processor could not be opened, so the CPU computes. ({message})",
  "notice.self-test-failed":
    "The graphics processor gave wrong results in a short check against the CPU, so the CPU computes. ({message})",
  "notice.gpu-module-failed":
    "The module for the graphics processor could not be loaded, so the CPU computes. ({message})",
  "notice.cache-damaged": "A copy kept by the browser was damaged; it is fetched anew.",
  "notice.cache-refused": "The browser does not keep the images ({why}); the next visit will download them again.",
  "error.draw-marks":
    "A mark of the drawing cannot be drawn: strokes need finite numbers, pens of 0 to 1 of the pad’s side, and at most 100,000 points.",
  "error.draw-size": "The drawing is too large to be read.",
  "error.files-missing": "Not all of the four files are there.",
  "error.interrupted":
    "The graphics processor was lost while this was under way. Something else computes now: please try again.",
};
