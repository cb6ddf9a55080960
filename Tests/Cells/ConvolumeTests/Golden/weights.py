"""Exchanges weights with PyTorch, as safetensors.

    python3 -m venv venv && venv/bin/pip install torch numpy safetensors
    venv/bin/python weights.py record

writes network.safetensors, uncounted.safetensors and example.safetensors beside itself, which
WeightsTests.swift reads; the files in the repository were made with PyTorch 2.15.0 and safetensors
0.8.0. A whole exchange, of networks that were trained on either side:

    make exchange
"""

import collections
import pathlib
import sys

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn

torch.manual_seed(1)
torch.set_num_threads(1)


class Residual(nn.Module):
    def __init__(self, branch, shortcut):
        super().__init__()
        self.branch, self.shortcut = branch, shortcut

    def forward(self, given):
        return self.branch(given) + self.shortcut(given)


def small():
    return nn.Sequential(
        nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(),
        Residual(
            nn.Sequential(nn.Conv2d(2, 3, 3, padding=1, bias=False), nn.BatchNorm2d(3)),
            nn.Sequential(nn.Conv2d(2, 3, 1))),
        nn.Flatten(), nn.Linear(3 * 4 * 4, 3))


def lenet():
    return nn.Sequential(collections.OrderedDict([
        ("C1", nn.Conv2d(1, 6, 5, padding=2)), ("1", nn.ReLU()), ("S2", nn.MaxPool2d(2)),
        ("C3", nn.Conv2d(6, 16, 5)), ("4", nn.ReLU()), ("S4", nn.MaxPool2d(2)), ("6", nn.Flatten()),
        ("C5", nn.Linear(400, 120)), ("8", nn.ReLU()), ("F6", nn.Linear(120, 84)), ("10", nn.ReLU()),
        ("Output", nn.Linear(84, 10))]))


NETWORKS = {"small": (small, [6, 6], 3), "lenet": (lenet, [28, 28], 10)}


def trained(name, steps):
    make, size, classes = NETWORKS[name]
    model = make()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(steps):
        loss = F.cross_entropy(model(torch.randn(20, 1, *size)), torch.randint(classes, (20,)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.eval()


def example(name, model, count):
    images = torch.randn(count, 1, *NETWORKS[name][1])
    with torch.no_grad():
        return {"images": images, "scores": model(images)}


def record(folder):
    model = trained("small", 5)
    state = model.state_dict()
    save_file(state, folder / "network.safetensors", metadata={"format": "pt"})
    uncounted = {n: t for n, t in state.items() if not n.endswith("num_batches_tracked")}
    save_file(uncounted, folder / "uncounted.safetensors")
    save_file(example("small", model, 3), folder / "example.safetensors")


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name in NETWORKS:
        model = trained(name, 10)
        save_file(model.state_dict(), folder / f"{name}-there.safetensors")
        save_file(example(name, model, 40), folder / f"{name}-there-example.safetensors")


def read(folder):
    for name, (make, _, _) in NETWORKS.items():
        model = make()
        model.load_state_dict(load_file(folder / f"{name}-here.safetensors"), strict=True)
        told = load_file(folder / f"{name}-here-example.safetensors")
        with torch.no_grad():
            scores = model.eval()(told["images"])
        difference = (scores - told["scores"]).abs().max().item()
        print(f"{name}: scores up to {scores.abs().max():.2f}, largest difference {difference:.1e}")
        assert difference < 2e-5 * scores.abs().max()


if sys.argv[1] == "record":
    record(pathlib.Path(__file__).parent)
else:
    {"write": write, "read": read}[sys.argv[1]](pathlib.Path(sys.argv[2]))
