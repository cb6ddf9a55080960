#!/usr/bin/env python3
"""Times what a teacher waits for while writing, beside what others take for the like on this machine.

Everything happens in a copy of this project, whose cells have their results already, so what is timed
is all but the cells' own work. Each row is a median; the peers run in between, in the same minutes.

    CONVOLUME_DATA=... Benchmarks/pages.py
    Benchmarks/pages.py --rounds 5 --only unchanged,word

The peers (one empty notebook through nbclient, `jupyter nbconvert` of the notebooks that we wrote, typst
on a document of as many pages as our book) come from PyPI, into .build/peers/pages. Results go to
Benchmarks/results/pages.md.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import busy_seconds, own_seconds, processor

ROOT = Path(__file__).resolve().parent.parent
CONVOLUME = ROOT / ".build" / "release" / "convolume"
PEERS = ROOT / ".build" / "peers" / "pages"
PYTHON = PEERS / "bin" / "python"
PACKAGES = ROOT / "Benchmarks" / "Peers" / "pages.txt"
RESULT = ROOT / "Benchmarks" / "results" / "pages.md"

EMPTY_NOTEBOOK = """
import nbformat
from nbclient import NotebookClient
book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("")])
NotebookClient(book, kernel_name="python3").execute()
"""

# The second compilation finds the first one's work, as in `typst watch`.
TYPST = """
import sys, time, typst
text = open(sys.argv[1]).read()
compiler = typst.Compiler(sys.argv[1])
for edit in range(3):
    open(sys.argv[1], "w").write(text.replace("first words", f"first words {edit}", 1))
    start = time.perf_counter()
    compiler.compile(format="pdf")
    print(time.perf_counter() - start)
"""


class Book:
    """A copy of the project, in which files are edited and rendered."""

    def __init__(self, folder, program=CONVOLUME):
        self.folder, self.program = folder, program
        for name in ["chapters", "templates", "_convolume.yml", ".convolume"]:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, symlinks=True)
            elif source.exists():
                shutil.copy(source, folder / name)
        self.environment = dict(os.environ)
        if "CONVOLUME_DATA" in self.environment:
            folders = self.environment["CONVOLUME_DATA"].split(":")
            self.environment["CONVOLUME_DATA"] = ":".join(
                str(Path(path).resolve()) for path in folders)

    def render(self):
        """Renders; returns the seconds from outside, and how many cells were run."""
        start = time.perf_counter()
        done = subprocess.run(
            [self.program, "render"], cwd=self.folder, env=self.environment, capture_output=True,
            text=True)
        seconds = time.perf_counter() - start
        if done.returncode != 0:
            sys.exit(f"pages.py: the render failed:\n{done.stderr}")
        ran = re.search(r"(\d+) cells? run", done.stderr)
        return seconds, int(ran.group(1))

    def edit(self, chapter, old, new):
        file = self.folder / "chapters" / chapter
        text = file.read_text()
        if text.count(old) < 1:
            sys.exit(f"pages.py: {chapter} has no '{old}' any more; choose another place to edit")
        file.write_text(text.replace(old, new, 1))

    def forget(self, *paths):
        for path in paths:
            place = self.folder / path
            shutil.rmtree(place, ignore_errors=True)


def unchanged(book, turn):
    return book.render()


def word(book, turn):
    """A word in the prose of the longest chapter that it never had before."""
    file = book.folder / "chapters" / "03-lenet-5.md"
    text = re.sub(r"\nThe word of turn \d+\.\n", "", file.read_text())
    file.write_text(text.replace("\n## ", f"\nThe word of turn {turn}.\n\n## ", 1))
    return book.render()


def size(book, turn):
    """One figure as high as it never was: a cell that is compiled and run."""
    text = (book.folder / "chapters" / "01-pooling.md").read_text()
    present = re.search(r"\.size\(height: [0-9.]+\)", text).group(0)
    book.edit("01-pooling.md", present, f".size(height: {3.61 + turn / 100:.2f})")
    return book.render()


def drawn_anew(book, turn):
    """All formats, from cells that have their results and nothing else."""
    book.forget("output", ".convolume/cache/rendered", ".convolume/cache/stamps")
    return book.render()


def run(*command, **options):
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"pages.py: {command[0]} failed:\n{done.stderr}")
    return time.perf_counter() - start, done.stdout


def notebook(book):
    return run(PYTHON, "-c", EMPTY_NOTEBOOK)[0]


def nbconvert(book):
    notebooks = sorted(map(str, (book.folder / "output" / "notebooks").glob("*.ipynb")))
    # As a module: the first line of `bin/jupyter` names the place where it was installed.
    return run(
        PYTHON, "-m", "nbconvert", "--to", "html", "--output-dir", str(book.folder / "converted"),
        *notebooks)[0]  # fmt: skip


def typst(book):
    """Seconds of the first compilation, and of one after an edit."""
    pages = page_count(book.folder / "output" / "pdf" / "convolume.pdf")
    section = "\n= Section\nSome first words.\n" + "#lorem(420)\n\n$ sum_(k=0)^n k = (n(n+1))/2 $\n"
    source = book.folder / "peer.typ"
    source.write_text("\n#pagebreak()\n".join([section] * pages))
    output = run(PYTHON, "-c", TYPST, str(source))[1].split()
    return float(output[0]), float(output[-1])


def page_count(file):
    output = run("pdfinfo", str(file))[1]
    return int(re.search(r"Pages:\s+(\d+)", output).group(1))


ROWS = [
    ("unchanged", "nothing changed", unchanged, 0.15),
    ("word", "one word of prose changed, all formats written", word, 0.5),
    ("size", "one figure's size changed, its compilation included", size, 1.5),
    ("drawn", "all formats from cached cells, nothing drawn before", drawn_anew, 2.5),
]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default=",".join(name for name, *_ in ROWS))
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument(
        "--program", type=Path, default=CONVOLUME, help="another build; then no file is written")
    arguments = parser.parse_args()
    names = arguments.only.split(",")
    if not arguments.no_peers:
        prepare_peers()
    busy, own = busy_seconds(), own_seconds()
    start = time.perf_counter()
    times, peers = {name: [] for name in names}, {}
    with tempfile.TemporaryDirectory() as folder:
        book = Book(Path(folder), arguments.program.resolve())
        print(f"preparing: {book.render()[1]} cells run", flush=True)
        for turn in range(arguments.rounds):
            for name, _, work, _ in ROWS:
                if name not in names:
                    continue
                # What was edited before is settled: only this row's change is new.
                for _ in range(3):
                    book.render()
                seconds, ran = work(book, turn)
                times[name].append(seconds)
                print(f"{name}: {seconds:.2f} s, {ran} cells run", flush=True)
            if not arguments.no_peers:
                cold, warm = typst(book)
                for name, seconds in [("notebook", notebook(book)), ("nbconvert", nbconvert(book)),
                                      ("typst cold", cold), ("typst warm", warm)]:  # fmt: skip
                    peers.setdefault(name, []).append(seconds)
                    print(f"{name}: {seconds:.2f} s", flush=True)
        pages = page_count(book.folder / "output" / "pdf" / "convolume.pdf")
    elapsed = time.perf_counter() - start
    others = (busy_seconds() - busy - (own_seconds() - own)) / elapsed
    table = report(times, peers, pages, arguments.rounds, others)
    if arguments.program == CONVOLUME:
        RESULT.write_text(table)
    print(table)


def prepare_peers():
    def work():
        modules = "import ipykernel, nbclient, nbconvert, typst"
        return PYTHON.exists() and not subprocess.run(
            [PYTHON, "-c", modules], capture_output=True).returncode

    if not work():
        subprocess.run([sys.executable, "-m", "venv", "--clear", PEERS], check=True)
        subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "-r", PACKAGES], check=True)


def report(times, peers, pages, rounds, others):
    medians = {name: statistics.median(values) for name, values in peers.items()}
    lines = [
        "# Pages",
        "",
        f"`Benchmarks/pages.py --rounds {rounds}` on {processor()}, {os.cpu_count()} cores; a book of "
        f"{pages} pages. Seconds. Other programs used {others:.1f} cores meanwhile"
        + (": the machine was busy, and only ratios mean anything." if others > 0.2 else "."),
        "",
        "| work | median | best | to reach | " + "".join(f"of {name} | " for name in medians),
        "| --- | ---: | ---: | ---: | " + "---: | " * len(medians),
    ]
    for name, title, _, target in ROWS:
        if not times.get(name):
            continue
        median = statistics.median(times[name])
        ratios = "".join(f"{median / peer:.2f} | " for peer in medians.values())
        best = min(times[name])
        lines.append(f"| {title} | {median:.2f} | {best:.2f} | {target} | {ratios}")
    titles = {
        "notebook": "one empty notebook, through nbclient",
        "nbconvert": "`jupyter nbconvert --to html` of our notebooks",
        "typst cold": "typst, as many pages, cold", "typst warm": "typst, after an edit",
    }  # fmt: skip
    for name, median in medians.items():
        ratios = "".join(f"{median / peer:.2f} | " for peer in medians.values())
        lines.append(f"| {titles[name]} | {median:.2f} | {min(peers[name]):.2f} | | {ratios}")
    return "\n".join(line.rstrip() for line in lines) + "\n"


if __name__ == "__main__":
    main()
