/** The Results room: accuracy on shifted test images. */
export default {
  "shift.title": "Shifted images",
  "shift.about": "Convolution and pooling alone tolerate only small shifts of a digit, of a pixel or two.",
  "shift.about.training":
    "Training with random shifts, the setting “Shift” of the augmentation in the Lab, helps: the accuracy then falls little up to about the shift that was trained with.",
  "shift.augment": "Set shift augmentation to {px} px",
  "shift.augmented": "This run is trained with random shifts of up to {px} px.",
  "shift.augmented.next": "The settings have random shifts of up to {px} px; they are used from the next run on.",
  "shift.train": "To the training",

  "shift.figure": "Accuracy on shifted test images",
  "shift.figure.about":
    "The test images are moved by whole pixels to the left, right, up and down; each point is the mean of the four directions. The part that leaves the image is cut: MNIST’s digits have a margin of about four pixels.",
  "shift.count": "Test images",
  "shift.measure": "Measure",
  "shift.clear": "Clear",
  "shift.none": "Nothing has been measured yet. A measurement takes seconds, or a minute with a large network.",
  "shift.progress": "Progress of the measurement",
  "shift.measuring.network": "The network classifies shifted images… {percent}",
  "shift.measuring.template": "The nearest mean classifies shifted images… {percent}",
  "shift.across": "Shift (px)",
  "shift.up": "Accuracy",
  "shift.line": "{preset}: {augmentation}; step {step}, {count} images",
  "shift.own": "{preset} with own layers",
  "shift.template": "Nearest mean; {count} images",
  "shift.trained.shift": "shift {px} px",
  "shift.trained.none": "no augmentation",
};
