/** The Lessons room: five tutorials, step by step. */
export default {
  "lessons.title": "Lessons",
  "lessons.about":
    "Five well-known tutorials, step by step, with everything live: their code, this page’s figures, their numbers beside yours.",
  "lessons.tracks": "Lessons",
  "lessons.steps": "Steps of this lesson",
  "lessons.track.a": "A · Learned features against templates (fastai)",
  "lessons.track.b": "B · Images, means and fine_tune (fastai)",
  "lessons.track.c": "C · A simple CNN in thirteen steps (PyTorch)",
  "lessons.track.d": "D · LeNet from zero (PyTorch)",
  "lessons.track.e": "E · The forward pass, step by step (PyTorch)",
  "lessons.track.a.about": "From one image as numbers to a strided network, compared with mean images.",
  "lessons.track.b.about": "Arrays and tensors, the distance to a mean, a data block, and training in two phases.",
  "lessons.track.c.about": "Shapes, training, test and feature maps of the network that this page begins with.",
  "lessons.track.d.about": "Normalisation, the loss before training, one update by hand, and one epoch of SGD.",
  "lessons.track.e.about": "From the classics to the ten outputs, and what the learning rate does.",
  "lessons.step": "Step {number} of {count}",
  "lessons.previous": "Previous step",
  "lessons.next": "Next step",
  "lessons.done": "{done} of {count} steps visited",
  "lessons.link": "Link to this step",
  "lessons.present": "Large type",
  "lessons.keys": "The arrow keys ← and → go from step to step.",
  "lessons.there": "In the tutorial",
  "lessons.here": "In this page’s console",
  "lessons.copy": "Copy",
  "lessons.copy.all": "Copy the program up to here",
  "lessons.do": "Do it here",
  "lessons.do.image": "Show training image {index}",
  "lessons.do.batch-each": "Show one of each digit",
  "lessons.do.batch-shuffled": "Show {count} images of a batch",
  "lessons.do.setup": "Set up “{preset}”",
  "lessons.do.setup-rate": "Set up “{preset}” with a rate of {rate}",
  "lessons.do.connected": "Set up a fully connected network, 784–128–10",
  "lessons.do.step": "Make one step",
  "lessons.do.steps": "Train {count} steps",
  "lessons.do.epoch": "Train one epoch",
  "lessons.do.end": "Train to the end",
  "lessons.do.pause": "Pause",
  "lessons.do.errors": "Show 3 and 7 of the training set by number",
  "lessons.do.pair": "Count the first fifty of each",
  "lessons.do.file": "Show the first {count} test images",
  "lessons.do.compare": "Show both answers for the first ten",
  "lessons.do.random": "Show ten at random",
  "lessons.do.losses": "Show the nine highest losses",
  "lessons.do.layer": "Choose the first layer",
  "lessons.do.next-image": "Take another test image",
  "lessons.do.five": "Five digits at the first maps after the ReLU",
  "lessons.do.twenty": "Twenty images at channel 0",
  "lessons.do.two": "Take the first two images of the batch",
  "lessons.do.log": "Use the tutorial’s format",
  "lessons.do.shift": "Measure accuracy against the shift",
  "lessons.do.augment": "Train with random shifts of 3 pixels",
  "lessons.working": "Working…",
  "lessons.failed": "That did not work: {message}",
  "lessons.numbers": "Numbers",
  "lessons.number": "Quantity",
  "lessons.published": "Tutorial",
  "lessons.ours": "This run",
  "lessons.number.unique": "Distinct grey values of image 30224",
  "lessons.number.range": "Smallest and largest value",
  "lessons.number.train": "Training images",
  "lessons.number.test": "Test images",
  "lessons.number.batch": "Images in a batch",
  "lessons.number.parameters": "Parameters",
  "lessons.number.convolutions": "… of the convolutions",
  "lessons.number.linear": "… of the linear layers",
  "lessons.number.connected": "Parameters of 784–128–10",
  "lessons.number.shapes": "One image’s way",
  "lessons.number.weights": "Shapes of the weights",
  "lessons.number.first": "Loss of the first batch",
  "lessons.number.epoch-losses": "Mean training loss of each epoch",
  "lessons.number.epoch-accuracies": "Training accuracy of each epoch",
  "lessons.number.accuracy": "Test accuracy",
  "lessons.number.accuracy.pytorch": "Test accuracy (tutorial: the same recipe in PyTorch)",
  "lessons.number.whole": "Test accuracy in whole percent",
  "lessons.number.hits": "Hits among the test images",
  "lessons.number.digits": "Correct by digit",
  "lessons.number.template": "Nearest mean, all test images",
  "lessons.number.template-pair": "Nearest mean, threes against sevens (test)",
  "lessons.number.pair": "Network, first 50 + 50, ten-way",
  "lessons.number.mean": "Mean and standard deviation",
  "lessons.number.device": "Computes with",
  "lessons.number.layers": "Layers",
  "lessons.number.untrained": "Loss of two images, untrained",
  "lessons.number.updated": "… after the update",
  "lessons.number.rate": "Learning rate",
  "lessons.number.sixteen": "Correct among the first sixteen",
  "lessons.number.sample": "First five different digits of the test set",
  "lessons.number.shift": "Network, test images shifted by 4 pixels",
  "lessons.other": "another network: set up “{preset}”",
  "lessons.question": "Think about it",
  "lessons.answer": "Show the answer",
  "lessons.figure": "Live figure",
  "lessons.figure.waiting": "The figure appears when the images and the network are ready.",
  "lessons.mnist": "These numbers are of MNIST; the images in use are others.",
  "glossary.title": "Glossary",
  "glossary.about": "The terms of the page, with the step of a lesson that shows each.",
  "glossary.search": "Search",
  "lesson.a.image.title": "One image as numbers",
  "lesson.a.image.text":
    "A digit of MNIST is a picture of 28 × 28 pixels. Opened as a colour picture it has the shape (28, 28, 3), but its three channels are equal, so one channel (mode “L”) says all there is. This seven, training image 30224, has 50 of the 256 possible grey values.",
  "lesson.a.image.question": "Most pixels are 0 or close to 255. Where do the values between come from?",
  "lesson.a.image.answer":
    "Paper is 0, and the middle of a stroke is close to 255. The values between lie at the edges of strokes: when the digits were scaled to 20 × 20 pixels, each pixel at an edge got the share of ink that fell into it.",
  "lesson.a.table.title": "The image as a table",
  "lesson.a.table.text":
    "Here the same seven is printed as what it is for a computer: 28 rows of 28 numbers, each cell shaded by its value. Point at a cell to read it. Everything that follows is arithmetic on such tables.",
  "lesson.a.table.question": "Could you recognise the digit from the numbers alone, without the shading?",
  "lesson.a.table.answer":
    "Slowly: the eye finds the large numbers and follows them. The network gets nothing but these numbers, too; which of them are neighbours, it knows only because a convolution looks at small windows.",
  "lesson.a.each.title": "One example of each digit",
  "lesson.a.each.text":
    "Ten classes, one example of each: the first one in the training file. People write the same digit in many ways, so one example says little about a class. That is why 60,000 of them are needed.",
  "lesson.a.each.question": "Which two of these ten would be the easiest to mistake for each other?",
  "lesson.a.each.answer":
    "It depends on the writer: 4 and 9 share most of their strokes, and so do 3 and 5 or 7 and 1. The confusion matrix of a later step shows which pairs this network mistakes.",
  "lesson.a.batch.title": "The whole set, and a batch of it",
  "lesson.a.batch.text":
    "The set has 60,000 images to train on and 10,000 to test with. Training takes them in a shuffled order, 128 at a time; such a group is called a batch. Nine images of the first batch of this run are shown with their labels.",
  "lesson.a.batch.question": "Why are the images shuffled?",
  "lesson.a.batch.answer":
    "Each update follows the mean gradient of one batch. If a batch held only zeros, the update would teach the network to answer “zero”, and the next batch would have to undo it. A shuffled batch is a small sample of the whole set.",
  "lesson.a.train.title": "Train with one cycle",
  "lesson.a.train.text":
    "Three convolutions with stride 2 halve the maps from 28 to 14, 7 and 4 pixels; the mean of each of the 64 last maps goes into one linear layer. fastai’s one-cycle schedule raises the learning rate to its peak of 1e-3 in the first quarter of the steps and then lets it fall along a cosine, while the momentum moves the other way. Five epochs take a while on the CPU: go on reading while it trains.",
  "lesson.a.train.question": "What would happen with the peak rate from the very first step?",
  "lesson.a.train.answer":
    "The first gradients are large and point in all directions, so big steps can throw the weights to where the loss is hard to reduce. The slow start avoids that, and the long fall at the end lets the weights settle.",
  "lesson.a.confusion.title": "Where it fails: confusion matrix and highest losses",
  "lesson.a.confusion.text":
    "A row of the confusion matrix is the true digit, a column the predicted one, so mistakes lie beside the diagonal. The loss of an image is high where the network is confident and wrong. The images with the highest losses are where one learns most about a model, or about wrong labels.",
  "lesson.a.confusion.question":
    "Look at the nine images with the highest losses: are all of them the network’s fault?",
  "lesson.a.confusion.answer":
    "Usually not. Some are drawn so that people disagree too, and a few labels of MNIST are wrong. A model that got all of them right would have learned the noise.",
  "lesson.a.compare.title": "Template matching beside the network",
  "lesson.a.compare.text":
    "The simplest classifier needs no training: average the images of each digit, and assign a new image to the nearest mean image (the template). It gets 82.03 % of the test images right. Below are the first test images of the file, each with the template’s answer and the network’s.",
  "lesson.a.compare.question": "The template is wrong on many images that look perfectly clear. Why?",
  "lesson.a.compare.answer":
    "It compares pixel by pixel. A digit that is shifted, slanted or drawn thinner than the mean overlaps little with its own template, and may overlap more with another one.",
  "lesson.a.kernels.title": "The first convolution: kernels and maps",
  "lesson.a.kernels.text":
    "Each kernel of the first convolution is a small table of weights; sliding over the image it makes one map. Where the image resembles the kernel, the map is strongly positive. Choose the first layer below to see all maps before the ReLU, and the kernels that made them.",
  "lesson.a.kernels.question": "Some kernels look like noise. Are they useless?",
  "lesson.a.kernels.answer":
    "Not necessarily. A 3 × 3 kernel has nine weights only, so it can hardly look like anything but an edge, a spot or a mixture. The later layers combine the maps; remove one and see whether the accuracy falls.",
  "lesson.a.conclusion.title": "Learned features against hand-made templates",
  "lesson.a.conclusion.text":
    "Both classifiers have seen the same 60,000 images. The template compares all pixels with one mean image a class; the network has learned which small patterns matter and where. The difference in accuracy is what learning the features is worth.",
  "lesson.a.conclusion.question":
    "The template is hand-made, but its pixels are averages of data. So what exactly is it that the network learns and the template does not?",
  "lesson.a.conclusion.answer":
    "The features. The template’s features are the 784 pixels themselves, and only the ten means come from the data. The network also learns the kernels, that is, what to compare.",
  "lesson.b.array.title": "Array and tensor",
  "lesson.b.array.text":
    "An image file becomes an array: height × width × channels, (28, 28, 3). Indexing with [:, :, 0] takes one channel, whose shape is (28, 28). PyTorch wants the channels first, (3, 28, 28), and its tensors can do two things that arrays cannot: remember how they were computed, for gradients, and live on a GPU.",
  "lesson.b.array.question": "What does [:, :, 0] mean, read from left to right?",
  "lesson.b.array.answer":
    "All rows, all columns, the first channel. A colon keeps a whole axis, a number picks one entry and removes the axis, so three axes become two.",
  "lesson.b.means.title": "An image is a point, a digit is a mean",
  "lesson.b.means.text":
    "784 numbers are a point in a space of 784 dimensions. The images of a digit are a cloud of points, and the mean image is the middle of the cloud: its representative. The difference of the mean 3 and the mean 7 shows which pixels tell the two apart.",
  "lesson.b.means.question": "What does a white pixel in the difference picture mean?",
  "lesson.b.means.answer":
    "Both digits have the same mean ink there, so this pixel tells nothing about which of the two it is: the border of the image, for instance, but also places where both digits have a stroke.",
  "lesson.b.errors.title": "Distance to the two means",
  "lesson.b.errors.text":
    "For each 3 of the training set, the figure shows its mean squared error to the mean 3 and to the mean 7, over the image’s number; then the same for each 7. Where the curve of the wrong mean lies below, the image would be assigned to the wrong digit. On the test images 96.61 % of the threes and sevens lie nearer to their own mean.",
  "lesson.b.errors.question": "Why is the error to one’s own mean not zero?",
  "lesson.b.errors.answer":
    "Nobody writes the mean digit: it is blurred, because it has ink wherever anybody has some. Every sharp image differs from it.",
  "lesson.b.block.title": "The data block in words",
  "lesson.b.block.text":
    "A data block answers four questions. What are the inputs? Pictures with one channel. What are the labels? Classes, named by the folder that a picture lies in. How is it split? By folder again: training and testing. What happens to a batch? It is normalised: 0.1307 is subtracted and the result divided by 0.3081, the mean and the standard deviation of MNIST’s training images.",
  "lesson.b.block.question": "The network would learn without normalising, too. What is it good for?",
  "lesson.b.block.answer":
    "The initial weights are drawn for inputs around 0 with a spread of about 1. With such inputs the outputs of all layers have a reasonable size from the start, and the same learning rate suits all of them.",
  "lesson.b.train.title": "The network, and fine_tune(1)",
  "lesson.b.train.text":
    "Three convolutions, each followed by ReLU and max pooling, then two linear layers: 98,442 parameters. fastai’s fine_tune(1) has two phases. The first epoch is one cycle with a peak of 2e-3 at 99 % of its steps; then the optimiser begins anew, and the second epoch is one cycle with half that peak, at 30 % of its steps, starting from a fifth of it. Nothing is frozen in the first phase, since this network has a single group of parameters.",
  "lesson.b.train.question": "fine_tune is made for networks that were trained before. What does it do here?",
  "lesson.b.train.answer":
    "The first phase should train a new head while the rest is frozen. A network of one’s own has no head, so everything trains: a long warm-up in the first epoch, and an ordinary cycle in the second.",
  "lesson.b.confusion.title": "Confusion matrix and ten random predictions",
  "lesson.b.confusion.text":
    "The validation images are MNIST’s test images here, as in the tutorial. The confusion matrix counts all of them; the gallery shows some at random with the true and the predicted digit.",
  "lesson.b.confusion.question": "Validation and test images are the same here. Why is that usually avoided?",
  "lesson.b.confusion.answer":
    "Whoever chooses a model by its validation accuracy has fitted it to these images a little. A test set that nobody has looked at tells how good it really is. Here nothing is chosen, so the number is honest.",
  "lesson.b.pair.title": "Fifty threes and fifty sevens",
  "lesson.b.pair.text":
    "Now the question of the mean images is put to the network: the first fifty threes and the first fifty sevens of the test set. It may answer with any of the ten digits, which is harder than choosing between the two. The tutorial’s network gets 0.9900 of these hundred right; the table gives both ways of counting, for the network and for the mean images.",
  "lesson.b.pair.question": "How much does an accuracy of 99 % on 100 images tell?",
  "lesson.b.pair.answer":
    "One mistake more or less changes it by a whole percent. With 100 images the accuracy is known to about ± 2 percentage points; switch to all images for a better estimate.",
  "lesson.b.kernels.title": "Activations and kernels of the first convolution",
  "lesson.b.kernels.text":
    "As in lesson A: what the first convolution makes of one image, and the weights that do it. The padding of 1 keeps the maps at 28 × 28; it is the max pooling that halves them afterwards. Compare the maps with those of the strided network.",
  "lesson.b.kernels.question": "Pooling and stride both halve the maps. What is the difference?",
  "lesson.b.kernels.answer":
    "A stride of 2 computes only every second place. Max pooling computes all places and keeps the largest of four: more work, but a pattern is found wherever in the four it lies.",
  "lesson.c.device.title": "Version and device",
  "lesson.c.device.text":
    "A program for PyTorch first prints its version and chooses the device that computes: a GPU if there is one, else the CPU. This page does the same when it opens: WebGPU if a real GPU answers and its results agree with the CPU’s, else burn-ndarray on the CPU with several workers. The badge at the top of the page names what computes now.",
  "lesson.c.device.question": "Does the device change what the network learns?",
  "lesson.c.device.answer":
    "Only by rounding. Sums are added in another order, so the last digits differ, and after many steps two runs drift apart a little. The accuracy is the same within the spread of random seeds.",
  "lesson.c.data.title": "60,000 and 10,000 images",
  "lesson.c.data.text":
    "The training set has 60,000 images, the test set 10,000, written by other people. ToTensor divides the bytes by 255, so the network sees numbers from 0 to 1. The table gives the facts of both sets.",
  "lesson.c.data.question": "Why must the test images come from other writers?",
  "lesson.c.data.answer":
    "A network could learn the habits of its writers. Only images by people that it has never seen tell how it will do for new people, for instance for you at the drawing pad.",
  "lesson.c.samples.title": "Eight samples and the shape of a batch",
  "lesson.c.samples.text":
    "One image has the shape [1, 28, 28]: channels, height, width. A batch of 64 images has the shape [64, 1, 28, 28]. The figure shows eight images of this run’s first batch with their labels.",
  "lesson.c.samples.question": "Why does a batch have four axes even though the images are grey?",
  "lesson.c.samples.answer":
    "A convolution works on any number of channels, so the channel axis is always there: 1 for grey images, 3 for colour, 16 after the first convolution of this network.",
  "lesson.c.network.title": "The network, printed",
  "lesson.c.network.text":
    "Two convolutions with 5 × 5 kernels, each followed by ReLU and max pooling, then two linear layers with dropout between them: 215,370 parameters. The page prints the network as PyTorch would, with every layer as a module.",
  "lesson.c.network.question": "Which layer has the most parameters?",
  "lesson.c.network.answer":
    "The first linear layer: 1568 × 128 weights and 128 biases are 200,832, more than nine tenths of all. The convolutions have 13,248 together.",
  "lesson.c.shapes.title": "Shapes of weights and of one image’s way",
  "lesson.c.shapes.text":
    "The weights of conv1 have the shape [16, 1, 5, 5]: output channels, input channels, height and width of a kernel. Those of conv2 have [32, 16, 5, 5]. One image goes from [1, 1, 28, 28] through [1, 16, 28, 28], [1, 16, 14, 14], [1, 32, 14, 14], [1, 32, 7, 7] and [1, 1568] to [1, 128] and [1, 10]. Follow it below; choose a layer to see it large.",
  "lesson.c.shapes.question": "Why does conv1 keep 28 × 28 although its kernels are 5 × 5?",
  "lesson.c.shapes.answer":
    "Because of the padding: two rows and columns of zeros on each side make room for a kernel at every pixel, 28 + 2 · 2 − 5 + 1 = 28.",
  "lesson.c.loop.title": "The training loop",
  "lesson.c.loop.text":
    "Each turn takes one batch: the forward pass computes the outputs, the loss measures how wrong they are, the backward pass computes the gradient of the loss for every parameter, and the optimiser (Adam, learning rate 1e-3) changes the parameters a little. “Step” below makes a single turn, so you can watch the loss of each batch.",
  "lesson.c.loop.question": "Why must the gradients be set to zero in every turn?",
  "lesson.c.loop.answer":
    "PyTorch adds new gradients to those that are already there. Without zeroing, each update would follow the sum of all earlier batches as well. This page computes each step’s gradients from scratch, so there is nothing to clear.",
  "lesson.c.epochs.title": "Three epochs",
  "lesson.c.epochs.text":
    "The tutorial prints a line every 200 batches. Its first loss is 2.3039, close to ln 10 = 2.3026, the loss of a network that gives each digit one tenth. Its three epochs end with mean losses of 0.2248, 0.0660 and 0.0472 and training accuracies of 93.09, 97.89 and 98.53 %. Train to the end and compare; the log below has the tutorial’s format.",
  "lesson.c.epochs.question":
    "The first epoch’s training accuracy is lower than the test accuracy right after it. How can that be?",
  "lesson.c.epochs.answer":
    "The training accuracy is collected while the network learns, so it includes the bad answers of the beginning, and dropout is switched on. The test accuracy is measured afterwards, with the whole network.",
  "lesson.c.test.title": "The test, digit by digit",
  "lesson.c.test.text":
    "The tutorial’s network gets 98.94 % of the test images right. By digit: 974/980, 1132/1135, 1028/1032, 1002/1010, 959/982, 880/892, 949/958, 1012/1028, 957/974 and 1001/1009. The table compares these with the run at hand.",
  "lesson.c.test.question":
    "Your per-digit numbers differ from the tutorial’s, though the total is about the same. Is that a fault?",
  "lesson.c.test.answer":
    "No. Another seed gives other initial weights and another order of the images, so other images near the border are mistaken. Only the totals agree, within about ± 0.1 percentage points.",
  "lesson.c.sixteen.title": "The first sixteen test images",
  "lesson.c.sixteen.text":
    "In the order of the file: each image with its true and its predicted digit, ✓ where they agree and ✗ where they do not. Before training about one in ten is right by chance; after three epochs all of these sixteen usually are.",
  "lesson.c.sixteen.question": "Which of the sixteen would you be least sure of yourself?",
  "lesson.c.sixteen.answer":
    "Most people hesitate at image 8 (counted from 0), a 5 whose top is hardly there. Choose it to see how the network divides its probability.",
  "lesson.c.kernels.title": "Sixteen kernels",
  "lesson.c.kernels.text":
    "The weights of conv1 as pictures: one colour for positive weights, the other for negative ones, on one scale for all sixteen. A kernel with a positive and a negative half answers to an edge; one with a positive band answers to a stroke in that direction.",
  "lesson.c.kernels.question": "How do the kernels change while the network trains?",
  "lesson.c.kernels.answer":
    "Less than one would think: many keep traces of their random start. Press Train and watch them. The largest changes come in the first hundred steps.",
  "lesson.c.maps.title": "The image and its sixteen maps",
  "lesson.c.maps.text":
    "What the sixteen kernels find in one test image, after the ReLU: bright where a kernel’s pattern is, dark where it is not. Point at a kernel to see its map marked. Go to another image and compare.",
  "lesson.c.maps.question": "Some maps are almost entirely dark. What does that mean?",
  "lesson.c.maps.answer":
    "The pattern of this kernel does not occur in this image, or the ReLU cuts off nearly everything because the kernel’s bias is negative. Such a map may wake up for another digit; one that is dark for all images is a dead unit.",
  "lesson.c.five.title": "Five digits, five maps",
  "lesson.c.five.text":
    "The first five different digits of the test set are 7, 2, 1, 0 and 4. Each row is one of them: the original, then its first five maps. Reading down a column shows one kernel at work on five digits.",
  "lesson.c.five.question": "Does one kernel belong to one digit?",
  "lesson.c.five.answer":
    "No. A kernel of the first layer answers to a small pattern that occurs in many digits, such as a horizontal stroke in 7, 2 and 4. Only the combination in later layers is specific to a digit.",
  "lesson.c.summary.title": "Summary, and two claims examined",
  "lesson.c.summary.text":
    "Four ideas make a convolutional network: local connections, shared weights, tolerance to translation, and features that grow from edges to shapes. The tutorial adds that it has far fewer parameters than a fully connected network. Counted honestly, the convolutions have 13,248, but this network has 215,370 because of its linear layer, and a fully connected 784–128–10 network has 101,770. The claim about translation can be measured: move the test images and see what remains.",
  "lesson.c.summary.question":
    "How far may a digit be shifted before the network fails? Measure, then train with random shifts and measure again.",
  "lesson.c.summary.answer":
    "One pixel costs this network about one percentage point, four pixels about forty. Pooling forgives a pixel or two; beyond that the linear layer finds the features in places that it has no weights for. Training with random shifts (an augmentation setting) teaches it, and the curve stays up; for the nearest mean image nothing helps.",
  "lesson.d.normalised.title": "Normalised by 0.1307 and 0.3081",
  "lesson.d.normalised.text":
    "Over all training images the mean pixel, divided by 255, is 0.1307 and the standard deviation 0.3081. Normalising subtracts the one and divides by the other, so the inputs lie around 0: paper becomes −0.4242, full ink 2.8215. The figure shows one image as stored and as this network takes it.",
  "lesson.d.normalised.question": "Why are the test images normalised with the training images’ numbers?",
  "lesson.d.normalised.answer":
    "Because the network was trained for inputs made in that way. Using the test set’s own mean would let information about the test set in, and a single new image has no set to take a mean of.",
  "lesson.d.batch.title": "One batch of 64",
  "lesson.d.batch.text":
    "A whole batch of this run as a grid, with labels. The network takes the normalised numbers; for the eye they are turned back, which gives the stored image again.",
  "lesson.d.batch.question": "How many images of each digit are in the batch?",
  "lesson.d.batch.answer":
    "About six, but rarely exactly: the batch is drawn at random. Such differences between batches are one reason why the loss of single batches jumps up and down.",
  "lesson.d.network.title": "The network, printed",
  "lesson.d.network.text":
    "This is LeNet with ReLU and max pooling. Its two convolutions have no padding, so the maps shrink from 28 to 24, 12, 8 and 4 pixels; three linear layers with 120, 84 and 10 outputs follow. All in all it has 44,426 parameters.",
  "lesson.d.network.question": "Where does the 256 of fc1’s inputs come from?",
  "lesson.d.network.answer":
    "From 16 maps of 4 × 4 values: 16 · 4 · 4 = 256. Whoever changes a kernel or the padding has to compute this number anew; the page’s editor of layers does that by itself.",
  "lesson.d.untrained.title": "Two images, before any training",
  "lesson.d.untrained.text":
    "The first two images of the batch go through the untrained network. Its ten outputs are small numbers around 0, so the probabilities are all near one tenth and the loss is near ln 10 = 2.303.",
  "lesson.d.untrained.question":
    "What would the loss be if the network gave the right digit a probability of one half?",
  "lesson.d.untrained.answer":
    "−ln 0.5 = 0.693. The loss counts only the probability of the right digit; how the rest is divided among the others makes no difference.",
  "lesson.d.update.title": "One backward pass, one update",
  "lesson.d.update.text":
    "The backward pass computes how the loss changes with every parameter. SGD then moves each parameter against its gradient, by 0.01 times the gradient. Afterwards the loss of these two images is a little lower. The page makes this update on a copy of the network, so the run does not change.",
  "lesson.d.update.question": "Does the loss of all other images fall, too?",
  "lesson.d.update.answer":
    "Not necessarily. The update follows these two images only. It is by going through many batches that the updates agree on what is common to all images.",
  "lesson.d.epoch.title": "One epoch",
  "lesson.d.epoch.text":
    "One pass over the 60,000 images, 938 batches of 64, with SGD at 0.01. Every 100 batches the tutorial prints the mean loss since the line before, as “[epoch, batch] loss: x.xxx”; the log below has this format.",
  "lesson.d.epoch.question": "For hundreds of batches hardly anything happens, and then the loss falls fast. Why?",
  "lesson.d.epoch.answer":
    "SGD without momentum makes small steps, and from the random start the gradients of early layers are tiny. Once the later layers have found something, the gradients grow and all layers learn together. Momentum or Adam shortens this waiting.",
  "lesson.d.accuracy.title": "Accuracy on the 10,000 test images",
  "lesson.d.accuracy.text":
    "The tutorial prints the accuracy in whole percent, rounded down. After one epoch of plain SGD it is about 90 %; a run of the same recipe in PyTorch gave 90.29 %. It varies by about a percent from seed to seed, since the loss is still falling fast when the epoch ends.",
  "lesson.d.accuracy.question": "What would you change to get 98 % in one epoch?",
  "lesson.d.accuracy.answer":
    "The optimiser: Adam with a rate of 1e-3, or SGD with momentum 0.9. Change it in the Lab’s settings and train again; the page keeps the earlier curve for comparison.",
  "lesson.e.classics.title": "The classics",
  "lesson.e.classics.text":
    "LeNet-5 (1998) read cheques with two convolutions, average pooling and tanh. AlexNet (2012) showed that deep networks with ReLU and dropout win on photographs. VGG (2014) stacked small 3 × 3 convolutions instead of large ones. ResNet (2015) added the input of each block to its output, so that very deep networks can be trained. Each is a preset here, scaled to 28 × 28 pixels.",
  "lesson.e.classics.question": "Two 3 × 3 convolutions see as much as one 5 × 5. Which needs fewer weights?",
  "lesson.e.classics.answer":
    "The two: 2 · 9 = 18 weights for each pair of channels against 25, and there is a ReLU between them, which makes the pair more expressive.",
  "lesson.e.plan.title": "The plan: input, output, layers, activation, optimiser",
  "lesson.e.plan.text":
    "A network is planned from its ends. The input is one grey image, [1, 28, 28]; the output is ten log-probabilities. Between them stand two convolutions with 10 and 20 channels, one pooling, and a wide linear layer of 500 units; the activation is ReLU, the optimiser Adam with a rate of 1e-4. This makes 1,007,590 parameters, nearly all of them in the wide layer.",
  "lesson.e.plan.question": "Why log-probabilities instead of probabilities?",
  "lesson.e.plan.answer":
    "The loss is the negative logarithm anyway, and computing both steps together is exact even where a probability is as small as 1e-40. In 32 bits such a probability would be rounded to 0, and its logarithm would be infinite.",
  "lesson.e.layout.title": "The parts of a program",
  "lesson.e.layout.text":
    "A training program has five parts, often five files: the loader brings the images in batches, the model computes, “train” goes over all batches once, “test” measures, and “main” calls them for each epoch. This page has the same parts; its Library writes the run in hand as one program for PyTorch that you can run elsewhere.",
  "lesson.e.layout.question": "Why is “test” a part of its own and not the end of “train”?",
  "lesson.e.layout.answer":
    "It must not change the model, switches dropout off, and needs no gradients. Kept apart, it can be called at any time, on any images, and never mixed up with training.",
  "lesson.e.train.title": "Twenty epochs",
  "lesson.e.train.text":
    "The loss is the negative log-likelihood, the optimiser Adam with 1e-4, and a batch has 512 images. Every 30 batches the tutorial prints the images seen, their percentage and the loss; after each epoch the mean test loss and the hits among 10,000. A run of the same recipe in PyTorch ended with 98.63 %. Train one epoch first: it already shows most of the way.",
  "lesson.e.train.question":
    "The batch is eight times as large as in lesson C, and the rate ten times as small. What does that do to the learning?",
  "lesson.e.train.answer":
    "There are only 118 updates an epoch, and each is small: learning is slow but smooth. That is why this recipe needs twenty epochs where three do in lesson C.",
  "lesson.e.forward.title": "The forward pass, stage by stage",
  "lesson.e.forward.text":
    "Twenty images at channel 0 of one layer after the other: the input, after conv1, after the ReLU, after pooling, after conv2, after the ReLU. Choose the layer above the figure. Below it stand the ten outputs of one image, as numbers and as bars. Before training the kernels are random and yet the maps still look like digits; after training they stress what matters.",
  "lesson.e.forward.question": "Why do random kernels give maps in which one can still recognise the digits?",
  "lesson.e.forward.answer":
    "A convolution with any kernel is a blurred or sharpened copy of the image, since each output depends on a small neighbourhood. What training adds is the choice of the blur: the one that makes the next layer’s work easy.",
  "lesson.e.answer.title": "What the ten numbers mean",
  "lesson.e.answer.text":
    "The ten outputs are log-probabilities, all of them 0 or less. Their exponentials are ten probabilities with the sum 1. The largest is the answer. Draw a digit of your own and see how the network divides its probability.",
  "lesson.e.answer.question":
    "The network gives one digit a probability of 99.9 %. Is it right in 999 of 1000 such cases?",
  "lesson.e.answer.answer":
    "Often not: networks tend to be overconfident, above all for pictures unlike those of the training set. The calibration figure of the Results room compares confidence and accuracy.",
  "lesson.e.rate.title": "The learning rate, shown",
  "lesson.e.rate.text":
    "Too large a rate makes the loss jump about or grow; too small a one wastes time. Try three rates one after the other: 0.1, 1e-3 and 1e-6. The page keeps the curves of earlier runs, so that you can see all three in one chart.",
  "lesson.e.rate.question": "How would you find a good rate without trying many runs?",
  "lesson.e.rate.answer":
    "By a sweep: raise the rate a little after every step and watch the loss. Shortly before it starts to grow, the rate is about as large as it may be. The Lab’s learning-rate finder does that.",
};
