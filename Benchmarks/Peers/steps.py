"""What the peers' programs share: their arguments, the clock, and the line of JSON."""

import argparse
import json
import os
import resource
import statistics
import time

PARAMETERS = {"lenet5": 61_706, "alexnet": 57_044_810}


def parser(description):
    """The arguments of a program that times steps; `--setting` is each program's own."""
    made = argparse.ArgumentParser(description=description)
    made.add_argument("network", choices=list(PARAMETERS))
    made.add_argument("--mode", choices=["train", "infer"], default="train")
    made.add_argument("--batch", type=int, default=64)
    made.add_argument("--steps", type=int, default=20)
    made.add_argument("--warmup", type=int, default=3)
    made.add_argument("--threads", type=int, default=os.cpu_count())
    return made


def milliseconds(step, options):
    """The time of each step after the warm-up."""
    times = []
    for _ in range(options.warmup + options.steps):
        start = time.perf_counter()
        step()
        times.append((time.perf_counter() - start) * 1e3)
    return times[options.warmup :]


def report(program, options, times, **more):
    """Prints the figures with the engine's names for them."""
    median = statistics.median(times)
    print(json.dumps({
        "program": program,
        "network": options.network,
        "mode": options.mode,
        "setting": options.setting,
        "batch": options.batch,
        "steps": options.steps,
        "threads": options.threads,
        **more,
        "median_ms": median,
        "min_ms": min(times),
        "images_per_s": options.batch / median * 1e3,
        "peak_rss_mib": peak_memory(),
    }))


def peak_memory():
    """The largest resident size of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
