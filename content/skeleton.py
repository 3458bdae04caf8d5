"""Room: content. The form of a lesson nobody has written yet. Makes text, writes no file."""

from typing import Final

from content.checks.lengths import id_fault
from content.schema import OFFICES, TOPICS, Confidence

# `checked_on` is left out on purpose: only who checked the facts may write the day; the check asks for it.
_FORM: Final = """\
+++
id = "{id}"
title = "…"      # tối đa 60 chữ cái
ask = "…"        # như bà con nói, tối đa 40 chữ cái
topic = "…"      # {topics}
audience = "…"
prepare = ["…"]
minutes = 5
office = "…"     # {offices}
next = ["…"]
confidence = "…" # {confidences}

[[sources]]
name = "…"
date = "…"       # YYYY, YYYY-MM hoặc YYYY-MM-DD
ref = "…"        # dấu trong phiếu sự thật
+++

## Tóm tắt
…

## Các bước
1. …
2. …
3. …

## Khi gặp khó
- … → …
- … → …

## Giữ an toàn
…

## Câu hỏi kiểm tra
### …?
- [ ] …
- [x] …
> …

### …?
- [x] …
- [ ] …
> …

### …?
- [ ] …
- [x] …
> …

## Bà con hay hỏi
- …
"""


def skeleton(lesson_id: str) -> str:
    """The text of a new lesson file.

    Raises:
        ValueError: the id cannot be the name of a lesson; the message says why.
    """
    if fault := id_fault(lesson_id):
        raise ValueError(f"the id {fault}")
    return _FORM.format(
        id=lesson_id,
        topics=" | ".join(TOPICS),
        offices=" | ".join(OFFICES),
        confidences=" | ".join(Confidence),
    )
