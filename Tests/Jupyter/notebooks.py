"""Runs notebooks that a render exported, by nbclient, and compares what they show with what the render showed.

Usage: notebooks.py FOLDER [NAME ...]: all notebooks of the folder that have code, or those whose names begin
so. Captions and the progress of trainings are no outputs of the code, and left out. Of a cell that records times,
which differ from run to run, only the figures and tables are counted. Whatever else differs, a cell that fails and
a folder without notebooks make the exit code 1.

Run by `make jupyter`.
"""

import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

CAPTION = re.compile(r"\s*(<a id=[^>]*></a>\s*)?\*\*(Figure|Table|Listing)\s")

# `record("seconds, LeNet-5", history.seconds, unit: "seconds")`: what such a cell shows has been measured by a clock.
TIMES = re.compile(r'\brecord\(.*\bunit: "(milli)?seconds"\)')


def shown(cell):
    """What a code cell shows: its text, its figures and their drawings, and how many tables."""
    text, figures, drawings, descriptions, tables = "", 0, [], [], 0
    for output in cell.get("outputs", []):
        kind = output["output_type"]
        if kind == "stream":
            if output["name"] == "stdout":
                text += output["text"]
            continue
        if kind == "error":
            text += "error "
            continue
        if output.get("transient", {}).get("display_id"):
            continue
        data = output["data"]
        if "image/svg+xml" in data:
            figures += 1
            drawings.append(data["image/svg+xml"])
            descriptions.append(data["text/plain"])
        elif "text/html" in data and "<progress" in data["text/html"]:
            continue
        elif "text/html" in data:
            tables += 1
        elif "text/markdown" in data:
            markdown = data["text/markdown"]
            if "\n| " in "\n" + markdown:
                tables += 1
            elif not CAPTION.match(markdown):
                text += markdown
        else:
            text += data["text/plain"] + "\n"
    return {
        "text": "".join(text.split()),
        "figures": figures,
        "drawings": drawings,
        "descriptions": descriptions,
        "tables": tables,
    }


def main():
    folder = Path(sys.argv[1])
    names = sys.argv[2:]
    failures, compared = 0, 0
    for path in sorted(folder.glob("*.ipynb")):
        rendered = nbformat.read(path, 4)
        code = [cell for cell in rendered.cells if cell.cell_type == "code"]
        if not code or names and not any(path.name.startswith(name) for name in names):
            continue
        compared += 1
        print(f"{path.name}: running {len(code)} cells", flush=True)
        notebook = nbformat.from_dict(rendered)
        before = [shown(cell) for cell in code]
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = []
        start = time.monotonic()
        client = NotebookClient(
            notebook, timeout=None, kernel_name="convolume", allow_errors=True,
            resources={"metadata": {"path": str(folder)}})
        client.execute()
        seconds = time.monotonic() - start
        nbformat.validate(notebook)
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        differing, measured, same, drawn = [], [], 0, 0
        for cell in cells:
            errors = [output for output in cell.outputs if output["output_type"] == "error"]
            if errors and "raises-exception" not in cell.metadata.get("tags", []):
                print(f"{path.name}: a cell failed\n" + "\n".join(errors[0]["traceback"]))
                failures += 1
        for number, (cell, old) in enumerate(zip(cells, before)):
            tags = cell.metadata.get("tags", [])
            if {"remove-cell", "skip-execution"} & set(tags):
                continue
            new = shown(cell)
            kinds = [kind for kind in old if old[kind] != new[kind]]
            drawn += len(new["drawings"])
            if TIMES.search(cell.source):
                kinds = [kind for kind in kinds if kind in ("figures", "tables")]
                measured.append(cell.id)
            if kinds:
                differing.append(f"  {cell.id}: {', '.join(kinds)}")
            else:
                same += 1
        failures += len(differing)
        print(
            f"{path.name}: {len(cells)} cells in {seconds:.1f} s; {same} show what the render shows "
            f"({drawn} figures), {len(differing)} differ", flush=True)
        if measured:
            print(f"  times are measured by {', '.join(measured)}: figures and tables are counted only")
        for line in differing:
            print(line)
    if not compared:
        print(f"no notebook with code in {folder}: run 'make handouts' first", file=sys.stderr)
        failures += 1
    sys.exit(min(failures, 1))


main()
