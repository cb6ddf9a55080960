#!/usr/bin/env python3
"""Makes gpu.json and gpu.md of the lines that a race on a card printed (Benchmarks/gpu.sh)."""

import argparse
import json
import statistics
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Target:
    """What is to be reached for a work: the ratio to PyTorch's best setting, or to its default."""

    work: str
    title: str
    ratio: float
    against: str = "best"


# In the order of the tables.
TARGETS = [
    Target("lenet5-train", "LeNet-5, training step", 3.0),
    Target("lenet5-infer", "LeNet-5, inference", 2.0),
    Target("alexnet-train-default", "AlexNet 224, training step, TF32 convolutions", 1.5, "default"),
    Target("alexnet-train-tf32", "AlexNet 224, training step, TF32 everywhere", 1.1),
    Target("alexnet-train-float32", "AlexNet 224, training step, full float32", 1.2),
    Target("alexnet-infer-default", "AlexNet 224, inference, TF32 convolutions", 1.1),
    Target("alexnet-infer-tf32", "AlexNet 224, inference, TF32 everywhere", 1.1),
    Target("alexnet-infer-float32", "AlexNet 224, inference, full float32", 1.1),
    Target("lenet5-epoch", "LeNet-5, an epoch as one waits for it", 20.0, "default"),
]  # fmt: skip
ENGINE = "Convolume"


def is_default(setting):
    """Whether only the precision is chosen, nothing that makes it faster."""
    return setting in ("default", "tf32", "float32")


def gathered(lines):
    """{work: {(program, setting): [figures]}}, what failed, and the facts of the card."""
    works, failures, facts = {}, [], {}
    for line in lines:
        if line.get("mode") == "epoch":
            line = {**line, "program": line.get("program", ENGINE), "work": "lenet5-epoch",
                    "setting": line.get("setting", "default"), "median_ms": line["seconds"] * 1e3,
                    "min_ms": line["seconds"] * 1e3}  # fmt: skip
        if "work" not in line:
            facts.update(line)
        elif "median_ms" not in line:
            failures.append(line)
        else:
            key = (line["program"], line["setting"])
            works.setdefault(line["work"], {}).setdefault(key, []).append(line)
    return works, failures, facts


def summary(target, contenders):
    """The rows of a work, the fastest first, and how it stands against its target."""
    rows = [
        {
            "program": program, "setting": setting,
            "median_ms": statistics.median(f["median_ms"] for f in figures),
            "min_ms": min(f["min_ms"] for f in figures), "runs": figures,
        }
        for (program, setting), figures in contenders.items()
    ]  # fmt: skip
    rows.sort(key=lambda row: row["median_ms"])
    engine = next((r for r in rows if r["program"] == ENGINE), None)
    peers = [r for r in rows if r["program"] != ENGINE]
    defaults = [r for r in peers if is_default(r["setting"])]
    result = {"title": target.title, "target_ratio": target.ratio, "target_against": target.against,
              "contenders": rows}  # fmt: skip
    against = (defaults if target.against == "default" else peers)[:1]
    if engine and against:
        result["compared_with"] = against[0]["setting"]
        result["ratio"] = against[0]["median_ms"] / engine["median_ms"]
        result["reached"] = result["ratio"] >= target.ratio
    if engine and peers:
        result["ratio_to_best"] = peers[0]["median_ms"] / engine["median_ms"]
        # What the targets were set against had no timed choice of cuDNN's algorithms.
        plain = [r for r in peers if "benchmark" not in r["setting"].split("+")]
        if plain:
            result["ratio_to_best_without_benchmark"] = (
                plain[0]["median_ms"] / engine["median_ms"])  # fmt: skip
    return result


def time_text(value):
    return f"{value / 1e3:.2f} s" if value >= 1000 else f"{value:.{4 if value < 1 else 3}f} ms"


def ratio_text(value):
    return "–" if value is None else f"{value:.2f}"


def markdown(record):
    facts = record["facts"]
    ceilings = ", ".join(
        text.format(facts[name])
        for name, text in [("float32_tflops", "{:.1f} TFLOP/s float32"),
                           ("tf32_tflops", "{:.0f} TFLOP/s TF32"),
                           ("memory_tb_per_s", "{:.2f} TB/s")]
        if name in facts)  # fmt: skip
    lines = [
        "# The engine and PyTorch on one card", "",
        f"{facts.get('card', 'A card')}, CUDA {facts.get('cuda', '?')}, cuDNN "
        f"{facts.get('cudnn', '?')}, {facts.get('program', 'PyTorch')}; batch 64. "
        + (f"At best, by PyTorch's own products and copies: {ceilings}. " if ceilings else "")
        + "All in one run of `Benchmarks/gpu.sh`. A time is the median over blocks of steps that are "
        "queued one after the other; the engine ran before and after PyTorch. A training step of the "
        "engine includes gathering its batch from the data on the card; PyTorch's step has its batch "
        "at hand.", "",
        "| work | Convolume | PyTorch by default | PyTorch at best | ratio | to reach | |",
        "| --- | ---: | ---: | ---: | ---: | --- | --- |",
    ]  # fmt: skip
    for work in record["works"].values():
        rows = work["contenders"]
        engine = next((r for r in rows if r["program"] == ENGINE), None)
        peers = [r for r in rows if r["program"] != ENGINE]
        default = next((r for r in peers if is_default(r["setting"])), None)
        cells = [time_text(r["median_ms"]) if r else "–"
                 for r in (engine, default, peers[0] if peers else None)]  # fmt: skip
        if peers:
            cells[2] += f" ({peers[0]['setting']})"
        verdict = {True: "reached", False: "not reached"}.get(work.get("reached"), "no figure")
        lines.append(
            f"| {work['title']} | {' | '.join(cells)} | {ratio_text(work.get('ratio'))} "
            f"| ≥ {work['target_ratio']} × the {work['target_against']} | {verdict} |")
    for work in record["works"].values():
        lines += ["", f"## {work['title']}", "", "| program and setting | median | fastest | ratio |",
                  "| --- | ---: | ---: | ---: |"]  # fmt: skip
        engine = next((r for r in work["contenders"] if r["program"] == ENGINE), None)
        for row in work["contenders"]:
            name = f"{row['program']} {row['setting']}"
            ratio = row["median_ms"] / engine["median_ms"] if engine else None
            lines.append(
                f"| {f'**{name}**' if row is engine else name} | {time_text(row['median_ms'])} "
                f"| {time_text(row['min_ms'])} | {ratio_text(ratio)} |")
    if record["failures"]:
        lines += ["", "## Without a figure", ""]
        lines += [f"- {f['work']}, {f['setting']}: {f.get('failure') or f.get('left_out')}"
                  for f in record["failures"]]  # fmt: skip
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines", type=Path, help="the lines of JSON of all programs")
    parser.add_argument("--output", type=Path, required=True, help="gpu.json; gpu.md lies beside it")
    options = parser.parse_args()
    lines = [json.loads(line) for line in options.lines.read_text().splitlines()
             if line.startswith("{")]  # fmt: skip
    works, failures, facts = gathered(lines)
    record = {
        "facts": facts,
        "works": {t.work: summary(t, works[t.work]) for t in TARGETS if t.work in works},
        "failures": failures,
    }
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    page = markdown(record)
    options.output.with_suffix(".md").write_text(page)
    print(page)


if __name__ == "__main__":
    main()
