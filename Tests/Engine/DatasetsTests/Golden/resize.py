"""Writes resize.json: what Pillow makes of images, for ResizeTests.

Small images are stored whole. Many more, up to the size of AlexNet's, are drawn on both sides by one
formula (`drawn`); of what Pillow makes of them the bytes are stored in Base64, or the SHA-256 alone.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install pillow==13.0.0 numpy
    /tmp/venv/bin/python resize.py > resize.json
"""

import base64
import hashlib
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



def drawn(count, salt):
    """The highest byte of SplitMix64; ResizeTests.swift makes the same ones."""
    word = numpy.uint64
    with numpy.errstate(over="ignore"):
        bits = numpy.arange(1, count + 1, dtype=word) + (word(salt) << word(32))
        bits *= word(0x9E3779B97F4A7C15)
        bits = (bits ^ (bits >> word(30))) * word(0xBF58476D1CE4E5B9)
        bits = (bits ^ (bits >> word(27))) * word(0x94D049BB133111EB)
        bits ^= bits >> word(31)
    return (bits >> word(56)).astype(numpy.uint8)


def resized(size, salt):
    channels, height, width, new_height, new_width = size
    pixels = drawn(channels * height * width, salt).reshape(channels, height, width)
    planes = [
        numpy.asarray(Image.fromarray(plane).resize((new_width, new_height), Image.BILINEAR))
        for plane in pixels
    ]
    return numpy.stack(planes).tobytes()


usual = [(1, 28, 28, 32, 32), (1, 28, 28, 64, 64), (1, 28, 28, 224, 224), (3, 32, 32, 224, 224),
         (3, 32, 32, 227, 227), (3, 224, 224, 32, 32), (3, 256, 256, 224, 224)]
random = [(1 + 2 * (number % 2), *(1 + drawn(4, 1000 + number) % 60).tolist())
          for number in range(60)]
digests = [{"size": size, "salt": salt, "sha256": hashlib.sha256(resized(size, salt)).hexdigest()}
           for salt, size in enumerate(usual)]
drawn_cases = [{"size": size, "salt": salt, "pixels": base64.b64encode(resized(size, salt)).decode()}
               for salt, size in enumerate(random)]

json.dump({"source": f"Pillow {__version__}", "cases": cases, "digests": digests,
           "drawn": drawn_cases}, sys.stdout, separators=(",", ":"))
