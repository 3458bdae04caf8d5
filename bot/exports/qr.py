"""Room: exports. QR codes that an old phone reads from a wall or from another screen."""

import io
from typing import Final

import segno
from PIL import Image

BORDER: Final = 4
"""White modules around the code; with fewer, many phones do not find it."""
_SIDE: Final = 720


def qr_png(link: str) -> bytes:
    """Draw the code at least 720 pixels wide, whole pixels a module, so that nothing blurs."""
    out = io.BytesIO()
    code = _code(link)
    code.save(out, kind="png", scale=_scale(code, _SIDE), border=BORDER)
    return out.getvalue()


def qr_picture(link: str, side: int) -> Image.Image:
    """Draw the code as large as fits into `side` pixels, to be put into another picture."""
    code = _code(link)
    out = io.BytesIO()
    code.save(out, kind="png", scale=max(1, side // code.symbol_size(border=BORDER)[0]), border=BORDER)
    return Image.open(out).convert("RGB")


def qr_blocks(link: str) -> str:
    """Draw the code with block letters, for a terminal."""
    out = io.StringIO()
    _code(link).terminal(out, border=2, compact=True)
    return out.getvalue().rstrip("\n")


def qr_rows(link: str) -> tuple[bytes, ...]:
    """Give the modules, white border included, for a drawing of lines: 1 is dark."""
    return tuple(bytes(row) for row in _code(link).matrix_iter(border=BORDER))


def _code(link: str) -> segno.QRCode:
    # Level M survives a fold or a drop of rain; micro codes are not read by every phone.
    return segno.make(link, error="m", micro=False, boost_error=True)


def _scale(code: segno.QRCode, side: int) -> int:
    modules = int(code.symbol_size(border=BORDER)[0])
    return -(-side // modules)
