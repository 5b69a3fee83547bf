"""The Chinese typeface that pictures of text are drawn with, found by its name."""

import shutil
import subprocess
from functools import cache

from PIL import Image, ImageDraw, ImageFont

FAMILY = "Noto Sans Mono CJK SC"
"""The fixed-width member of Noto Sans CJK SC: Latin is exactly half as wide as Chinese, as in a printer's own font."""
PACKAGE = "fonts-noto-cjk"
_BASELINE = 0.88
"""Height of the baseline under the top of the em square in Noto Sans CJK."""


class TypefaceMissingError(Exception):
    """No Chinese typeface is installed. `zh` and `en` say which package to install."""

    code = "typeface_missing"

    def __init__(self, family: str) -> None:
        self.zh = f"没有安装中文字体“{family}”，请安装软件包 {PACKAGE}。"
        self.en = f"The Chinese typeface {family!r} is not installed. Install the package {PACKAGE}."
        super().__init__(self.en)


@cache
def find(family: str = FAMILY, bold: bool = False) -> tuple[str, int]:
    """File and index of a typeface by fontconfig. Raises TypefaceMissingError when it is not the one asked for."""
    command = shutil.which("fc-match")
    if command is None:
        raise TypefaceMissingError(family)
    asked = f"{family}:bold" if bold else family
    answer = subprocess.run(
        [command, "-f", "%{family}\t%{file}\t%{index}", asked], capture_output=True, text=True, check=False, timeout=10
    ).stdout.split("\t")
    if len(answer) != 3 or family not in answer[0].split(","):
        raise TypefaceMissingError(family)
    return answer[1], int(answer[2])


@cache
def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The typeface at `size` dots to the em."""
    path, index = find(bold=bold)
    return ImageFont.truetype(path, size, index=index)


def draw_text(text: str, cell: int, width: int, height: int, bold: bool = False) -> Image.Image:
    """`text` as a black-on-white picture ("L"), `columns(text) * cell * width` dots wide.

    `cell` is the width in dots of a Latin character of normal size; `width` and `height` are its multiples.
    """
    size = 2 * cell * height
    face = font(size, bold)
    drawn = Image.new("L", (max(1, round(face.getlength(text))), size), 255)
    ImageDraw.Draw(drawn).text((0, round(size * _BASELINE)), text, font=face, fill=0, anchor="ls")
    if width != height:
        drawn = drawn.resize((max(1, drawn.width * width // height), size), Image.Resampling.LANCZOS)
    return drawn
