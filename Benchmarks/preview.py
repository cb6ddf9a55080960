#!/usr/bin/env python3
"""Times an edit from the saved file to the open page, in headless Chromium beside `convolume preview`.

Everything happens in a copy of this project, whose cells have their results already, and in a small book
whose first cell computes for thirty seconds. Each row is a median over the rounds; the time runs from just
before the file is written until the page's own script has put the change on the page. Beside it stands the
part of it in which the preview made the pages; the rest is the browser's.

    CONVOLUME_DATA=... Benchmarks/preview.py
    Benchmarks/preview.py --rounds 5 --only word,upstream

Results go to Benchmarks/results/preview.md.
"""

import argparse
import json
import os
import re
import select
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import busy_seconds, own_seconds, processor
from pages import CONVOLUME, ROOT, Book

RESULT = ROOT / "Benchmarks" / "results" / "preview.md"

# How long anything is waited for, in seconds: what takes longer does not come any more.
PATIENCE = 300

UPSTREAM = """# Upstream

```{swift}
let clock = ContinuousClock()
let start = clock.now
var steps = 0
while start.duration(to: clock.now) < .seconds(30) { steps += 1 }
```

```{swift}
//| label: fig-last
//| fig-cap: "What the last cell draws."
Plot { Line(x: [1, 2, 3], y: [1, 4, steps > 0 ? 9 : 0], name: "squares") }.size(height: 2.00)
```

Some first words.
"""


class Browser:
    """Chromium, driven through its DevTools protocol over two pipes."""

    def __init__(self, folder):
        to_read, self.commands = os.pipe()
        self.answers, to_write = os.pipe()

        def connect():
            os.dup2(to_read, 103)
            os.dup2(to_write, 104)
            os.dup2(103, 3)
            os.dup2(104, 4)

        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu",
             "--no-first-run", "--disable-dev-shm-usage", f"--user-data-dir={folder}", "about:blank"],
            preexec_fn=connect, close_fds=False, stderr=subprocess.DEVNULL)  # fmt: skip
        os.close(to_read)
        os.close(to_write)
        self.number, self.pending, self.session = 0, b"", None
        target = self.command("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.command(
            "Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.command("Page.enable")

    def command(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self.pending:
                self.pending += self.read(method)
            answer, self.pending = self.pending.split(b"\0", 1)
            answer = json.loads(answer)
            if answer.get("id") == self.number:
                if "error" in answer:
                    sys.exit(f"preview.py: {method}: {answer['error']}")
                return answer.get("result", {})

    def read(self, method):
        """Returns what the browser says next; ends the program when it says nothing."""
        ready, _, _ = select.select([self.answers], [], [], PATIENCE + 10)
        said = os.read(self.answers, 1 << 16) if ready else b""
        if not said:
            state = "says nothing" if self.process.poll() is None else "has ended"
            sys.exit(f"preview.py: the browser {state} ({method})")
        return said

    def evaluate(self, expression):
        result = self.command(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        return result["result"].get("value")

    def open(self, address):
        self.command("Page.navigate", url=address)
        self.wait("document.documentElement.dataset.previewVersion")

    def wait(self, condition):
        """Returns when the condition holds; it is looked at whenever the page changes.

        Ends the program when it does not hold in time.
        """
        deadline = time.monotonic() + PATIENCE
        watching = f"""new Promise((done) => {{
          const end = (holds) => {{ observer.disconnect(); clearTimeout(timer); done(holds); }};
          const look = () => {{
            let holds = false;
            try {{ holds = {condition}; }} catch {{}}
            if (holds) {{ end(true); }}
          }};
          const timer = setTimeout(() => end(false), {PATIENCE * 1000});
          const observer = new MutationObserver(look);
          observer.observe(
            document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
          document.addEventListener("readystatechange", look);
          look();
        }})"""
        # A page that is loaded anew takes its promise with it.
        while self.evaluate(watching) is not True:
            if time.monotonic() > deadline:
                sys.exit(f"preview.py: the page did not come to '{condition}' in {PATIENCE} s")

    def close(self):
        self.process.kill()
        self.process.wait()


class Preview:
    """`convolume preview` of a folder, with a page of it in the browser."""

    def __init__(self, folder, environment, page, browser):
        self.folder, self.browser = folder, browser
        self.log = open(folder / "preview.log", "w+")
        self.process = subprocess.Popen(
            [CONVOLUME, "preview"], cwd=folder, env=environment, stderr=self.log)
        port = self.wait(r"127\.0\.0\.1:(\d+)").group(1)
        self.wait("pages made in")
        browser.open(f"http://127.0.0.1:{port}/html/{page}.html")

    def wait(self, pattern):
        """Returns where the preview says what the pattern asks for; ends the program when it does not."""
        deadline = time.monotonic() + PATIENCE
        while not (match := re.search(pattern, self.said())):
            if self.process.poll() is not None:
                sys.exit(f"preview.py: the preview ended:\n{self.said()}")
            if time.monotonic() > deadline:
                sys.exit(f"preview.py: no '{pattern}' in {PATIENCE} s; the preview said:\n{self.said()}")
            time.sleep(0.05)
        return match

    def wait_for_states(self, chapter):
        """Waits until the states of a chapter that is open are made."""
        self.wait(f"{re.escape(chapter)}: ready for edits")

    def made(self):
        """The seconds in which the pages were made last."""
        return float(re.findall(r"pages made in ([0-9.]+) s", self.said())[-1])

    def said(self):
        return Path(self.log.name).read_text()

    def edit(self, chapter, pattern, replacement, condition):
        """Writes the edited chapter, and returns the seconds until the condition holds on the page."""
        file = self.folder / "chapters" / chapter
        text = file.read_text()
        edited, count = re.subn(pattern, replacement, text, count=1)
        if count == 0:
            sys.exit(f"preview.py: {chapter} has no '{pattern}' any more; choose another place")
        part = file.with_suffix(".part")
        part.write_text(edited)
        start = time.perf_counter()
        part.rename(file)
        self.browser.wait(condition)
        return time.perf_counter() - start

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()


def shows(text):
    return f"document.querySelector('article').textContent.includes('{text}')"


def word(preview, turn):
    new = f"One word {turn}."
    return preview.edit(
        "03-lenet-5.md", r"\n(One word \d+\.\n\n)?## ", f"\n{new}\n\n## ", shows(new))


def size(preview, turn):
    height = f"{3.21 + turn / 100:.2f}"  # Never what the chapter has.
    drawings = "[...document.querySelectorAll('article svg')].map((drawing) => drawing.outerHTML).join()"
    preview.browser.evaluate(f"window.before = {drawings}")
    return preview.edit(
        "01-pooling.md", r"\.size\(height: [0-9.]+\)", f".size(height: {height})",
        f"{drawings} !== window.before")


def line(preview, turn):
    """A one-line cell at the end of a chapter in which nothing is trained."""
    new = f"a line {turn}"
    cell = f'\n```{{swift}}\nprint("{new}")\n```\n'
    return preview.edit(
        "01-pooling.md", r"(\n```\{swift\}\nprint\(\"a line \d+\"\)\n```\n)?\Z", cell,
        f"[...document.querySelectorAll('.output')].some((o) => o.textContent.includes('{new}'))")


def upstream(preview, turn):
    height = f"{2.1 + turn / 100:.2f}"
    drawing = "document.querySelector('#fig-last svg').outerHTML"
    preview.browser.evaluate(f"window.before = {drawing}")
    return preview.edit(
        "01-upstream.md", r"height: [0-9.]+", f"height: {height}", f"{drawing} !== window.before")


def opened(preview, turn):
    """The first edit in a preview that was just opened, once it says that the states are made."""
    preview.wait_for_states("01-upstream")
    return upstream(preview, 20 + turn)


def mistake(preview, turn):
    """A mistake in the last cell, until it is told on the page; it is mended afterwards."""
    seconds = preview.edit(
        "01-upstream.md", r"Plot \{", "Plott {", "document.querySelector('.failure')")
    preview.edit("01-upstream.md", r"Plott \{", "Plot {", "!document.querySelector('.failure')")
    return seconds


ROWS = [
    ("word", "one word of prose", "book", "03-lenet-5", word, 0.3),
    ("size", "a figure's size, its compilation included", "book", "01-pooling", size, 1.5),
    ("line", "a one-line cell at the end of a chapter", "book", "01-pooling", line, 1.2),
    ("upstream", "the last plot, 30 s of computation above it", "small", "01-upstream", upstream, 1.5),
    ("opened", "the same, as the first edit after opening", "small", "01-upstream", opened, 1.5),
    ("mistake", "a mistake there, told on the page", "small", "01-upstream", mistake, 1.5),
]  # fmt: skip


def small_book(folder):
    (folder / "chapters").mkdir(parents=True)
    (folder / "chapters" / "01-upstream.md").write_text(UPSTREAM)
    (folder / "_convolume.yml").write_text("project:\n  type: book\nbook:\n  title: Small\n")
    return folder, dict(os.environ)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default=",".join(name for name, *_ in ROWS))
    arguments = parser.parse_args()
    names = arguments.only.split(",")
    busy, own, start = busy_seconds(), own_seconds(), time.perf_counter()
    times = {}
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        browser = Browser(folder / "profile")
        try:
            for kind in ["book", "small"]:
                rows = [row for row in ROWS if row[2] == kind and row[0] in names]
                if not rows:
                    continue
                (folder / kind).mkdir(exist_ok=True)
                if kind == "book":
                    book = Book(folder / kind)
                    place, environment = book.folder, book.environment
                else:
                    place, environment = small_book(folder / kind)
                for name, _, _, page, work, _ in rows:
                    if name == "opened":
                        for turn in range(1, min(arguments.rounds, 3) + 1):
                            preview = Preview(place, environment, page, browser)
                            note(times, name, work(preview, turn), preview)
                            preview.close()
                        continue
                    preview = Preview(place, environment, page, browser)
                    # The first edit makes the states above the cell, which are kept from then on.
                    print(f"{name}: first edit {work(preview, 0):.2f} s", flush=True)
                    for turn in range(1, arguments.rounds + 1):
                        note(times, name, work(preview, turn), preview)
                    preview.close()
        finally:
            browser.close()
    elapsed = time.perf_counter() - start
    others = (busy_seconds() - busy - (own_seconds() - own)) / elapsed
    write(times, arguments.rounds, others)


def note(times, name, seconds, preview):
    # The browser may be there before the terminal is.
    time.sleep(0.2)
    made = preview.made()
    times.setdefault(name, []).append((seconds, made))
    print(f"{name}: {seconds:.3f} s, of which {made:.2f} s for the pages", flush=True)


def write(times, rounds, others):
    lines = [
        "# Preview",
        "",
        f"`Benchmarks/preview.py --rounds {rounds}` on {processor()}, {os.cpu_count()} cores: from the saved "
        f"file to the open page in headless Chromium. Other programs used {others:.1f} cores meanwhile.",
        "",
        "| edit | median, s | worst, s | of which the pages, s | to reach, s |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, title, _, _, _, target in ROWS:
        if name in times:
            seconds, made = zip(*times[name])
            lines.append(
                f"| {title} | {statistics.median(seconds):.2f} | {max(seconds):.2f} "
                f"| {statistics.median(made):.2f} | {target} |")
    RESULT.write_text("\n".join(lines) + "\n")
    print(RESULT.read_text())


if __name__ == "__main__":
    main()
