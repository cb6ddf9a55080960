"""Writes small pictures into pictures/, and pictures.json: what Pillow reads from them.

Of each file: its pixels in colour, upright and laid on white; the same in grey; and the middle in 8 × 8
pixels, its shorter side resized. Pixels stand row by row, in Base64.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install pillow==13.0.0 numpy
    /tmp/venv/bin/python pictures.py
"""

import base64
import json
from pathlib import Path

import numpy
from PIL import Image, ImageOps

HERE = Path(__file__).parent
FOLDER = HERE / "pictures"
SIDE = 8


def drawn(height, width):
    """Soft colours with an edge, as a photograph has both."""
    rows, columns = numpy.mgrid[0:height, 0:width]
    red = 255 * columns / max(width - 1, 1)
    green = 255 * rows / max(height - 1, 1)
    blue = numpy.where(columns > rows, 200, 40)
    return numpy.stack([red, green, blue], axis=-1).astype(numpy.uint8)


def seen(image):
    """The picture as a page shows it: upright, and on white."""
    image = ImageOps.exif_transpose(image)
    if image.mode in ("LA", "RGBA", "P") and (image.mode != "P" or "transparency" in image.info):
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(ground, image)
    if image.mode.startswith("I;16"):
        deep = numpy.asarray(image).astype(numpy.float64)
        return Image.fromarray(numpy.round(deep / 257).astype(numpy.uint8)).convert("RGB")
    return image.convert("RGB")


def middle(image):
    """As torchvision's Resize(SIDE) and CenterCrop(SIDE) do it, the latter rounding down."""
    shorter = min(image.size)
    image = image.resize([side * SIDE // shorter for side in image.size], Image.BILINEAR)
    left, top = ((side - SIDE) // 2 for side in image.size)
    return image.crop((left, top, left + SIDE, top + SIDE))


def text(image):
    return base64.b64encode(numpy.asarray(image).tobytes()).decode()


FOLDER.mkdir(exist_ok=True)
colour = Image.fromarray(drawn(13, 20))
colour.save(FOLDER / "colour.png")
colour.convert("L").save(FOLDER / "grey.png")
colour.quantize(16).save(FOLDER / "palette.png")
clear = colour.convert("RGBA")
clear.putalpha(Image.fromarray(numpy.linspace(0, 255, 20 * 13).reshape(13, 20).astype(numpy.uint8)))
clear.save(FOLDER / "clear.png")
deep = (drawn(13, 20)[..., 0].astype(numpy.uint16) * 257)
Image.fromarray(deep).save(FOLDER / "deep.png")
colour.convert("1").save(FOLDER / "two-tones.png")
colour.save(FOLDER / "colour.jpg", quality=90)
colour.save(FOLDER / "progressive.jpg", quality=80, progressive=True, subsampling=0)
colour.convert("L").save(FOLDER / "grey.JPEG", quality=90)
for number in range(1, 9):
    exif = Image.Exif()
    exif[274] = number
    colour.save(FOLDER / f"held-{number}.jpg", quality=90, exif=exif)

cases = []
for path in sorted(FOLDER.iterdir()):
    image = seen(Image.open(path))
    cases.append(
        {
            "file": path.name, "width": image.width, "height": image.height,
            "colour": text(image), "grey": text(image.convert("L")), "middle": text(middle(image)),
        })
(HERE / "pictures.json").write_text(json.dumps(cases, indent=0) + "\n")
