#!/usr/bin/env python3
"""Renders books of 75, 150 and 300 pages with 100, 200 and 400 figures, from cells that have their results.

Each book is rendered once so that its cells have run, then from nothing but their results, and then after
a changed word. Time and peak memory should grow with the pages, and no faster.

    Benchmarks/stress.py
    Benchmarks/stress.py --chapters 5,10 --keep /tmp/books

Results go to Benchmarks/results/stress.md.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import busy_seconds, own_seconds, processor
from pages import CONVOLUME, page_count

RESULT = Path(__file__).resolve().parent / "results" / "stress.md"
FIGURES = 20

SETTINGS = """project:
  type: book
book:
  title: "A long book"
  output-file: long
"""

PROSE = (
    "A window slides over the input, and what it sees becomes one number of the output. The stride "
    "says how far it goes at each step, the padding what it sees beyond the edge, and the kernel what "
    "it looks for. In practice, $\\lfloor (n + 2p - k)/s \\rfloor + 1$ places are enough, as the formula "
    "of chapter {number} has it; @fig-first-{number} shows one of them. ")


def chapter(number):
    """About fifteen pages, with a cell of as many figures as stand in a book of four hundred."""
    lines = [f"# Chapter {number}", ""]
    for section in range(6):
        lines += [f"## Section {section + 1} of chapter {number}", ""]
        for paragraph in range(9):
            lines += [PROSE.format(number=number) * 2, ""]
        if section == 0:
            lines += [
                "```{swift}", f"//| label: fig-first-{number}", "//| fig-cap: 'The first curve.'",
                f"Plot {{ Line(x: (0..<50).map(Double.init), y: (0..<50).map {{ Double($0 * $0 % {number + 7}) }}) }}",
                "```", ""]
    lines += [
        "```{swift}", f"for figure in 1..<{FIGURES} {{",
        "  display(Plot {", "    Line(x: (0..<80).map(Double.init),",
        f"      y: (0..<80).map {{ Double(($0 * figure + {number}) % 17) }}, name: \"curve \\(figure)\")",
        "  }.size(height: 2))", "}", "```", ""]
    return "\n".join(lines)


def render(folder):
    """Returns seconds, those of processors, and the peak memory in MiB."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [CONVOLUME, "render"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"stress.py: the render failed:\n{errors}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(folder, chapters):
    (folder / "chapters").mkdir(parents=True)
    (folder / "_convolume.yml").write_text(SETTINGS)
    for number in range(1, chapters + 1):
        (folder / "chapters" / f"{number:02}-chapter.md").write_text(chapter(number))
    render(folder)
    for path in ["output", ".convolume/cache/rendered", ".convolume/cache/stamps"]:
        shutil.rmtree(folder / path, ignore_errors=True)
    cold, processor_seconds, memory = render(folder)
    place = folder / "chapters" / "02-chapter.md"
    place.write_text(place.read_text().replace("A window slides", "Another window slides", 1))
    warm, *_ = render(folder)
    pages = page_count(folder / "output" / "pdf" / "long.pdf")
    return pages, cold, processor_seconds, warm, memory


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chapters", default="5,10,20")
    parser.add_argument("--keep", help="a folder for the books, which is not removed")
    arguments = parser.parse_args()
    busy, own, start = busy_seconds(), own_seconds(), time.perf_counter()
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(arguments.keep or temporary)
        for chapters in map(int, arguments.chapters.split(",")):
            pages, cold, seconds, warm, memory = measure(root / f"book-{chapters}", chapters)
            row = (
                f"| {pages} | {chapters * FIGURES} | {cold:.2f} | {seconds:.2f} | {1000 * seconds / pages:.0f} |"
                f" {warm:.2f} | {memory:.0f} |")
            print(row, flush=True)
            rows.append(row)
    others = (busy_seconds() - busy - (own_seconds() - own)) / (time.perf_counter() - start)
    lines = [
        "# A long book",
        "",
        f"`Benchmarks/stress.py` on {processor()}, {os.cpu_count()} cores. From cells that have their"
        f" results; other programs used {others:.1f} cores meanwhile"
        + (": the machine was busy, and only ratios mean anything." if others > 0.2 else "."),
        "",
        "| pages | figures | all formats, s | of processors, s | ms a page | after a word, s | peak memory, MiB |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ] + rows
    RESULT.write_text("\n".join(lines) + "\n")
    print(RESULT.read_text())


if __name__ == "__main__":
    main()
