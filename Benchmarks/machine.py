"""What machine a comparison runs on, and how much of it is used."""

import os
import platform
import re
import subprocess
import sys
from pathlib import Path


def processor():
    """Its name and, since one name may stand for several generations, its family and model."""
    try:
        first = Path("/proc/cpuinfo").read_text().split("\n\n")[0]
        facts = dict(re.split(r"\s*:\s*", line, maxsplit=1) for line in first.splitlines())
        if "model name" in facts:
            numbers = [f"{key} {facts[name]}" for key, name in
                       [("family", "cpu family"), ("model", "model")] if name in facts]  # fmt: skip
            return facts["model name"] + (f" ({', '.join(numbers)})" if numbers else "")
    except (OSError, ValueError):
        pass
    if sys.platform == "darwin":
        asked = subprocess.run(
            ["sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True)
        return asked.stdout.strip()
    return platform.processor() or platform.machine()


def busy_seconds():
    """Processor time that the whole machine has used so far, stolen time included; None if unknown."""
    try:
        first = Path("/proc/stat").read_text().splitlines()[0].split()
    except OSError:
        return None
    user, nice, system, _, _, interrupts, soft, stolen = map(int, first[1:9])
    busy = user + nice + system + interrupts + soft + stolen
    return busy / os.sysconf("SC_CLK_TCK")


def own_seconds():
    used = os.times()
    return used.children_user + used.children_system + used.user + used.system
