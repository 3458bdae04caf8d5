"""Room: app. Rendering: attachments become bytes out of the book of the moment, when their message is sent."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.model.channel import File, Render
from bot.model.message import Attachment
from bot.report_drawing import bars, trend
from content.book import Book

Draw = Callable[[Book, Attachment], File]

PNG: Final = "image/png"
PDF: Final = "application/pdf"


class NothingToDraw(Exception):
    """The attachment is of no kind we know, or about a lesson that is gone."""


def renderer(book: Callable[[], Book], more: Mapping[str, Draw] | None = None) -> Render:
    """What draws an attachment with the content of the moment; `more` are those that need a store."""

    def render(wanted: Attachment) -> File:
        draw = {**RENDERERS, **(more or {})}.get(wanted.kind)
        if draw is None:
            raise NothingToDraw(wanted.kind)
        return draw(book(), wanted)

    return render


def qr(book: Book, wanted: Attachment) -> File:
    """The code of a link."""
    from bot.exports.qr import qr_png

    return File("ma-vuong.png", PNG, qr_png(wanted.arg("link")))


def lesson_card(book: Book, wanted: Attachment) -> File:
    """One lesson as a picture."""
    from bot.exports.card import lesson_card_png

    lesson = book.lesson(wanted.arg("lesson"))
    if lesson is None:
        raise NothingToDraw(wanted.arg("lesson"))
    picture = lesson_card_png(lesson, book.campaign.commune, wanted.arg("link"), book.copy)
    return File(f"{lesson.id}.png", PNG, picture)


def poster(book: Book, wanted: Attachment) -> File:
    """One lesson as a page for the wall."""
    from bot.exports.poster import poster_pdf

    lesson = book.lesson(wanted.arg("lesson"))
    if lesson is None:
        raise NothingToDraw(wanted.arg("lesson"))
    page = poster_pdf(lesson, book.campaign.commune, wanted.arg("link"), book.copy)
    return File(f"{lesson.id}.pdf", PDF, page)


def progress_card(book: Book, wanted: Attachment) -> File:
    """How far somebody has come, without a word about who it is."""
    from bot.exports.card import progress_card_png
    from bot.exports.figures import ProgressLine

    done, count = int(wanted.arg("done")), int(wanted.arg("count"))
    bar = ProgressLine(book.copy.say("progress.picture_bar", done=done, count=count), done / max(1, count))
    learned = (book.library.lesson(name) for name in wanted.arg("lessons").split())
    lines = [ProgressLine(f"✓ {lesson.title}", None) for lesson in learned if lesson is not None]
    title = book.copy.say("progress.picture_title")
    return File("the-hoc.png", PNG, progress_card_png(title, (bar, *lines), book.campaign.commune, book.copy))


RENDERERS: Final[Mapping[str, Draw]] = {
    "qr": qr,
    "lesson_card": lesson_card,
    "poster": poster,
    "bars": bars,
    "trend": trend,
    "progress_card": progress_card,
}
"""Every kind of attachment there is."""
