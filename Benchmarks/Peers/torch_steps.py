"""Times training or inference steps of LeNet-5 or AlexNet in PyTorch; prints one line of JSON."""

import contextlib

import steps
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
    parser = steps.parser(__doc__)
    parser.add_argument(
        "--setting", default="default", help="of " + ", ".join(SETTINGS) + ", joined by '+'")
    options = parser.parse_args()
    unknown = set(options.setting.split("+")) - set(SETTINGS)
    if unknown:
        parser.error(f"--setting: unknown: {', '.join(sorted(unknown))}")
    return options


NETWORKS = {"lenet5": (lenet5, (1, 32, 32)), "alexnet": (alexnet, (3, 224, 224))}


def step_of(network, mode, setting, batch):
    """What one step of a network does, as a function without arguments."""
    settings = setting.split("+")
    torch.manual_seed(1)
    make, shape = NETWORKS[network]
    model = make()
    assert sum(p.numel() for p in model.parameters()) == steps.PARAMETERS[network]
    images = torch.randn(batch, *shape)
    labels = torch.arange(batch) % 10
    if "channels_last" in settings:
        model = model.to(memory_format=torch.channels_last)
        images = images.to(memory_format=torch.channels_last)

    run = torch.compile(model) if "compile" in settings else model
    if mode == "train":
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

    return step


def context_of(mode):
    """In what steps are to be run."""
    return torch.inference_mode() if mode == "infer" else contextlib.nullcontext()


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    step = step_of(options.network, options.mode, options.setting, options.batch)
    with context_of(options.mode):
        times = steps.milliseconds(step, options)
    steps.report(
        f"PyTorch {torch.__version__}", options, times,
        instruction_set=torch.backends.cpu.get_cpu_capability())


if __name__ == "__main__":
    main()
