"""Native PyTorch as a peer: answers a line of JSON on stdin with a line of JSON on stdout.

Started by torch.mjs with the number of threads and the folder of MNIST's four files. Networks come as the trainer
describes them, so that none is written down twice.
"""

import gzip
import json
import os
import sys
import time

import torch
from torch import nn

THREADS, FOLDER = int(sys.argv[1]), sys.argv[2]
EVALUATION_BATCH = 1000
# A loss is read about so often.
STRETCH_S = 0.25


def read(name, header):
    """The bytes behind the header of a gzip-compressed IDX file."""
    with gzip.open(os.path.join(FOLDER, name + ".gz")) as file:
        return torch.frombuffer(bytearray(file.read()[header:]), dtype=torch.uint8)


def load():
    """Images [n, 1, 28, 28] in [0, 1] and labels, for training and for testing."""
    splits = []
    for part in ("train", "t10k"):
        images = read(part + "-images-idx3-ubyte", 16).reshape(-1, 1, 28, 28).float() / 255
        splits.append((images, read(part + "-labels-idx1-ubyte", 8).long()))
    return splits


class Residual(nn.Module):
    """The sum of two ways."""

    def __init__(self, inside, shortcut):
        super().__init__()
        self.inside, self.shortcut = inside, shortcut

    def forward(self, x):
        return self.inside(x) + self.shortcut(x)


def layer_of(layer, x):
    """A layer for an input like x."""
    kind = layer["kind"]
    if kind == "conv2d":
        stride, padding = layer.get("stride", 1), layer.get("padding", 0)
        return nn.Conv2d(x.shape[1], layer["channels"], layer["kernel"], stride, padding)
    if kind == "linear":
        return nn.Linear(x.shape[1], layer["units"])
    if kind == "batch_norm":
        return (nn.BatchNorm2d if x.dim() == 4 else nn.BatchNorm1d)(x.shape[1])
    if kind == "residual":
        return Residual(chain(layer["layers"], x)[0], chain(layer.get("shortcut") or [], x)[0])
    if kind == "global_avg_pool":
        return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
    simple = {
        "relu": nn.ReLU,
        "tanh": nn.Tanh,
        "sigmoid": nn.Sigmoid,
        "gelu": nn.GELU,
        "flatten": nn.Flatten,
        "max_pool2d": lambda: nn.MaxPool2d(layer["size"]),
        "avg_pool2d": lambda: nn.AvgPool2d(layer["size"]),
        "dropout": lambda: nn.Dropout(layer["rate"]),
        "log_softmax": lambda: nn.LogSoftmax(1),
    }
    return simple[kind]()


def chain(layers, x):
    """Layers in a row, and what comes out of them."""
    modules = []
    for layer in layers:
        module = layer_of(layer, x)
        # Two images, for a batch norm cannot learn from one.
        with torch.no_grad():
            x = module(x)
        modules.append(module)
    return nn.Sequential(*modules), x


class Peer:
    def __init__(self):
        (self.images, self.labels), (self.test_images, self.test_labels) = load()
        self.normalised = False
        self.model = None

    def normalise(self, wanted):
        """Pixels as the network wants them."""
        if wanted == self.normalised:
            return
        for images in (self.images, self.test_images):
            images.sub_(0.1307).div_(0.3081) if wanted else images.mul_(0.3081).add_(0.1307)
        self.normalised = wanted

    def batches(self, size):
        """Training batches without end, in a new order each epoch."""
        generator = torch.Generator().manual_seed(1)
        while True:
            order = torch.randperm(len(self.images), generator=generator)
            for start in range(0, len(order) - size + 1, size):
                chosen = order[start : start + size]
                yield self.images[chosen], self.labels[chosen]

    def train(self, network, batch_size, seconds, warm_seconds):
        config = network["config"]
        self.normalise(config["input"] == "normalised")
        torch.manual_seed(0)
        self.model, _ = chain(network["spec"]["layers"], torch.zeros(2, 1, 28, 28))
        self.model.train()
        parameters, rate = self.model.parameters(), config["learning_rate"]
        if config["optimizer"] == "adam":
            optimizer = torch.optim.Adam(parameters, rate, (config["beta_1"], config["beta_2"]), config["epsilon"])
        else:
            optimizer = torch.optim.SGD(parameters, rate)
        loss_of = nn.functional.nll_loss if config["loss"] == "nll" else nn.functional.cross_entropy
        batches = self.batches(batch_size)

        def stretch(steps):
            start = time.perf_counter()
            for _ in range(steps):
                images, labels = next(batches)
                optimizer.zero_grad()
                loss = loss_of(self.model(images), labels)
                loss.backward()
                optimizer.step()
            loss.item()
            return time.perf_counter() - start

        warm = time.perf_counter() + warm_seconds
        stretch(1)
        while time.perf_counter() < warm:
            stretch(1)
        steps = max(1, round(STRETCH_S / stretch(1)))
        images, measured = 0, 0.0
        while measured < seconds:
            measured += stretch(steps)
            images += steps * batch_size
        return {"images": images, "ms": 1000 * measured}

    def evaluate(self):
        self.model.eval()
        start, right = time.perf_counter(), 0
        with torch.no_grad():
            for i in range(0, len(self.test_labels), EVALUATION_BATCH):
                chosen = slice(i, i + EVALUATION_BATCH)
                right += (self.model(self.test_images[chosen]).argmax(1) == self.test_labels[chosen]).sum().item()
        return {"ms": 1000 * (time.perf_counter() - start), "accuracy": right / len(self.test_labels)}

    def predict(self, count):
        self.model.eval()
        with torch.no_grad():
            self.model(self.test_images[:1])
            start = time.perf_counter()
            for _ in range(count):
                torch.softmax(self.model(self.test_images[:1]), 1).tolist()
        return 1000 * (time.perf_counter() - start) / count


def main():
    torch.set_num_threads(THREADS)
    peer = Peer()
    answer = {"value": {"version": torch.__version__, "threads": torch.get_num_threads()}}
    while True:
        print(json.dumps(answer), flush=True)
        line = sys.stdin.readline()
        if not line:
            return
        request = json.loads(line)
        try:
            answer = {"value": getattr(peer, request["call"])(**request["with"])}
        except Exception as error:  # told to whoever asked, who decides what becomes of it
            answer = {"error": f"{type(error).__name__}: {error}"}


main()
