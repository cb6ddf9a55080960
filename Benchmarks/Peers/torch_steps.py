"""Times training or inference steps of LeNet-5 or AlexNet in PyTorch; prints one line of JSON."""

import argparse
import contextlib
import json
import os
import resource
import statistics
import time

import torch
from torch import nn

SETTINGS = ("default", "fused", "channels_last", "compile")


def lenet5():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.ReLU(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(16 * 5 * 5, 120), nn.ReLU(),
        nn.Linear(120, 84), nn.ReLU(),
        nn.Linear(84, 10),
    )  # fmt: skip


def alexnet():
    return nn.Sequential(
        nn.Conv2d(3, 64, 11, stride=4, padding=2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2),
        nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2),
        nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(inplace=True),
        nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(inplace=True),
        nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2),
        nn.Flatten(),
        nn.Dropout(0.5), nn.Linear(256 * 6 * 6, 4096), nn.ReLU(inplace=True),
        nn.Dropout(0.5), nn.Linear(4096, 4096), nn.ReLU(inplace=True),
        nn.Linear(4096, 10),
    )  # fmt: skip


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", choices=["lenet5", "alexnet"])
    parser.add_argument("--mode", choices=["train", "infer"], default="train")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--warmup", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument(
        "--setting", default="default", help="of " + ", ".join(SETTINGS) + ", joined by '+'")
    options = parser.parse_args()
    unknown = set(options.setting.split("+")) - set(SETTINGS)
    if unknown:
        parser.error(f"--setting: unknown: {', '.join(sorted(unknown))}")
    return options


def main():
    options = arguments()
    settings = options.setting.split("+")
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)

    model, shape, parameters = {
        "lenet5": (lenet5, (1, 32, 32), 61_706),
        "alexnet": (alexnet, (3, 224, 224), 57_044_810),
    }[options.network]
    model = model()
    assert sum(p.numel() for p in model.parameters()) == parameters
    images = torch.randn(options.batch, *shape)
    labels = torch.arange(options.batch) % 10
    if "channels_last" in settings:
        model = model.to(memory_format=torch.channels_last)
        images = images.to(memory_format=torch.channels_last)

    run = torch.compile(model) if "compile" in settings else model
    if options.mode == "train":
        optimizer = torch.optim.Adam(
            model.parameters(), lr=0.001, fused=True if "fused" in settings else None)
        loss_of = nn.CrossEntropyLoss()
        model.train()

        def step():
            optimizer.zero_grad(set_to_none=True)
            loss = loss_of(run(images), labels)
            loss.backward()
            optimizer.step()

    else:
        model.eval()

        def step():
            run(images)

    times = []
    with torch.inference_mode() if options.mode == "infer" else contextlib.nullcontext():
        for number in range(options.warmup + options.steps):
            start = time.perf_counter()
            step()
            times.append((time.perf_counter() - start) * 1e3)
    times = times[options.warmup :]
    median = statistics.median(times)
    print(json.dumps({
        "program": f"PyTorch {torch.__version__}",
        "network": options.network,
        "mode": options.mode,
        "setting": options.setting,
        "batch": options.batch,
        "steps": options.steps,
        "threads": torch.get_num_threads(),
        "instruction_set": torch.backends.cpu.get_cpu_capability(),
        "median_ms": median,
        "min_ms": min(times),
        "images_per_s": options.batch / median * 1e3,
        "peak_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }))


if __name__ == "__main__":
    main()
