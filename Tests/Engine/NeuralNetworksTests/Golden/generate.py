"""Records what PyTorch computes, for GoldenTests.swift to compare with.

    python3 -m venv venv && venv/bin/pip install torch numpy
    venv/bin/python generate.py

writes layers.json, runs.json, losses.json and optimizers.json beside itself. Inputs and starting
weights are not stored: both sides draw them from one formula (`drawn`). Stored tensors are 32-bit
floats, little-endian, in Base64. The files in the repository were made with PyTorch 2.15.0 on the CPU;
its convolutions and matrix products are exact to about 1e-6 of the largest term.
"""

import base64
import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

HERE = pathlib.Path(__file__).parent
torch.set_num_threads(1)


def drawn(shape, salt, scale=1.0, offset=0.0):
    """Numbers in -1 ..< 1 (SplitMix64), scaled and moved: GoldenRecords.swift makes the same ones."""
    with np.errstate(over="ignore"):
        bits = np.arange(1, int(np.prod(shape)) + 1, dtype=np.uint64)
        bits = (bits + (np.uint64(salt) << np.uint64(32))) * np.uint64(0x9E3779B97F4A7C15)
        bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        bits ^= bits >> np.uint64(31)
    numbers = (bits >> np.uint64(40)).astype("f4") * np.float32(2.0**-23) - np.float32(1)
    return torch.from_numpy(numbers * np.float32(scale) + np.float32(offset)).reshape(shape)


def packed(tensor):
    array = tensor.detach().numpy().astype("<f4")
    return {"shape": list(array.shape), "data": base64.b64encode(array.tobytes()).decode()}


# Layers: a kind and its settings, from which both sides build.


class Residual(nn.Module):
    def __init__(self, branch, shortcut):
        super().__init__()
        self.branch, self.shortcut = nn.Sequential(*branch), nn.Sequential(*shortcut)

    def forward(self, given):
        return self.branch(given) + self.shortcut(given)


class Apply(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.forward = function


def layer(kind, mode="zero", inside=(), around=(), **settings):
    spec = {"kind": kind, "settings": settings, "mode": mode}
    if inside:
        spec |= {"inside": list(inside), "around": list(around)}
    return spec


def convolution(inputs, outputs, kernel, stride=1, padding=0, dilation=1, groups=1, bias=1, mode="zero"):
    return layer(
        "convolution", mode, inputs=inputs, outputs=outputs, kernel=kernel, stride=stride,
        padding=padding, dilation=dilation, groups=groups, bias=bias)


def linear(inputs, outputs, bias=1):
    return layer("linear", inputs=inputs, outputs=outputs, bias=bias)


def pooling(kind, window, stride, padding=0):
    return layer(kind + " pooling", window=window, stride=stride, padding=padding)


SAME, FULL = -1, -2


def module(spec):
    kind, mode, its = spec["kind"], spec["mode"], dict(spec["settings"])
    pool = (its.get("window"), its.get("stride"), its.get("padding"))
    if kind == "convolution":
        padding = its.pop("padding")
        if padding == FULL:
            padding = (its["kernel"] - 1) * its["dilation"]
        return nn.Conv2d(
            its["inputs"], its["outputs"], its["kernel"], its["stride"],
            "same" if padding == SAME else padding, its["dilation"], its["groups"],
            its["bias"] == 1, padding_mode="zeros" if mode == "zero" else mode)
    if kind == "linear":
        return nn.Linear(its["inputs"], its["outputs"], its["bias"] == 1)
    if kind == "max pooling":
        return nn.MaxPool2d(*pool)
    if kind == "min pooling":
        largest = nn.MaxPool2d(*pool)
        return Apply(lambda x: -largest(-x))
    if kind == "average pooling":
        return nn.AvgPool2d(*pool)
    if kind == "L2 pooling":
        return Apply(lambda x: nn.LPPool2d(2, *pool[:2])(F.pad(x, 4 * [its["padding"]])))
    if kind == "global average pooling":
        return Apply(lambda x: nn.AdaptiveAvgPool2d(1)(x).flatten(1))
    if kind == "response normalization":
        return nn.LocalResponseNorm(its["size"], 0.5, 0.75 if its["three quarters"] else 0.6, 2)
    if kind == "batch normalization":
        return nn.BatchNorm2d(its["channels"])
    if kind == "padding":
        amount = [its[side] for side in ("left", "right", "top", "bottom")]
        return Apply(lambda x: F.pad(x, amount, mode="constant" if mode == "zero" else mode))
    if kind == "residual":
        return Residual(map(module, spec["inside"]), map(module, spec["around"]))
    return {
        "ReLU": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "flatten": nn.Flatten,
        "softmax": lambda: nn.Softmax(1)}[kind]()


def filled(model, salt):
    """Gives every parameter, then every statistic, its starting numbers; `salt` counts on."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            salt += 1
            shape = tuple(parameter.shape)
            if len(shape) > 1:
                fan_in = parameter[0].numel()
                parameter.copy_(drawn(shape, salt, (6 / fan_in) ** 0.5))
            elif name.endswith("weight"):
                parameter.copy_(drawn(shape, salt, 0.5, 1))
            else:
                parameter.copy_(drawn(shape, salt, 0.25))
        for name, buffer in model.named_buffers():
            if name.endswith("num_batches_tracked"):
                continue
            salt += 1
            variance = name.endswith("var")
            buffer.copy_(drawn(tuple(buffer.shape), salt, 0.75, 1.25 if variance else 0))
    return model


def statistics(model):
    return [packed(b) for n, b in model.named_buffers() if not n.endswith("num_batches_tracked")]


# One layer, forward and backward.

salts = iter(range(0, 10**9, 100))


def case(spec, shape, training=0, scale=2):
    salt = next(salts)
    model = filled(nn.Sequential(module(spec)), salt + 10)
    model.train(training == 1)
    given = drawn(shape, salt, scale).requires_grad_()
    output = model(given)
    output.backward(drawn(tuple(output.shape), salt + 1))
    return {
        "layer": spec, "input": shape, "salt": salt, "training": training, "scale": scale,
        "output": packed(output), "inputGradient": packed(given.grad),
        "gradients": [packed(p.grad) for p in model.parameters()],
        "statistics": statistics(model)}


def convolutions():
    grid = [
        (kernel, stride, padding)
        for kernel in (1, 2, 3, 5, 7, 11) for stride in (1, 2, 3, 4)
        for padding in ("valid", "same", "explicit", "full") if padding != "same" or stride == 1]
    for number, (kernel, stride, padding) in enumerate(grid):
        batch = (1, 2, 7, 16, 20)[number % 5]
        dilation = (1, 2, 3)[number % 3] if kernel in (2, 3, 5) and number % 2 == 0 else 1
        groups = (1, 2, 4, 1)[number // 2 % 4]
        inputs, outputs = {1: (3, 2), 2: (2, 4), 4: (4, 4)}[groups]
        if kernel > 5 or batch > 7:
            inputs, outputs = {1: (1, 2), 2: (2, 2), 4: (4, 4)}[groups]
        mode = ("zero", "reflect", "replicate", "circular")[number % 4]
        if padding in ("valid", "full"):
            mode = "zero"
        extent = (kernel - 1) * dilation + 1
        amount = {"valid": 0, "same": SAME, "explicit": 1 + number % 2, "full": FULL}[padding]
        height, width = [(6, 7), (7, 5), (5, 8)][number % 3]
        if padding in ("valid", "explicit"):
            height, width = max(height, extent + number % 3), max(width, extent + number % 2)
        if padding == "same" and mode != "zero":
            height, width = max(height, extent), max(width, extent)
        yield case(
            convolution(
                inputs, outputs, kernel, stride, amount, dilation, groups, int(number % 7 != 0),
                mode),
            [batch, inputs, height, width])
    for kernel in (2, 3):
        for dilation in (2, 3):
            for batch in (1, 2, 7):
                yield case(
                    convolution(2, 3, kernel, 1 + batch % 2, 1, dilation), [batch, 2, 9, 7 + batch])
    # As many channels as a network's Winograd filtering asks for.
    for kernel, groups, shape in [(3, 1, [16, 16, 6, 5]), (3, 2, [17, 32, 5, 4]), (5, 1, [16, 17, 4, 5])]:
        yield case(convolution(shape[1], 16 * groups, kernel, padding=SAME, groups=groups), shape)


def poolings():
    for window, stride, padding in [
        (2, 2, 0), (3, 2, 0), (3, 2, 1), (3, 1, 1), (2, 1, 1), (5, 3, 2), (4, 2, 2), (1, 2, 0)]:
        for shape in [[1, 1, 7, 9], [2, 2, 6, 5], [7, 1, 5, 5], [16, 1, 7, 5], [20, 2, 5, 6]]:
            for kind in ("max", "min", "average", "L2"):
                yield case(pooling(kind, window, stride, padding), shape)
    for batch in (1, 2, 7, 16, 20):
        yield case(layer("global average pooling"), [batch, 3, 5, 4])


def others():
    for batch, inputs, outputs in [(1, 3, 2), (2, 5, 7), (7, 8, 1), (16, 33, 9), (20, 17, 31)]:
        for bias in (1, 0):
            yield case(linear(inputs, outputs, bias), [batch, inputs])
    for batch in (1, 2, 7, 16, 20):
        for kind in ("ReLU", "tanh", "sigmoid", "flatten"):
            yield case(layer(kind), [batch, 2, 3, 5], scale=6)
        yield case(layer("softmax"), [batch, 10], scale=10)
        for size in (1, 3, 4, 5):
            yield case(
                layer("response normalization", size=size, **{"three quarters": int(size != 3)}),
                [batch, 7, 2, 3])
        for training in (1, 0):
            yield case(layer("batch normalization", channels=3), [batch, 3, 4, 5], training)
    for mode in ("zero", "reflect", "replicate", "circular"):
        for batch, (left, right, top, bottom) in [
            (2, (1, 1, 1, 1)), (1, (2, 0, 1, 3)), (7, (3, 3, 3, 3)), (16, (0, 1, 2, 1))]:
            yield case(
                layer("padding", mode, left=left, right=right, top=top, bottom=bottom),
                [batch, 1, 4, 5])
    inside = [convolution(2, 3, 3, padding=SAME), layer("batch normalization", channels=3)]
    for batch in (1, 2, 7, 16, 20):
        yield case(
            layer("residual", inside=inside, around=[convolution(2, 3, 1, bias=0)]),
            [batch, 2, 3, 5], training=1)


# Whole networks, trained for a few steps.

ReLU, Tanh, Sigmoid, Flatten = map(layer, ("ReLU", "tanh", "sigmoid", "flatten"))


def lenet():
    return [
        convolution(1, 6, 5, padding=2), ReLU, pooling("max", 2, 2), convolution(6, 16, 5), ReLU,
        pooling("max", 2, 2), Flatten, linear(400, 120), ReLU, linear(120, 84), ReLU, linear(84, 10)]


def alexnet():
    return [
        convolution(3, 64, 11, 4, 2), ReLU, pooling("max", 3, 2), convolution(64, 192, 5, padding=2),
        ReLU, pooling("max", 3, 2), convolution(192, 384, 3, padding=1), ReLU,
        convolution(384, 256, 3, padding=1), ReLU, convolution(256, 256, 3, padding=1), ReLU,
        pooling("max", 3, 2), Flatten, linear(9216, 4096), ReLU, linear(4096, 4096), ReLU,
        linear(4096, 10)]


NETWORKS = [
    # What is in it, its layers, the shape of one image.
    ("3×3 filters", [
        convolution(3, 16, 3, padding=1), ReLU, convolution(16, 24, 3, padding=1), ReLU,
        pooling("max", 2, 2), Flatten, linear(24 * 36, 10)], [3, 13, 13]),
    ("5×5 filters", [
        convolution(3, 16, 5, padding=2), ReLU, convolution(16, 18, 5, padding=2), ReLU,
        pooling("max", 3, 2), Flatten, linear(18 * 16, 10)], [3, 9, 10]),
    ("3×3 filters without padding", [
        convolution(2, 16, 3), ReLU, convolution(16, 16, 3), Tanh, convolution(16, 16, 3, padding=2),
        ReLU, Flatten, linear(16 * 7 * 10, 10)], [2, 9, 12]),
    ("strides, dilation, groups", [
        convolution(2, 6, 5, 2, 2), Tanh, convolution(6, 8, 3, 1, 2, dilation=2, groups=2), Sigmoid,
        pooling("average", 3, 2, 1), Flatten, linear(8 * 3 * 3, 12), ReLU, linear(12, 7)], [2, 11, 9]),
    ("AlexNet's first filters", [
        convolution(3, 8, 11, 4, 2), ReLU, pooling("max", 3, 2), convolution(8, 20, 1), ReLU,
        layer("global average pooling"), linear(20, 10)], [3, 35, 31]),
    ("batch normalization", [
        convolution(2, 8, 3, bias=0), layer("batch normalization", channels=8), ReLU,
        convolution(8, 12, 3, 2, 1), layer("batch normalization", channels=12), ReLU,
        pooling("max", 3, 2, 1), Flatten, linear(12 * 2 * 2, 10)], [2, 9, 8]),
    ("all poolings and response normalization", [
        convolution(1, 6, 7), ReLU, layer("response normalization", size=5, **{"three quarters": 1}),
        pooling("min", 2, 1), pooling("L2", 2, 2), convolution(6, 6, 2), pooling("average", 2, 1),
        Flatten, linear(6 * 3 * 3, 10)], [1, 17, 17]),
    ("one filter for each channel", [
        convolution(3, 6, 1), ReLU, convolution(6, 12, 3, 1, 1, groups=6), ReLU, convolution(12, 8, 1),
        pooling("max", 3, 2), Flatten, linear(8 * 3 * 4, 10)], [3, 7, 10]),
    ("a residual block", [
        convolution(2, 8, 3, padding=1), ReLU, layer("residual", inside=[
            convolution(8, 10, 3, 2, 1, bias=0), layer("batch normalization", channels=10), ReLU,
            convolution(10, 10, 3, padding=1)], around=[convolution(8, 10, 1, 2, bias=0)]),
        ReLU, Flatten, linear(10 * 4 * 5, 10)], [2, 8, 9]),
    ("linear layers alone", [
        linear(37, 50), ReLU, linear(50, 23, bias=0), Sigmoid, linear(23, 10)], [37]),
    ("mirrored, repeated and wrapped borders", [
        convolution(1, 4, 3, padding=1, mode="reflect"), ReLU,
        convolution(4, 4, 5, 2, 2, mode="replicate"), ReLU,
        convolution(4, 4, 3, padding=SAME, mode="circular"), Flatten, linear(4 * 4 * 5, 10)],
        [1, 8, 9]),
    ("padding as a layer", [
        layer("padding", left=1, right=2, top=0, bottom=3), convolution(2, 4, 3, padding=FULL), ReLU,
        pooling("average", 5, 3, 2), Flatten, linear(4 * 4 * 4, 10)], [2, 7, 7]),
]

COURSES = {
    "step": lambda epoch: 0.3 ** (epoch // 4),
    "exponential": lambda epoch: 0.8**epoch,
    "cosine": lambda epoch: (1 + np.cos(np.pi * min(epoch / 11, 1))) / 2,
    "warm-up": lambda epoch: min(epoch / 4, 1),
    "cosine after warm-up": lambda epoch: min(epoch / 4, 1) * (1 + np.cos(np.pi * epoch / 11)) / 2,
}

SGD = ("SGD", {"lr": 0.01, "momentum": 0.9})
RULES = [
    ("SGD", {"lr": 0.1}), ("SGD", {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.01}),
    ("SGD", {"lr": 0.05, "momentum": 0.8, "weight_decay": 0.01, "nesterov": True}),
    ("Adam", {"lr": 0.01}), ("Adam", {"lr": 0.005, "weight_decay": 0.1})]


def run(name, specs, image, batch, steps, rule=SGD, course=None, loss="cross-entropy", at_most=5000):
    """Trains on another batch in each step: losses, how far each parameter came, the scores then."""
    salt = next(salts)
    model = filled(nn.Sequential(*map(module, specs)), salt)
    shape = [batch] + image
    before = [p.detach().clone() for p in model.parameters()]
    optimizer = getattr(torch.optim, rule[0])(model.parameters(), **rule[1])
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, COURSES[course] if course else lambda e: 1)
    classes = [s for s in specs if s["kind"] == "linear"][-1]["settings"]["outputs"]
    losses = []
    for step in range(steps):
        images = drawn(shape, salt + 50 + step, 1.7)
        labels = torch.tensor([(place * 3 + step * 7) % classes for place in range(batch)])
        scores = model(images)
        if loss == "cross-entropy":
            value = F.cross_entropy(scores, labels)
        else:
            value = F.mse_loss(scores, F.one_hot(labels, classes).float())
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        schedule.step()
        losses.append(value.item())
    model.eval()
    with torch.no_grad():
        scores = model(drawn(shape, salt + 49, 1.7))
    print(f"{name}, batch {batch}, {rule[0]} {course or ''}: {losses}")
    return {
        "name": name, "layers": specs, "input": shape, "salt": salt, "steps": steps,
        "rule": rule[0], "settings": {k: float(v) for k, v in rule[1].items()}, "loss": loss,
        "course": course or "constant", "losses": losses, "scores": packed(scores[:24]),
        "changes": [
            packed(p - b) if p.numel() <= at_most else {"shape": list(p.shape), "data": ""}
            for p, b in zip(model.parameters(), before)],
        "statistics": statistics(model)}


def networks():
    batches = (16, 19, 20, 37, 16, 23, 16, 33, 20, 35, 16, 17)
    for batch, (name, specs, image) in zip(batches, NETWORKS):
        yield run(name, specs, image, batch, 3, at_most=7500)
    for batch in (1, 2, 7):
        name, specs, image = NETWORKS[3]
        yield run(name, specs, image, batch, 3)
    name, specs, image = NETWORKS[0]
    yield run(
        name, specs, image, 20, 3, ("SGD", {"lr": 0.002}), loss="mean squared error", at_most=500)
    small = [linear(12, 9), Tanh, linear(9, 5)]
    for rule in RULES:
        yield run("every rule", small, [12], 16, 12, rule)
    for number, course in enumerate(COURSES):
        for rule in (RULES[1 + number % 2], RULES[4]):
            yield run("every course", small, [12], 16, 12, rule, course)
    yield run(
        "LeNet-5", lenet(), [1, 28, 28], 32, 10,
        ("SGD", {"lr": 0.02, "momentum": 0.9, "weight_decay": 5e-4}), at_most=200)
    yield run("LeNet-5", lenet(), [1, 28, 28], 32, 10, ("Adam", {"lr": 0.001}), at_most=200)
    yield run(
        "AlexNet", alexnet(), [3, 224, 224], 16, 3,
        ("SGD", {"lr": 3e-5, "momentum": 0.9, "weight_decay": 5e-4}), at_most=200)
    yield run("AlexNet", alexnet(), [3, 224, 224], 16, 3, ("Adam", {"lr": 1e-5}), at_most=0)


def losses():
    for batch in (1, 2, 7, 16, 20):
        for scale in (2, 60):
            salt = next(salts)
            scores = drawn([batch, 10], salt, scale).requires_grad_()
            labels = torch.tensor([(place * 3 + 1) % 10 for place in range(batch)])
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
    for name, settings in RULES:
        salt = next(salts)
        parameter = nn.Parameter(drawn([37], salt, 2))
        rule = getattr(torch.optim, name)([parameter], **settings)
        for step in range(6):
            parameter.grad = drawn([37], salt + 1 + step)
            rule.step()
        yield {
            "rule": name, "settings": {k: float(v) for k, v in settings.items()}, "salt": salt,
            "end": packed(parameter)}


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
        "cosine": rates(lambda rule: kinds.CosineAnnealingLR(rule, 11, 0.02)),
        # PyTorch's does not begin at zero.
        "warm-up": rates(lambda rule: kinds.LinearLR(rule, 1e-13, total_iters=5)),
        # Four batches an epoch, the rate changed after each.
        "cosine by batches": rates(lambda rule: kinds.CosineAnnealingLR(rule, 3 * 4, 0.02)),
        "warm-up by batches": rates(lambda rule: kinds.LinearLR(rule, 1e-13, total_iters=2 * 4)),
        "cosine after warm-up": rates(
            lambda rule: kinds.ChainedScheduler([
                kinds.LinearLR(rule, 1e-13, total_iters=4), kinds.CosineAnnealingLR(rule, 11)]))}


def save(name, value):
    (HERE / name).write_text(json.dumps(value, separators=(",", ":"), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    save("layers.json", [*convolutions(), *poolings(), *others()])
    save("losses.json", list(losses()))
    save("optimizers.json", {"rules": list(optimizers()), "schedules": schedules()})
    save("runs.json", list(networks()))
