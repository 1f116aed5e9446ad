/** The Results room: the verdict on all test images. */
export default {
  "verdict.title": "All test images",
  "verdict.about":
    "Every test image is put to the network, and to the simplest reader there is, which takes an image for the class whose mean image is nearest. Press one of the two to look into its answers.",
  "verdict.between": "The classes to choose from",
  "verdict.between.all": "All classes",
  "verdict.between.two": "Only two",
  "verdict.first": "First class",
  "verdict.second": "Second class",
  "verdict.again": "Judge again",
  "verdict.assessing": "Judging… {percent}",
  "verdict.waiting": "The results appear when the images are there and the network is set up.",
  "verdict.untrained": "The network is untrained: it guesses. Press Train.",
  "verdict.step": "The network as it is now, at step {step}.",
  "verdict.behind": "This verdict is of step {step}; the network is at step {now} by now.",
  "verdict.behind.training":
    "This verdict is of step {step}; the network is at step {now} by now. At the end of the epoch it is judged again.",
  "verdict.shown": "Whose answers are looked into",
  "verdict.classifier.network": "The network",
  "verdict.classifier.template": "Nearest mean image",
  "verdict.right": "{correct} of {count} right",
  "verdict.loss": "mean loss {loss}",
  "verdict.loss.none": "no probabilities, so no loss",
  "verdict.waiting.short": "not judged yet",

  "verdict.confusion": "What is taken for what",
  "verdict.confusion.about":
    "The confusion matrix: a row is what the images are, a column what they are taken for. On the diagonal they are right. Choose a cell to see its images.",
  "verdict.confusion.colours": "Colours are for the mistakes alone; the diagonal would outshine them.",
  "verdict.measure": "What the cells show",
  "verdict.measure.count": "Images",
  "verdict.measure.share": "Percent of the row",
  "verdict.corner": "is ↓ read as →",
  "verdict.cell": "{truth} read as {prediction}: {count}, {percent} of the row",
  "verdict.truth": "Is",
  "verdict.prediction": "Read as",
  "verdict.images": "Images",
  "verdict.share": "Share of the row",

  "verdict.classes": "Class by class",
  "verdict.classes.about": "How many images of each class are read right.",
  "verdict.class": "Class",
  "verdict.correct": "right",
  "verdict.accuracy": "Accuracy",

  "verdict.calibration": "Is the network as sure as it may be?",
  "verdict.calibration.about":
    "Of images that it is 90 % sure of, nine in ten should be right: then the marks lie on the dashed line. The numbers count the images.",
  "verdict.calibration.over":
    "It is surer than it may be: {confidence} sure on average, and {accuracy} right. Bin by bin the two are {error} apart (expected calibration error).",
  "verdict.calibration.under":
    "It is better than it believes: {confidence} sure on average, and {accuracy} right. Bin by bin the two are {error} apart (expected calibration error).",
  "verdict.calibration.even":
    "On the whole it is as sure as it may be: {confidence} sure on average, and {accuracy} right. Bin by bin the two are {error} apart (expected calibration error).",
  "verdict.confidence": "Confidence",
  "verdict.from": "From",
  "verdict.to": "To",

  "verdict.gallery": "Images and answers",
  "verdict.gallery.about":
    "What each image is, and what it is taken for; ✓ is right, ✗ is wrong. Choose one to see it large.",
  "verdict.gallery.kind": "Which images",
  "verdict.gallery.wrong": "Wrong",
  "verdict.gallery.right": "Right",
  "verdict.gallery.all": "All",
  "verdict.gallery.cell": "{truth} read as {prediction}",
  "verdict.gallery.every": "Leave this cell",
  "verdict.gallery.shuffle": "Shuffle",
  "verdict.gallery.none": "There are none.",

  "verdict.losses": "The top losses",
  "verdict.losses.about":
    "The loss of an image is large where the answer is sure and wrong. Of mean images it is how much farther the right one is than the nearest.",
  "verdict.image": "Image",
  "verdict.number": "No.",
  "verdict.network.loss": "Loss",
  "verdict.network.prediction": "Probability",
  "verdict.network.truth": "… of its class",
  "verdict.template.loss": "Excess",
  "verdict.template.prediction": "Distance",
  "verdict.template.truth": "… to its class",
  "verdict.previous": "Previous",
  "verdict.next": "Next",
  "verdict.place": "{from}–{to} of {of}",
  "verdict.answer.right": "Test image {number}: {truth}, and read as {prediction}",
  "verdict.answer.wrong": "Test image {number}: {truth}, but read as {prediction}",

  "verdict.chosen.right": "{truth}, and read as {prediction}",
  "verdict.chosen.wrong": "{truth}, but read as {prediction}",

  "verdict.image.number": "Test image {number}",
  "verdict.image.of": "The image, of class {truth}",
  "verdict.scores.network": "Probability of each class; the right one is underlined",
  "verdict.scores.template":
    "Distance to each mean image (mean squared error), of which the least counts; the right one is underlined",
  "verdict.inside": "Look inside",
  "verdict.close": "Close",
  "verdict.probabilities": "All answers as CSV",
};
