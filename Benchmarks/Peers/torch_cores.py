"""Times PyTorch's steps on so many threads, at its best settings; prints one line of JSON for each.

The settings are those of `torch_steps.py`. Each gets a share of the time; what would not fit any more is
left out, which is told. What needs a compilation comes last.
"""

import argparse
import json
import shutil
import statistics
import sys
import time

import torch

import torch_steps

# Settings that were the fastest somewhere, the likeliest first.
SETTINGS = {
    "lenet5-train": ["channels_last+fused", "fused", "channels_last", "default"],
    "lenet5-infer": ["channels_last", "default"],
    "alexnet-train": ["channels_last+fused", "fused"],
    "alexnet-infer": ["channels_last", "default"],
}
COMPILED = {
    "lenet5-infer": ["compile+channels_last"],
    "lenet5-train": ["compile+channels_last+fused"],
    "alexnet-infer": ["compile+channels_last"],
    "alexnet-train": ["compile+channels_last+fused"],
}
# Steps that are timed, and seconds after which a setting has had its share.
STEPS = {"lenet5": (300, 1.2), "alexnet": (10, 2.5)}
BATCH = 64


def times_of(step, count, seconds):
    """Milliseconds of each step, of two at least, after some that warm up for a fifth of the time."""
    start = time.perf_counter()
    step()
    while time.perf_counter() - start < seconds / 5:
        step()
    times = []
    start = time.perf_counter()
    while len(times) < 2 or (len(times) < count and time.perf_counter() - start < seconds):
        begin = time.perf_counter()
        step()
        times.append((time.perf_counter() - begin) * 1e3)
    return times


def measure(work, setting, threads):
    network, mode = work.split("-")
    line = {"program": f"PyTorch {torch.__version__}", "work": work, "setting": setting,
            "threads": threads, "instruction_set": torch.backends.cpu.get_cpu_capability()}  # fmt: skip
    try:
        step = torch_steps.step_of(network, mode, setting, BATCH)
        with torch_steps.context_of(mode):
            times = times_of(step, *STEPS[network])
        line |= {"median_ms": statistics.median(times), "min_ms": min(times), "steps": len(times)}
    except Exception as error:
        line["failure"] = str(error).strip().splitlines()[-1]
    print(json.dumps(line), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--seconds", type=float, default=40, help="for all settings together")
    parser.add_argument("--settings", type=int, default=4, help="so many of each work at most")
    parser.add_argument(
        "--compiled", choices=list(COMPILED), help="the settings with torch.compile, of one work alone")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    end = time.monotonic() + options.seconds
    chosen = {work: settings[: options.settings] for work, settings in SETTINGS.items()}
    if options.compiled:
        chosen = {options.compiled: COMPILED[options.compiled]}
    if options.compiled and not any(shutil.which(name) for name in ("c++", "g++", "clang++")):
        print(json.dumps({"left_out": "torch.compile: there is no C++ compiler"}))
        return
    longest = max(len(settings) for settings in chosen.values())
    # The likeliest of each work first, so that none is without a figure when time is over.
    for place in range(longest):
        for work, settings in chosen.items():
            if place >= len(settings):
                continue
            if time.monotonic() > end:
                print(json.dumps({"work": work, "setting": settings[place],
                                  "threads": options.threads, "left_out": "no time left"}))  # fmt: skip
                continue
            measure(work, settings[place], options.threads)


if __name__ == "__main__":
    sys.exit(main())
