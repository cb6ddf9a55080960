"""Writes resize.json: what Pillow makes of small images, for ResizeTests.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install pillow==13.0.0 numpy
    /tmp/venv/bin/python resize.py > resize.json
"""

import json
import sys

import numpy
from PIL import Image, __version__

CASES = [
    # channels, height, width, new height, new width
    (1, 28, 28, 32, 32),
    (1, 28, 28, 14, 14),
    (1, 28, 28, 11, 28),
    (1, 28, 28, 28, 9),
    (1, 7, 5, 3, 13),
    (1, 1, 1, 4, 4),
    (1, 16, 9, 1, 1),
    (3, 12, 12, 32, 20),
    (3, 32, 32, 8, 8),
]

random = numpy.random.default_rng(11)
cases = []
for channels, height, width, new_height, new_width in CASES:
    pixels = random.integers(0, 256, (channels, height, width), dtype=numpy.uint8)
    planes = [
        numpy.asarray(Image.fromarray(plane).resize((new_width, new_height), Image.BILINEAR))
        for plane in pixels
    ]
    cases.append(
        {
            "input": {"channels": channels, "height": height, "width": width,
                      "pixels": pixels.ravel().tolist()},
            "output": {"channels": channels, "height": new_height, "width": new_width,
                       "pixels": numpy.stack(planes).ravel().tolist()},
        }
    )

json.dump({"source": f"Pillow {__version__}", "cases": cases}, sys.stdout, separators=(",", ":"))
