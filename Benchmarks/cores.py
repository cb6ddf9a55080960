#!/usr/bin/env python3
"""Times the engine on several numbers of threads, and PyTorch at its best beside it; see cores.sh.

Every number of threads has processes of its own. The engine runs before and after PyTorch, so that a
machine that grows warm or busy slows both; its figure is the median of all its steps' medians. PyTorch's
is that of its fastest setting. Each part has a share of the time, and what does not fit is told.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from machine import processor

ROOT = Path(__file__).resolve().parent.parent
PEER = ROOT / "Benchmarks" / "Peers" / "torch_cores.py"

WORKS = {
    "lenet5-train": ("LeNet-5, training step", 4.0),
    "lenet5-infer": ("LeNet-5, inference", 3.0),
    "alexnet-train": ("AlexNet, training step", 1.5),
    "alexnet-infer": ("AlexNet, inference", 1.6),
}
# Steps of the engine that are timed, and steps before them, on one thread and on many.
STEPS = {
    "lenet5-train": ((400, 100), (1000, 200)),
    "lenet5-infer": ((500, 100), (2000, 300)),
    "alexnet-train": ((2, 1), (5, 2)),
    "alexnet-infer": ((3, 1), (10, 2)),
}
# Freed tensors stay with PyTorch's process: it was faster so.
ROOMY_MALLOC = {
    "MALLOC_TRIM_THRESHOLD_": str(1 << 36),
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30),
    "MALLOC_TOP_PAD_": str(1 << 26),
}
# What would change how many threads there are, or which kernels are chosen.
UNSET = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OMP_NUM_THREADS", "MKL_NUM_THREADS",
         "CONVOLUME_CHECKPOINTS", "CONVOLUME_INSTRUCTION_SET"]  # fmt: skip
# Seconds for everything, and for PyTorch on one number of threads.
ALL, PEER_SHARE = 400, 32
# From so many threads on all is measured twice and PyTorch tries more settings: there the question is open.
MANY = 8


def say(text=""):
    print(text, flush=True)


class Race:
    def __init__(self, options):
        self.options = options
        self.end = time.monotonic() + options.seconds
        self.lines = []
        self.environment = {k: v for k, v in os.environ.items() if k not in UNSET}
        self.environment["CONVOLUME_DEVICE"] = "cpu"

    @property
    def left(self):
        return self.end - time.monotonic()

    def note(self, line):
        self.lines.append(line)
        if "median_ms" in line:
            say(f"  {line['program']:<16} {line['work']:<14} {line['threads']:>3} threads  "
                f"{line.get('setting', ''):<28} {line['median_ms']:10.3f} ms")  # fmt: skip
        else:
            say(f"  {json.dumps(line)}")

    def run(self, command, environment, least):
        """The JSON lines of a program; a line that says why there are none."""
        if self.left < least:
            return [{"left_out": "no time left"}]
        try:
            done = subprocess.run(
                [str(part) for part in command], capture_output=True, text=True, env=environment,
                timeout=max(self.left + 10, 1))
        except subprocess.TimeoutExpired:
            return [{"left_out": "no time left"}]
        except OSError as error:
            return [{"failure": str(error)}]
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip().splitlines()
            lines.append({"failure": said[-1] if said else f"exit code {done.returncode}"})
        return lines

    def engine(self, work, threads):
        network, mode = work.split("-")
        steps, warmup = STEPS[work][0 if threads == 1 else 1]
        environment = dict(self.environment)
        if self.options.libraries:
            environment["LD_LIBRARY_PATH"] = os.pathsep.join(
                filter(None, [str(self.options.libraries), environment.get("LD_LIBRARY_PATH")]))
        for line in self.run(
            [self.options.engine, network, "--mode", mode, "--threads", threads, "--steps", steps,
             "--warmup", warmup, "--json"], environment, 5):  # fmt: skip
            self.note({"program": "Convolume", "work": work, "threads": threads} | line)

    def peer(self, threads, seconds, *more):
        environment = self.environment | ROOMY_MALLOC | {
            "OMP_NUM_THREADS": str(threads), "TORCHINDUCTOR_COMPILE_THREADS": "1"}
        seconds = min(seconds, self.left - 12)
        what = {"program": "PyTorch", "threads": threads}
        if "--compiled" in more:
            what |= {"work": more[-1], "setting": "compile"}
        for line in self.run(
            [sys.executable, PEER, "--threads", threads, "--seconds", seconds, *more], environment,
            15):  # fmt: skip
            self.note(what | line)

    def all(self):
        counts = sorted(self.options.threads)
        for threads in counts:
            for work in WORKS:
                self.engine(work, threads)
        if not self.options.no_peer:
            for threads in reversed(counts):
                self.peer(threads, PEER_SHARE, "--settings", 2 if threads >= MANY else 1)
        for threads in counts:
            for work in WORKS:
                if threads >= MANY or (threads > 1 and work.startswith("lenet5")):
                    self.engine(work, threads)
        if not self.options.no_peer:
            for work in ["lenet5-infer", "alexnet-train", "lenet5-train", "alexnet-infer"]:
                for threads in reversed(counts):
                    if self.left > 25 and (threads >= MANY or threads == counts[-1]):
                        self.peer(threads, self.left, "--compiled", work)


def record_of(lines, options):
    figures = [line for line in lines if "median_ms" in line]
    first = next((f for f in figures if f["program"] == "Convolume"), {})
    peers = sorted({f["program"] for f in figures if f["program"] != "Convolume"})
    record = {
        "machine": {"processor": processor(), "cores": os.cpu_count(),
                    "allowed_cores": len(os.sched_getaffinity(0))},
        "engine": {key: first.get(key) for key in ("blas_core", "matrix_products", "instruction_set")},
        "peers": peers, "batch": 64, "works": {}, "lines": lines,
    }  # fmt: skip
    for work, (title, target) in WORKS.items():
        rows = []
        for threads in sorted(options.threads):
            own = [f["median_ms"] for f in figures if f["program"] == "Convolume"
                   and f["work"] == work and f["threads"] == threads]  # fmt: skip
            others = [f for f in figures if f["program"] != "Convolume"
                      and f["work"] == work and f["threads"] == threads]  # fmt: skip
            best = min(others, key=lambda f: f["median_ms"], default=None)
            row = {"threads": threads}
            if own:
                row["engine_ms"] = statistics.median(own)
            if best:
                row |= {"peer_ms": best["median_ms"], "peer_setting": best["setting"]}
            if own and best:
                row["ratio"] = best["median_ms"] / row["engine_ms"]
            rows.append(row)
        record["works"][work] = {"title": title, "target_ratio": target, "rows": rows}
    return record


def time_text(value):
    return "–" if value is None else f"{value:.3f}" if value < 10 else f"{value:.1f}"


def markdown(record):
    machine, engine = record["machine"], record["engine"]
    lines = [
        "# The engine and PyTorch on one core and on many", "",
        f"{machine['processor']}, {machine['cores']} cores; {', '.join(record['peers']) or 'no peer'}; "
        f"batch {record['batch']}. Convolume: instruction set {engine['instruction_set']}, BLAS core type "
        f"{engine['blas_core']}, matrix products: {engine['matrix_products']}. All in one run of `Benchmarks/cores.sh`: milliseconds of Convolume / "
        "of PyTorch at its fastest setting, and how many times as long that takes.", "",
    ]  # fmt: skip
    titles = [work["title"] for work in record["works"].values()]
    lines += ["| threads | " + " | ".join(titles) + " |", "| ---: |" + " --- |" * len(titles)]
    count = max(len(work["rows"]) for work in record["works"].values())
    for place in range(count):
        cells = []
        for work in record["works"].values():
            row = work["rows"][place]
            text = f"{time_text(row.get('engine_ms'))} / {time_text(row.get('peer_ms'))}"
            if "ratio" in row:
                text += f" = **{row['ratio']:.2f}**"
            cells.append(text)
        lines.append(f"| {row['threads']} | " + " | ".join(cells) + " |")
    lines.append("| to reach | " + " | ".join(
        f"≥ {work['target_ratio']}" for work in record["works"].values()) + " |")  # fmt: skip
    lines += ["", "PyTorch's fastest settings:", ""]
    for work in record["works"].values():
        settings = ", ".join(
            f"{row['threads']}: {row['peer_setting']}" for row in work["rows"] if "peer_setting" in row)
        lines.append(f"- {work['title']}: {settings or 'no figure'}")
    missing = [line for line in record["lines"] if "median_ms" not in line]
    if missing:
        lines += ["", "Without a figure:", ""]
        lines += [f"- {line.get('program')} {line.get('work', '')} {line.get('setting', '')}, "
                  f"{line.get('threads')} threads: {line.get('failure') or line.get('left_out')}"
                  for line in missing]  # fmt: skip
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", type=Path, default=ROOT / ".build" / "release" / "convolume-bench")
    parser.add_argument("--libraries", type=Path, help="the folder of the engine's libraries")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2, 4, 8, 16])
    parser.add_argument("--seconds", type=float, default=ALL, help="for everything")
    parser.add_argument("--no-peer", action="store_true", help="time the engine alone")
    parser.add_argument(
        "--output", type=Path, default=ROOT / "Benchmarks" / "results" / "cores.json",
        help="where the numbers go; the table lies beside it, as Markdown")
    options = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    fitting = [threads for threads in options.threads if threads <= cores]
    for threads in set(options.threads) - set(fitting):
        say(f"{threads} threads are left out: this machine has {cores} cores.")
    options.threads = fitting
    race = Race(options)
    race.all()
    record = record_of(race.lines, options)
    record["seconds"] = round(options.seconds - race.left, 1)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    page = markdown(record)
    options.output.with_suffix(".md").write_text(page)
    say(page)
    if any("failure" in line for line in race.lines):
        sys.exit("cores.py: something failed; see above.")


if __name__ == "__main__":
    main()
