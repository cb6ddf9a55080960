"""Records what PyTorch computes, for GoldenTests.swift to compare with.

    python3 -m venv venv && venv/bin/pip install torch numpy
    venv/bin/python generate.py

writes layers.json, losses.json, optimizers.json and lenet.json beside itself. Numbers of tensors are
32-bit floats, little-endian, in Base64. The files in the repository were made with PyTorch 2.15.0 on
the CPU; its convolutions and matrix products are exact to about 1e-6 of the largest term.
"""

import base64
import json
import pathlib
import random

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

HERE = pathlib.Path(__file__).parent
torch.manual_seed(1)
random.seed(1)


def packed(tensor):
    array = tensor.detach().numpy().astype("<f4")
    return {"shape": list(array.shape), "data": base64.b64encode(array.tobytes()).decode()}


def case(kind, module, given, settings=None, mode=None, tensors=None):
    """One layer: its input, its output, and all gradients for a random upstream gradient."""
    given = given.clone().requires_grad_()
    output = module(given)
    upstream = torch.randn_like(output)
    output.backward(upstream)
    record = {
        "input": packed(given), "output": packed(output), "upstream": packed(upstream),
        "inputGradient": packed(given.grad)}
    for name, value in (tensors or {}).items():
        record[name] = packed(value)
        if isinstance(value, nn.Parameter):
            record[name + "Gradient"] = packed(value.grad)
    return {"kind": kind, "settings": settings or {}, "mode": mode or "zero", "tensors": record}


def convolutions():
    sizes = [(6, 7), (7, 5), (5, 8)]
    grid = []
    for kernel in (1, 2, 3, 5):
        for stride in (1, 2, 3):
            for padding in ("valid", "same", "explicit", "full"):
                if padding != "same" or stride == 1:
                    grid.append((kernel, stride, padding))
    for number, (kernel, stride, padding) in enumerate(grid):
        dilation = 2 if kernel in (2, 3) and number % 3 == 0 else 1
        groups = (1, 2, 4, 1)[number % 4]
        batch = (1, 2, 7, 1)[number % 4] if number % 8 < 4 else 2
        inputs, outputs = (4, 4) if groups == 4 else (2, 4) if groups == 2 else (3, 2)
        mode = ("zeros", "reflect", "replicate", "circular")[number % 4]
        if padding in ("valid", "full"):
            mode = "zeros"
        extent = (kernel - 1) * dilation + 1
        amount = {"valid": 0, "same": "same", "explicit": 1 + number % 2, "full": extent - 1}[padding]
        bias = number % 5 != 0
        layer = nn.Conv2d(
            inputs, outputs, kernel, stride, amount, dilation, groups, bias, padding_mode=mode)
        height, width = sizes[number % 3]
        tensors = {"weight": layer.weight}
        if bias:
            tensors["bias"] = layer.bias
        yield case(
            "convolution", layer, torch.randn(batch, inputs, height, width),
            {"stride": stride, "dilation": dilation, "groups": groups,
             "padding": -1 if padding == "same" else -2 if padding == "full" else amount},
            mode.removesuffix("s") if mode == "zeros" else mode, tensors)


def poolings():
    for window, stride, padding in [
        (2, 2, 0), (3, 2, 0), (3, 2, 1), (3, 1, 1), (2, 1, 1), (5, 3, 2), (4, 2, 2), (1, 2, 0)]:
        for batch, channels, height, width in [(1, 1, 7, 9), (2, 2, 6, 5), (7, 1, 5, 5)]:
            image = torch.randn(batch, channels, height, width)
            settings = {"window": window, "stride": stride, "padding": padding}
            yield case("max pooling", nn.MaxPool2d(window, stride, padding), image, settings)
            if batch < 7:
                largest = nn.MaxPool2d(window, stride, padding)
                yield case("min pooling", lambda x: -largest(-x), image, settings)
                yield case("average pooling", nn.AvgPool2d(window, stride, padding), image, settings)
                if padding == 0:
                    yield case("L2 pooling", nn.LPPool2d(2, window, stride), image, settings)
    image = torch.randn(2, 3, 5, 4)
    yield case("global average pooling", lambda x: nn.AdaptiveAvgPool2d(1)(x).flatten(1), image)


def others():
    for batch, inputs, outputs in [(1, 3, 2), (2, 5, 7), (7, 8, 1)]:
        for bias in (True, False):
            layer = nn.Linear(inputs, outputs, bias)
            tensors = {"weight": layer.weight}
            if bias:
                tensors["bias"] = layer.bias
            yield case("linear", layer, torch.randn(batch, inputs), tensors=tensors)
    for batch in (1, 2, 7):
        image = 3 * torch.randn(batch, 2, 3, 5)
        yield case("ReLU", nn.ReLU(), image)
        yield case("tanh", nn.Tanh(), image)
        yield case("sigmoid", nn.Sigmoid(), image)
        yield case("softmax", nn.Softmax(1), 5 * torch.randn(batch, 10))
        yield case("flatten", nn.Flatten(), image)
    for size in (1, 3, 4, 5):
        for batch in (1, 2):
            yield case(
                "response normalization", nn.LocalResponseNorm(size, 0.5, 0.75, 2),
                torch.randn(batch, 7, 3, 5), {"size": size, "three quarters": 1})
    yield case(
        "response normalization", nn.LocalResponseNorm(5, 0.5, 0.6, 2),
        torch.randn(2, 7, 3, 5), {"size": 5, "three quarters": 0})
    for training in (1, 0):
        for batch in (2, 7):
            layer = nn.BatchNorm2d(3)
            nn.init.normal_(layer.weight)
            nn.init.normal_(layer.bias)
            before = (torch.randn(3), torch.rand(3) + 0.5)
            layer.running_mean.copy_(before[0])
            layer.running_var.copy_(before[1])
            layer.train(training == 1)
            found = case(
                "batch normalization", layer, 2 * torch.randn(batch, 3, 4, 5) + 1,
                {"training": training}, tensors={
                    "weight": layer.weight, "bias": layer.bias, "runningMean": before[0],
                    "runningVariance": before[1]})
            found["tensors"]["newMean"] = packed(layer.running_mean)
            found["tensors"]["newVariance"] = packed(layer.running_var)
            yield found
    for mode, name in [("constant", "zero"), ("reflect",) * 2, ("replicate",) * 2, ("circular",) * 2]:
        for left, right, top, bottom in [(1, 1, 1, 1), (2, 0, 1, 3), (3, 3, 3, 3)]:
            yield case(
                "padding", lambda x: F.pad(x, (left, right, top, bottom), mode=mode),
                torch.randn(2, 2, 4, 5),
                {"left": left, "right": right, "top": top, "bottom": bottom}, name)


def losses():
    for batch in (1, 2, 7):
        for scale in (1, 30):
            scores = (scale * torch.randn(batch, 10)).requires_grad_()
            labels = torch.randint(10, (batch,))
            for kind in ("cross-entropy", "mean squared error"):
                scores.grad = None
                if kind == "cross-entropy":
                    loss = F.cross_entropy(scores, labels)
                else:
                    loss = F.mse_loss(scores, F.one_hot(labels, 10).float())
                loss.backward()
                yield {
                    "kind": kind, "labels": labels.tolist(), "value": loss.item(),
                    "scores": packed(scores), "gradient": packed(scores.grad)}


def optimizers():
    rules = [
        ("SGD", {"lr": 0.1}), ("SGD", {"lr": 0.1, "momentum": 0.9}),
        ("SGD", {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.01}),
        ("SGD", {"lr": 0.05, "momentum": 0.8, "weight_decay": 0.01, "nesterov": True}),
        ("Adam", {"lr": 0.01}), ("Adam", {"lr": 0.001, "weight_decay": 0.1})]
    for name, settings in rules:
        parameter = nn.Parameter(torch.randn(37))
        start = packed(parameter)
        rule = getattr(torch.optim, name)([parameter], **settings)
        gradients = []
        for _ in range(6):
            parameter.grad = torch.randn(37)
            gradients.append(packed(parameter.grad))
            rule.step()
        yield {
            "rule": name, "settings": {k: float(v) for k, v in settings.items()}, "start": start,
            "gradients": gradients, "end": packed(parameter)}


def schedules():
    def rates(make):
        rule = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.2)
        schedule = make(rule)
        found = []
        for _ in range(12):
            found.append(rule.param_groups[0]["lr"])
            rule.step()
            schedule.step()
        return found

    kinds = torch.optim.lr_scheduler
    return {
        "step": rates(lambda rule: kinds.StepLR(rule, 4, 0.3)),
        "exponential": rates(lambda rule: kinds.ExponentialLR(rule, 0.8)),
        "cosine": rates(lambda rule: kinds.CosineAnnealingLR(rule, 11, 0.02))}


def spread(count, salt):
    """Numbers in -0.5 ..< 0.5 that GoldenTests.swift makes in the same way."""
    places = np.arange(count, dtype=np.int64)
    return torch.tensor((((places * 7919 + salt * 104729) % 2003) / 2003 - 0.5).astype("f4"))


def lenet(rule):
    model = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84),
        nn.ReLU(), nn.Linear(84, 10))
    with torch.no_grad():
        for salt, parameter in enumerate(model.parameters()):
            fan_in = parameter[0].numel() if parameter.dim() > 1 else 100
            parameter.copy_(5 * spread(parameter.numel(), salt).view_as(parameter) / fan_in**0.5)
    steps = rule(model.parameters())
    found = []
    for step in range(10):
        images = 4 * spread(32 * 784, 100 + step).view(32, 1, 28, 28)
        labels = torch.tensor([(image * 7 + step) % 10 for image in range(32)])
        loss = F.cross_entropy(model(images), labels)
        steps.zero_grad()
        loss.backward()
        steps.step()
        found.append(loss.item())
    return {"losses": found, "last": packed(list(model.parameters())[-1])}


def save(name, value):
    (HERE / name).write_text(json.dumps(value, separators=(",", ":")) + "\n")


save("layers.json", [*convolutions(), *poolings(), *others()])
save("losses.json", list(losses()))
save("optimizers.json", {"rules": list(optimizers()), "schedules": schedules()})
save("lenet.json", {
    "SGD": lenet(lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, weight_decay=5e-4)),
    "Adam": lenet(lambda p: torch.optim.Adam(p, lr=0.001))})
