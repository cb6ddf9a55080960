"""One epoch of LeNet-5 on MNIST as the usual PyTorch script has it; prints one line of JSON.

The clock starts before the files are read and stops when the last batch is trained. Loading the
libraries is not counted. The data set is that of torchvision, written out: one PIL image an item,
Resize((32, 32)), ToTensor.
"""

import argparse
import gzip
import json
import os
import time
from pathlib import Path

import numpy
import steps
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset

from torch_steps import lenet5


class MNIST(Dataset):
    def __init__(self, folder):
        images = unpacked(folder, "train-images-idx3-ubyte")
        labels = unpacked(folder, "train-labels-idx1-ubyte")
        self.images = torch.frombuffer(bytearray(images[16:]), dtype=torch.uint8).view(-1, 28, 28)
        self.labels = torch.frombuffer(bytearray(labels[8:]), dtype=torch.uint8).long()

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        image = Image.fromarray(self.images[index].numpy())
        image = image.resize((32, 32), Image.Resampling.BILINEAR)
        tensor = torch.from_numpy(numpy.array(image, copy=True)).view(1, 32, 32)
        return tensor.to(torch.float32).div(255), int(self.labels[index])


def unpacked(folder, name):
    packed = folder / (name + ".gz")
    return gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / name).read_bytes()


def mnist_folder():
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "convolume/data"
    for path in [*filter(None, os.environ.get("CONVOLUME_DATA", "").split(":")), cache]:
        for folder in (Path(path) / "mnist", Path(path) / "MNIST/raw", Path(path)):
            if any(folder.glob("train-images-idx3-ubyte*")):
                return folder
    raise SystemExit(
        "torch_epoch.py: no MNIST in the folders of CONVOLUME_DATA or in the user's cache. "
        "Run 'convolume data fetch mnist'.")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--setting", choices=["default", "fused"], default="default")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    folder = mnist_folder()
    if options.device == "cuda":
        torch.zeros(1, device="cuda")  # Starting CUDA is loading a library, too.

    start = time.perf_counter()
    loader = DataLoader(MNIST(folder), batch_size=options.batch, shuffle=True, num_workers=0)
    model = lenet5().to(options.device)
    optimizer = torch.optim.Adam(
        model.parameters(), lr=0.001, fused=True if options.setting == "fused" else None)
    loss_of = nn.CrossEntropyLoss()
    model.train()
    running = 0.0
    for images, labels in loader:
        images, labels = images.to(options.device), labels.to(options.device)
        optimizer.zero_grad()
        loss = loss_of(model(images), labels)
        loss.backward()
        optimizer.step()
        running += loss.item()
    seconds = time.perf_counter() - start

    print(json.dumps({
        "program": f"PyTorch {torch.__version__}",
        "network": "lenet5",
        "mode": "epoch",
        "setting": options.setting,
        "batch": options.batch,
        "threads": torch.get_num_threads(),
        "seconds": seconds,
        "training_loss": running / len(loader),
        "images_per_s": len(loader.dataset) / seconds,
        "peak_rss_mib": steps.peak_memory(),
    }))


if __name__ == "__main__":
    main()
