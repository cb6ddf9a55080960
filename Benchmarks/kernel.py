#!/usr/bin/env python3
"""Times a Jupyter kernel: from its start to its first answer, and a cell of one line.

    Benchmarks/kernel.py [--rounds 7]

Ours and IPython are started in turn, in the same minutes, by jupyter_client; each row is a median, with the
shortest and the longest. `make jupyter` installs both into .build/peers/jupyter. Results go to
Benchmarks/results/kernel.md.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

from machine import processor

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".build" / "peers" / "jupyter" / "bin" / "python"
RESULT = ROOT / "Benchmarks" / "results" / "kernel.md"

KERNELS = {"convolume": "Convolume", "python3": "IPython"}
FIRST = "1 + 1"
# Each round another line, so that nothing compiled is used again, as when somebody writes.
LINES = {"convolume": "let value{n} = {n} * 2; value{n}", "python3": "value{n} = {n} * 2; value{n}"}
# What is not measured, and why.
OTHERS = """
xeus-cling, for C++, is not beside them: it is published through conda alone, and neither PyPI nor Debian has it.
evcxr, for Rust, builds a crate for each cell. Its author tells of 0.6 to 2 s for simple ones on Linux
(evcxr/evcxr#52), a user of 6.5 s with a library, which takes 1 s in a program (evcxr/evcxr#504).
"""
FIGURE = {"convolume": "Plot {{ Line(x: [1, 2, {n}], y: [1, {n}, 2]) }}"}


def answer(client, code):
    """Seconds until the reply to a cell, and what it shows."""
    start = time.monotonic()
    texts = []
    reply = client.execute_interactive(
        code, timeout=120,
        output_hook=lambda message: texts.append(message["content"].get("data", {})))
    seconds = time.monotonic() - start
    assert reply["content"]["status"] == "ok", reply["content"]
    return seconds, texts


def measure(name, rounds, again):
    from jupyter_client.manager import KernelManager

    manager = KernelManager(kernel_name=name)
    begin = time.monotonic()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=120)
    ready = time.monotonic() - begin
    _, shown = answer(client, FIRST)
    first = time.monotonic() - begin
    assert any(data.get("text/plain") == "2" for data in shown), shown
    # A number that no earlier run of this script had: cells that were compiled once are kept.
    seed = int(time.time() * 1000) % 1_000_000_000
    lines = [answer(client, LINES[name].format(n=seed + round))[0] for round in range(again)]
    figures = []
    if name in FIGURE:
        figures = [answer(client, FIGURE[name].format(n=seed + round))[0] for round in range(again)]
    client.stop_channels()
    manager.shutdown_kernel(now=False)
    return {"ready": [ready], "first answer": [first], "one-line cell": lines, "a figure": figures}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--again", type=int, default=5, help="cells of each kind in a round")
    options = parser.parse_args()
    if Path(sys.executable) != PYTHON:
        os.execv(PYTHON, [str(PYTHON), *sys.argv])
    results = {name: {} for name in KERNELS}
    for round in range(options.rounds + 1):
        for name in KERNELS:
            for row, seconds in measure(name, options.rounds, options.again).items():
                # The first round fills what both keep on the disk.
                if round > 0:
                    results[name].setdefault(row, []).extend(seconds)
    load = os.getloadavg()[0]
    lines = [
        "# A Jupyter kernel: seconds until it answers", "",
        f"`Benchmarks/kernel.py --rounds {options.rounds}`, {processor()}, load {load:.1f}. "
        "Median (shortest to longest), both kernels in turn.", "",
        "| | " + " | ".join(KERNELS.values()) + " |", "| --- |" + " ---: |" * len(KERNELS),
    ]
    for row in results["convolume"]:
        cells = []
        for name in KERNELS:
            seconds = results[name].get(row, [])
            cells.append(
                f"{statistics.median(seconds):.2f} ({min(seconds):.2f} to {max(seconds):.2f})"
                if seconds else "")
        lines.append(f"| {row} | " + " | ".join(cells) + " |")
    text = "\n".join(lines) + "\n" + OTHERS
    RESULT.write_text(text)
    print(text)


main()
