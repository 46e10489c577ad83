"""**Pictures → lines**: Chinese OCR with the model that ships inside its package, offline."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from extract.formats import bounds, limits
from extract.formats.document import Reading
from extract.formats.layout import Line, Run, lines
from extract.formats.paragraphs import Page, paragraphs
from extract.formats.refusals import refused

Step = Callable[[int, int], None]

NOTE = "由文字识别(OCR)得到"
_LEAST_SIDE = 16


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels as an array of height × width × 3 (blue, green, red)."""

    pixels: Any


@dataclass(frozen=True, slots=True)
class Recognised:
    """The lines of a picture in reading order, with mean confidence (0..1) and characters."""

    lines: list[Line]
    height: float
    confidence: float
    characters: int


def read(data: bytes, name: str, step: Step) -> Reading:
    """The text of a picture (PNG, JPEG, TIFF, BMP, WebP); each frame of a TIFF is a page.

    ``step`` is told the page and the number of pages. Raises ReportError where it is broken or
    too large, has no text, or OCR is not installed.
    """
    found = []
    for number, picture in enumerate(frames := _frames(data, name)):
        step(number, len(frames))
        found.append(recognise(picture, name))
    text, starts = paragraphs([Page(page.height, page.lines) for page in found])
    if not text.strip():
        raise refused("no_text:picture", name=name)
    return Reading(
        text=text, notes=(NOTE,), pages=starts, kind="image", confidence=mean_confidence(found)
    )


def recognise(picture: Picture, name: str) -> Recognised:
    """The lines of text in a picture. Raises ReportError where OCR is not installed."""
    height, width = picture.pixels.shape[:2]
    if min(height, width) < _LEAST_SIDE:
        return Recognised([], height, 0.0, 0)
    engine = _engine(name)
    bounds.bound_processor(limits.OCR_CPU_SECONDS)
    result = engine(picture.pixels)
    if result.boxes is None or not result.txts:
        return Recognised([], height, 0.0, 0)
    runs, weight, characters = [], 0.0, 0
    for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        xs, ys = [float(x) for x, _ in box], [float(y) for _, y in box]
        runs.append(Run(min(xs), max(xs), min(ys), max(ys), text))
        weight += float(score) * len(text)
        characters += len(text)
    return Recognised(lines(runs, width), height, weight / max(1, characters), characters)


def mean_confidence(pages: Iterable[Recognised]) -> float | None:
    """The mean confidence of all characters, None where no page was recognised."""
    told = [(page.confidence, page.characters) for page in pages if page.characters]
    total = sum(count for _, count in told)
    return round(sum(c * count for c, count in told) / total, 4) if total else None


@cache
def _recogniser() -> Any:
    """The engine with the models of its package. Raises ImportError where it is not installed."""
    bounds.bound_memory(limits.MEMORY_WITH_OCR_BYTES)
    import onnxruntime  # noqa: F401  (rapidocr names it only when it is first used)
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    threads = min(limits.OCR_THREADS, os.cpu_count() or 1)
    return RapidOCR(
        params={
            # The classifier of upside-down lines turns good ones and then drops them.
            "Global.use_cls": False,
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        }
    )


def _engine(name: str) -> Any:
    try:
        return _recogniser()
    except ImportError:
        raise refused("no_ocr", name=name) from None


def _frames(data: bytes, name: str) -> list[Picture]:
    """The pictures of an image file, by Pillow, which refuses bombs before it unpacks them."""
    import numpy
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # our own limit speaks first
    frames = []
    try:
        with Image.open(io.BytesIO(data)) as image:
            count = getattr(image, "n_frames", 1)
            if count > limits.OCR_PAGES:
                raise refused("picture:long", name=name, count=count, limit=limits.OCR_PAGES)
            for number in range(count):
                image.seek(number)
                _check_size(image.size, name)
                image.draft("RGB", image.size)
                upright = ImageOps.exif_transpose(image)
                frames.append(Picture(numpy.asarray(_fitted(upright))[:, :, ::-1]))
    except (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError,
            AttributeError, Image.DecompressionBombError):  # fmt: skip
        raise refused("picture:broken", name=name) from None
    return frames


def _fitted(image: Any) -> Any:
    """A picture on white, no larger than a page needs."""
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA", "P"):
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    image = image.convert("RGB")
    pixels = image.width * image.height
    if pixels > limits.PAGE_PIXELS:
        scale = (limits.PAGE_PIXELS / pixels) ** 0.5
        image = image.resize((max(1, int(image.width * scale)), max(1, int(image.height * scale))))
    return image


def _check_size(size: tuple[int, int], name: str) -> None:
    if size[0] * size[1] > limits.PICTURE_PIXELS:
        raise refused("picture:large", name=name, width=size[0], height=size[1])
