/** The tour of the Lab. */
export default {
  "tour.place": "{number} of {count}",
  "tour.next": "Next",
  "tour.back": "Back",
  "tour.skip": "Skip",
  "tour.end": "Done",
  "tour.network": "Choose a network",
  "tour.network.about":
    "Each network comes with a recipe: optimiser, learning rate, epochs. The drawing shows the shape of the data behind each layer, and you can edit the layers.",
  "tour.controls": "Train",
  "tour.controls.about":
    "This button starts the training, pauses it and resumes it. Everything is computed in this tab.",
  "tour.curves": "Learning curves",
  "tour.curves.about":
    "Loss and accuracy at every step. The curves of earlier runs stay in the chart, so that you can compare them.",
  "tour.results": "Results",
  "tour.results.about": "After each epoch the network is tested on images that it was not trained on.",
  "tour.inside": "Inside the network",
  "tour.inside.about":
    "The kernels of the first convolution and the feature maps that they make of one image. Watch them change during training.",
  "tour.draw": "Draw a digit",
  "tour.draw.about": "Draw with a mouse, a pen or a finger: the network reads the digit at once.",
  "tour.rooms": "More rooms",
  "tour.rooms.about":
    "Data shows the images, Inside every layer, Results the mistakes. The Library keeps your runs and files, and the Lessons follow five tutorials.",
};
