#!/usr/bin/env python3
"""Times Convolume's engine beside PyTorch and TensorFlow, on the same cores, in turn.

Every figure comes from a fresh process. One round runs the engine and each peer once; the next round
begins again with the engine, so that a machine that grows warm or busy slows all alike. The first
round tries every setting of every peer, the later ones only the settings that came out fastest, and
the defaults. What counts is the median over the rounds of each process's median step.

Results go to Benchmarks/results/compare.json, with all numbers, and compare.md, to be read.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from comparison_report import DISTURBED, markdown, say, tell
from machine import busy_seconds, own_seconds, processor

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "Benchmarks" / "Peers"
ENGINE = ROOT / ".build" / "release" / "convolume"

# Freed tensors stay with the process instead of going back to the system page by page.
ROOMY_MALLOC = {
    "MALLOC_TRIM_THRESHOLD_": str(1 << 36),
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30),
    "MALLOC_TOP_PAD_": str(1 << 26),
}
# What would change the kernels that OpenBLAS chooses, or the engine's own.
UNSET = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OMP_NUM_THREADS", "CONVOLUME_CHECKPOINTS"]
# After the first round, so many of a peer's fastest settings go on, besides the defaults.
FINALISTS = 2

TRAINING = ["default", "fused", "channels_last", "compile", "channels_last+fused", "compile+fused",
            "compile+channels_last+fused"]  # fmt: skip
INFERENCE = ["default", "channels_last", "compile", "compile+channels_last"]


@dataclass(frozen=True)
class Contender:
    """A program with one of its settings."""

    program: str
    setting: str = "default"
    roomy: bool = False

    @property
    def name(self):
        if self.program == "Convolume":
            return self.program
        return f"{self.program} {self.setting}" + (" + malloc" if self.roomy else "")

    @property
    def is_default(self):
        return self.setting == "default" and not self.roomy


@dataclass(frozen=True)
class Work:
    """Something that all contenders do."""

    name: str
    title: str
    network: str
    mode: str
    target: float
    steps: int = 0
    warmup: int = 0
    settings: dict = field(default_factory=dict)
    most_memory: int = 0

    def contenders(self):
        peers = [
            Contender(program, setting, roomy)
            for program, settings in self.settings.items()
            for setting in settings
            for roomy in (False, True)
        ]
        return [Contender("Convolume")] + peers


TENSORFLOW = ["default"]
WORKS = [
    Work("lenet5-train", "LeNet-5, training step, batch 64, Adam", "lenet5", "train", 3.0,
         300, 30, {"PyTorch": TRAINING, "TensorFlow": TENSORFLOW}),
    Work("lenet5-infer", "LeNet-5, inference, batch 64", "lenet5", "infer", 2.0,
         600, 60, {"PyTorch": INFERENCE, "TensorFlow": TENSORFLOW}),
    Work("alexnet-train", "AlexNet at 224×224, training step, batch 64, Adam", "alexnet", "train",
         1.3, 8, 3, {"PyTorch": TRAINING, "TensorFlow": TENSORFLOW}, most_memory=1400),
    Work("alexnet-infer", "AlexNet at 224×224, inference, batch 64", "alexnet", "infer", 1.2,
         12, 3, {"PyTorch": INFERENCE, "TensorFlow": TENSORFLOW}),
    Work("lenet5-epoch", "LeNet-5, one epoch of MNIST: reading, resizing, shuffling, training",
         "lenet5", "epoch", 5.0, settings={"PyTorch": ["default", "fused"]}),
]  # fmt: skip


# The peers' environments


def prepare_peer(name, module):
    """Makes the virtual environment of a peer if it is not there. Returns why it cannot, or None."""
    folder = ROOT / ".build" / "peers" / name
    python = folder / "bin" / "python"

    def works():
        if not python.exists():
            return False
        asked = subprocess.run([python, "-c", module], capture_output=True, env=environment())
        return asked.returncode == 0

    if works():
        return None
    say(f"Installing {name} into {folder.relative_to(ROOT)} (once; some minutes) ...")
    commands = [
        [sys.executable, "-m", "venv", folder],
        [python, "-m", "pip", "install", "--quiet", "-r", PEERS / f"{name}.txt"],
    ]
    for command in commands:
        made = subprocess.run(command, capture_output=True, text=True)
        if made.returncode != 0:
            lines = (made.stderr or made.stdout).strip().splitlines()
            return f"could not be installed: {lines[-1] if lines else 'pip gave no reason'}"
    return None if works() else "was installed, but cannot be imported"


def environment(contender=None):
    values = {key: value for key, value in os.environ.items() if key not in UNSET}
    for key in ROOMY_MALLOC:
        values.pop(key, None)
    if contender is not None and contender.roomy:
        values.update(ROOMY_MALLOC)
    return values


# One run


def command(work, contender, threads):
    size = ["--batch", "64", "--threads", str(threads)]
    steps = ["--steps", str(work.steps), "--warmup", str(work.warmup)] if work.steps else []
    task = [work.network, "--mode", work.mode]
    if contender.program == "Convolume":
        return [ENGINE, "bench", *task, *size, *steps, "--json"]
    folder = contender.program.lower().replace("pytorch", "torch")
    python = ROOT / ".build" / "peers" / folder / "bin" / "python"
    if work.mode == "epoch":
        return [python, PEERS / "torch_epoch.py", *size, "--setting", contender.setting]
    script = PEERS / f"{folder}_steps.py"
    return [python, script, *task, *size, *steps, "--setting", contender.setting]


def run(work, contender, threads):
    """Runs a contender once. Returns its figures, or {"failure": why}."""
    load = os.getloadavg()[0]
    before = (busy_seconds(), own_seconds(), time.monotonic())
    try:
        done = subprocess.run(
            command(work, contender, threads), capture_output=True, text=True, cwd=ROOT,
            env=environment(contender), timeout=1800)
    except (OSError, subprocess.TimeoutExpired) as error:
        return {"failure": str(error)}
    after = (busy_seconds(), own_seconds(), time.monotonic())
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        said = (done.stderr or done.stdout).strip().splitlines()
        return {"failure": said[-1] if said else f"ended with exit code {done.returncode}"}
    figures = json.loads(lines[-1])
    figures["load_before"] = round(load, 2)
    if before[0] is not None:
        foreign = (after[0] - before[0]) - (after[1] - before[1])
        figures["foreign_cores"] = round(max(0.0, foreign / (after[2] - before[2])), 3)
    return figures


def calm_run(work, contender, options):
    """A run that nothing disturbed, or the last of several attempts."""
    for _ in range(options.attempts):
        figures = run(work, contender, options.threads)
        if "failure" in figures or figures.get("foreign_cores", 0) <= DISTURBED:
            break
    return figures


def milliseconds(figures):
    return figures["median_ms"] if "median_ms" in figures else figures["seconds"] * 1e3


def fastest(figures):
    return figures["min_ms"] if "min_ms" in figures else figures["seconds"] * 1e3


# One work


def measure(work, options, absent):
    """All rounds of one work. Returns {contender: [figures]} and {name: why it failed}."""
    failures = {f"{program} (all settings)": why for program, why in absent.items()}
    contenders = [c for c in work.contenders() if c.program not in absent]
    runs = {contender: [] for contender in contenders}
    for number in range(options.rounds):
        for contender in contenders:
            if contender.name in failures:
                continue
            figures = calm_run(work, contender, options)
            if "failure" in figures:
                failures[contender.name] = figures["failure"]
                say(f"  round {number + 1}  {contender.name:<48} failed: {figures['failure']}")
                continue
            runs[contender].append(figures)
            foreign = figures.get("foreign_cores", 0)
            note = f"  (others used {foreign:.2f} cores)" if foreign > DISTURBED else ""
            say(f"  round {number + 1}  {contender.name:<48}{milliseconds(figures):10.3f} ms{note}")
        if number == 0:
            contenders = finalists(runs)
    return {contender: list_ for contender, list_ in runs.items() if list_}, failures


def finalists(runs):
    """The engine, each peer's default, and the fastest settings of each peer."""
    chosen = []
    for program in dict.fromkeys(contender.program for contender in runs):
        own = [c for c in runs if c.program == program and runs[c]]
        ranked = sorted(own, key=lambda c: milliseconds(runs[c][0]))
        chosen += [c for c in own if c.is_default or c in ranked[:FINALISTS]]
    return chosen


def undisturbed(figures):
    """The runs that nothing disturbed; all of them when there are none."""
    calm = [f for f in figures if f.get("foreign_cores", 0) <= DISTURBED]
    return calm or figures


def summary(work, runs, failures, rounds):
    """What is kept of one work, as plain values."""
    rows = []
    for contender, figures in runs.items():
        counted = undisturbed(figures)
        medians = [milliseconds(f) for f in counted]
        rows.append({
            "name": contender.name,
            "program": figures[0].get("program", contender.program),
            "setting": contender.setting,
            "roomy_malloc": contender.roomy,
            "median_ms": statistics.median(medians),
            "min_ms": min(fastest(f) for f in figures),
            "lowest_median_ms": min(medians),
            "highest_median_ms": max(medians),
            "peak_rss_mib": max(f["peak_rss_mib"] for f in figures),
            "rounds": len(figures),
            "undisturbed_rounds": sum(f.get("foreign_cores", 0) <= DISTURBED for f in figures),
            "threads": figures[0]["threads"],
            "blas_core": figures[0].get("blas_core"),
            "instruction_set": figures[0].get("instruction_set"),
            "runs": figures,
        })
    # A setting that was dropped after the first round was slower there; the table keeps its figure.
    kept = max((row["rounds"] for row in rows), default=0)
    peers = [r for r in rows if r["name"] != "Convolume" and r["rounds"] == kept]
    engine = next((r for r in rows if r["name"] == "Convolume"), None)
    best = min(peers, key=lambda r: r["median_ms"], default=None)
    result = {
        "title": work.title, "target_ratio": work.target, "rounds": rounds,
        "contenders": sorted(rows, key=lambda r: r["median_ms"]), "failures": failures,
    }  # fmt: skip
    if engine and best:
        result["best_peer"] = best["name"]
        result["ratio"] = best["median_ms"] / engine["median_ms"]
        result["ratio_of_minima"] = best["min_ms"] / engine["min_ms"]
        result["reached"] = result["ratio"] >= work.target
    if engine and work.most_memory:
        result["most_memory_mib"] = work.most_memory
        result["memory_reached"] = engine["peak_rss_mib"] <= work.most_memory
    return result


# The whole


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [work.name for work in WORKS]
    parser.add_argument("--rounds", type=int, default=5, help="how often all are run (5)")
    parser.add_argument(
        "--attempts", type=int, default=2,
        help="how often a run is begun that other programs disturb (2)")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="for every program")
    parser.add_argument(
        "--only", action="append", choices=names, metavar="WORK",
        help="one of " + ", ".join(names) + "; may be given several times")
    parser.add_argument(
        "--quick", action="store_true", help="one round of few steps; writes no results")
    parser.add_argument("--no-engine", action="store_true", help="time the peers alone")
    parser.add_argument(
        "--output", type=Path, default=ROOT / "Benchmarks" / "results" / "compare.json",
        help="where the numbers go; the table lies beside it, as Markdown")
    options = parser.parse_args()
    if min(options.rounds, options.attempts, options.threads) < 1:
        parser.error("--rounds, --attempts and --threads take whole numbers from 1 on")
    if options.quick:
        options.rounds = options.attempts = 1
    return options


def quickened(work):
    steps = {"lenet5": (100, 20), "alexnet": (3, 2)}[work.network] if work.steps else (0, 0)
    return Work(**{**work.__dict__, "steps": steps[0], "warmup": steps[1]})


def main():
    options = arguments()
    works = [work for work in WORKS if not options.only or work.name in options.only]
    if options.quick:
        works = [quickened(work) for work in works]
    absent = {}
    if options.no_engine:
        absent["Convolume"] = "left out"
    elif not ENGINE.exists():
        sys.exit(f"compare.py: {ENGINE.relative_to(ROOT)} is not there. Run 'make build' first.")
    for program, name, module in [
        ("PyTorch", "torch", "import torch, numpy, PIL"),
        ("TensorFlow", "tensorflow", "import tensorflow"),
    ]:
        why = prepare_peer(name, module)
        if why:
            absent[program] = why
            say(f"{program} {why}")
    for name in UNSET:
        if name in os.environ:
            say(f"{name} is set here and unset for every program that is timed.")

    record = {
        "machine": {
            "processor": processor(), "cores": os.cpu_count(),
            "system": platform.system(),
        },
        "threads": options.threads,
        "works": {},
    }  # fmt: skip
    # A part that is measured anew joins the others of the same machine.
    if not options.quick and options.output.exists():
        earlier = json.loads(options.output.read_text())
        if (earlier["machine"], earlier["threads"]) == (record["machine"], record["threads"]):
            record["works"] = earlier["works"]

    say(f"{record['machine']['processor']}, {options.threads} threads, "
        f"load {os.getloadavg()[0]:.2f}\n")  # fmt: skip
    complete = True
    for work in works:
        relevant = {p: why for p, why in absent.items() if p == "Convolume" or p in work.settings}
        say(work.title)
        runs, failures = measure(work, options, relevant)
        result = summary(work, runs, failures, options.rounds)
        complete = complete and not failures
        record["works"][work.name] = result
        tell(result)
        if not options.quick and not options.no_engine:
            order = [w.name for w in WORKS]
            record["works"] = dict(
                sorted(record["works"].items(), key=lambda item: order.index(item[0])))
            options.output.parent.mkdir(parents=True, exist_ok=True)
            options.output.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n")
            options.output.with_suffix(".md").write_text(markdown(record))
    if not complete:
        sys.exit("compare.py: some programs gave no figures; see above.")


if __name__ == "__main__":
    main()
