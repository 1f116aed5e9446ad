/** The Results room: the verdict on all test images. */
export default {
  "verdict.title": "Test results",
  "verdict.about":
    "The network and the simplest classifier there is, which assigns an image to the class with the nearest mean image, both classify every test image. Choose one of the two to look into its answers.",
  "verdict.between": "Classes",
  "verdict.between.all": "All classes",
  "verdict.between.two": "Only two",
  "verdict.first": "First class",
  "verdict.second": "Second class",
  "verdict.again": "Evaluate again",
  "verdict.assessing": "Evaluating… {percent}",
  "verdict.waiting": "The results appear when the images are there and the network is set up.",
  "verdict.untrained": "The network is untrained: it guesses. Press Train.",
  "verdict.step": "The network at step {step}, its latest.",
  "verdict.behind": "These results are of step {step}; the network is at step {now} by now.",
  "verdict.behind.training":
    "These results are of step {step}; the network is at step {now} by now. It is evaluated again at the end of the epoch.",
  "verdict.shown": "Classifier",
  "verdict.classifier.network": "The network",
  "verdict.classifier.template": "Nearest mean",
  "verdict.right": "{correct} of {count} correct",
  "verdict.loss": "mean loss {loss}",
  "verdict.loss.none": "no probabilities, so no loss",
  "verdict.waiting.short": "not evaluated yet",

  "verdict.confusion": "Confusion matrix",
  "verdict.confusion.about":
    "A row is the true class, a column the predicted one; correct answers are on the diagonal. Choose a cell to see its images.",
  "verdict.confusion.colours": "Only mistakes are coloured: the diagonal would outshine them.",
  "verdict.measure": "Values of the cells",
  "verdict.measure.count": "Images",
  "verdict.measure.share": "Percent of the row",
  "verdict.corner": "true ↓ pred. →",
  "verdict.cell": "{truth} read as {prediction}: {count}, {percent} of the row",
  "verdict.truth": "True class",
  "verdict.prediction": "Predicted",
  "verdict.images": "Images",
  "verdict.share": "Share of the row",

  "verdict.classes": "Per-class accuracy",
  "verdict.classes.about": "The share of each class’s images that is classified correctly.",
  "verdict.class": "Class",
  "verdict.correct": "correct",
  "verdict.accuracy": "Accuracy",

  "verdict.calibration": "Calibration",
  "verdict.calibration.about":
    "Of the images with a confidence of 90 %, nine in ten should be correct: then the marks lie on the dashed line. The numbers count the images.",
  "verdict.calibration.over":
    "The network is overconfident: its mean confidence is {confidence}, its accuracy {accuracy}. The expected calibration error is {error}.",
  "verdict.calibration.under":
    "The network is underconfident: its mean confidence is {confidence}, its accuracy {accuracy}. The expected calibration error is {error}.",
  "verdict.calibration.even":
    "The network is well calibrated: its mean confidence is {confidence}, its accuracy {accuracy}. The expected calibration error is {error}.",
  "verdict.confidence": "Confidence",
  "verdict.from": "From",
  "verdict.to": "To",

  "verdict.gallery": "Classified images",
  "verdict.gallery.about":
    "The true and the predicted class of each image; ✓ is correct, ✗ is a mistake. Choose one to see it large.",
  "verdict.gallery.kind": "Images",
  "verdict.gallery.wrong": "Mistakes",
  "verdict.gallery.right": "Correct",
  "verdict.gallery.all": "All",
  "verdict.gallery.cell": "{truth} read as {prediction}",
  "verdict.gallery.every": "Leave this cell",
  "verdict.gallery.shuffle": "Shuffle",
  "verdict.gallery.none": "There are none.",

  "verdict.losses": "Highest losses",
  "verdict.losses.about":
    "The loss of an image is high where the network is confident and wrong. For the nearest mean, it is how much farther the right mean is than the nearest.",
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
  "verdict.probabilities": "All predictions as CSV",
};
