/** The learning-rate finder's words, but for its title. */
export default {
  "finder.about":
    "Trains a copy of the network for a few steps, with a rate that grows from very small to very large, and watches the loss. The network itself stays as it is.",
  "finder.find": "Start the sweep",
  "finder.again": "Repeat the sweep",
  "finder.end": "Stop the sweep",
  "finder.loss": "Loss",
  "finder.axis": "over the learning rate",
  "finder.reading": "at {rate}: {loss}",
  "finder.plot": "Smoothed loss over the learning rate",
  "finder.plot.marked": "Smoothed loss over the learning rate; {rate} is marked",
  "finder.suggestion": "The loss falls fastest near {rate}: a good rate to start with. The network is as it was.",
  "finder.taken": "The loss falls fastest near {rate}, and the rate is set to that. The network is as it was.",
  "finder.none": "The loss fell at none of the rates, so there is nothing to suggest. The network is as it was.",
  "finder.ended": "Stopped early, so there is no suggestion.",
  "finder.take": "Use this rate",
};
