"""Pages for printing: A4, a font that holds Latin, Greek and Cyrillic letters, and the few styles that they share."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import ttf_opensans
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import KeepInFrame, Paragraph, SimpleDocTemplate

if TYPE_CHECKING:
    from collections.abc import Sequence

PLAIN, BOLD = "OpenSans", "OpenSans-Bold"
MARGIN = 14 * mm
WIDTH = A4[0] - 2 * MARGIN


@cache
def _fonts() -> None:
    folder = Path(ttf_opensans.__file__).parent / "ttf"
    pdfmetrics.registerFont(TTFont(PLAIN, folder / "OpenSans-Regular.ttf"))
    pdfmetrics.registerFont(TTFont(BOLD, folder / "OpenSans-Bold.ttf"))


def style(size: float, *, bold: bool = False, **more: Any) -> ParagraphStyle:
    """A paragraph style; `size` in points."""
    _fonts()
    return ParagraphStyle(
        f"s{size}{bold}{more}", fontName=BOLD if bold else PLAIN, fontSize=size, leading=size * 1.35, **more
    )


def words(text: object, size: float = 9, *, bold: bool = False, **more: Any) -> Paragraph:
    """Text that somebody wrote, as a paragraph: nothing in it is read as markup."""
    plain = str(text).replace("→", "›")  # the font has no arrows
    return Paragraph(escape(plain).replace("\n", "<br/>"), style(size, bold=bold, **more))


def on_one_page(parts: Sequence[Any]) -> bytes:
    """A PDF of one A4 page; what is too much is made smaller."""
    frame = KeepInFrame(WIDTH, A4[1] - 2 * MARGIN - 12, list(parts), mode="shrink")
    return on_pages([frame])


def on_pages(parts: Sequence[Any]) -> bytes:
    """A PDF of as many A4 pages as it takes. Its title says nothing."""
    _fonts()
    out = BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), MARGIN)
    SimpleDocTemplate(out, pagesize=A4, title="Wiseline", author="Wiseline", **margins).build(list(parts))
    return out.getvalue()
