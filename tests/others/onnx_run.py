"""Checks an ONNX file and runs it: prints the largest difference from the logits that the page computed.

onnx_run.py FILE.onnx IMAGES.f32 LOGITS.f32
"""

import json
import sys

import numpy
import onnx
import onnxruntime

path, images_path, logits_path = sys.argv[1:]
onnx.checker.check_model(path, full_check=True)
images = numpy.fromfile(images_path, "<f4").reshape(-1, 1, 28, 28)
expected = numpy.fromfile(logits_path, "<f4").reshape(-1, 10)
session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
logits, probabilities = session.run(None, {"image": images})
single = numpy.concatenate([session.run(["logits"], {"image": image[None]})[0] for image in images[:20]])
scale = numpy.abs(expected).max()
print(
    json.dumps(
        {
            "difference": float(numpy.abs(logits - expected).max() / scale),
            "single": float(numpy.abs(single - expected[:20]).max() / scale),
            "sums": float(numpy.abs(probabilities.sum(1) - 1).max()),
            "shape": list(logits.shape),
        }
    )
)
