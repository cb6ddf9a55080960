"""Writes normalize.json: what torchvision's ToTensor and Normalize make of every byte.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install torch numpy
    /tmp/venv/bin/python normalize.py > normalize.json

These two are `tensor.div(255)` and `tensor.sub_(mean).div_(std)`, all in float32. Numbers are stored as
their bits, little-endian, in Base64. The file was made with PyTorch 2.15.0 on the CPU.
"""

import base64
import json
import sys

import torch

SETTINGS = [
    ([0.0], [1.0]), ([0.1307], [0.3081]), ([0.2860], [0.3530]),
    ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ([0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616])]

cases = []
for means, deviations in SETTINGS:
    image = torch.arange(256, dtype=torch.uint8).repeat(len(means), 1).view(-1, 16, 16)
    mean = torch.as_tensor(means).view(-1, 1, 1)
    deviation = torch.as_tensor(deviations).view(-1, 1, 1)
    numbers = image.to(torch.float32).div(255).sub_(mean).div_(deviation)
    data = base64.b64encode(numbers.numpy().astype("<f4").tobytes()).decode()
    cases.append({"mean": means, "deviation": deviations, "numbers": data})

json.dump(cases, sys.stdout, separators=(",", ":"))
