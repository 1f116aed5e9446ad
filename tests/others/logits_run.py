"""Runs the network of a train.py on images: prints the largest difference from the logits that the page computed.

logits_run.py FOLDER IMAGES.f32 LOGITS.f32: the folder holds train.py and train.npz, the images are scaled already
"""

import json
import sys

import numpy
import torch

folder, images_path, logits_path = sys.argv[1:]
sys.path.insert(0, folder)
import train  # noqa: E402

network = train.Network()
names = [name for name in network.state_dict() if not name.endswith("num_batches_tracked")]
network.load_state_dict({name: torch.from_numpy(train.START[name]) for name in names}, strict=False)
network.eval()
images = torch.from_numpy(numpy.fromfile(images_path, "<f4").reshape(-1, 1, 28, 28))
expected = torch.from_numpy(numpy.fromfile(logits_path, "<f4").reshape(-1, 10))
with torch.no_grad():
    logits = network(images)
print(json.dumps({"difference": ((logits - expected).abs().max() / expected.abs().max()).item()}))
