"""The content machine: one good lesson, and for each rule the one change that breaks it."""

import shutil
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from content.check import check, run_check
from content.checks.references import Mention
from content.checks.wordlists import Words, load_words
from content.lesson_file import LessonFile, read_lesson
from content.listing import listing
from content.loader import load_lessons, reload
from content.problem import Problem, Severity
from content.schema import Confidence, Library, Question, Source, Step, Trouble
from content.skeleton import skeleton

FILE = "content/lessons/bai-mau.md"
GOOD = (Path(__file__).parent / "content" / "bai-mau.md").read_text("utf-8") + "".join(
    f"- hỏi kiểu thứ {number} về trả tiền\n" for number in range(50)
)


@dataclass(frozen=True)
class Break:
    """Replaces `old` by `new`; the check must then say `wrong` and `remedy` on the line that holds `at`."""

    rule: str
    old: str
    new: str
    wrong: str
    remedy: str
    at: str = ""


LONG = "a" * 401
MANY_WORDS = "Bà con " + "mở máy ra " * 9

BREAKS = (
    # ── the head
    Break("head there", "+++\nid", "id", "has no head", "begin it with +++", at='id = "bai-mau"'),
    Break("head is TOML", 'title = "Quét', "title = Quét", "is not TOML", "mind the quotes"),
    Break("field there", 'ask = "Quét mã trả tiền"\n', "", "ask is missing", "write ask =", at="+++"),
    Break(
        "field known",
        "minutes = 5",
        'minutes = 5\nlevel = "x"',
        "level is no field",
        "take it out",
        at="level",
    ),
    Break("number", "minutes = 5", 'minutes = "5"', "minutes cannot be '5'", "a whole number"),
    Break("day", "= 2026-11-20", '= "2026-11-20"', "checked_on cannot be", "without quotes"),
    Break("topic known", 'topic = "tien"', 'topic = "xu"', "topic cannot be 'xu'", "write one of vneid"),
    Break("office known", '"ngan-hang"', '"cho"', "office cannot be 'cho'", "write one of cong-an"),
    Break("confidence known", '"confirmed"', '"sure"', "confidence cannot be 'sure'", "confirmed, single"),
    Break("list", 'next = ["bai-sau"]', 'next = "bai-sau"', "next cannot be", "write next = ["),
    Break("id is the file's", 'id = "bai-mau"', 'id = "bai-khac"', "id is 'bai-khac'", 'write id = "bai-mau"'),
    Break(
        "source named",
        'name = "Báo Hai"\n',
        "",
        "source 2 has no name",
        "write name =",
        at="[[sources]]\ndate",
    ),
    Break(
        "source field",
        'ref = "S1"',
        'ref = "S1"\nby = "x"',
        "source 1 by is no field",
        "name, date",
        at="by =",
    ),
    # ── the body
    Break("section there", "## Giữ an toàn\n", "", "## Giữ an toàn is missing", "add it", at="thứ 49 "),
    Break("section known", "## Tóm tắt", "## Mở đầu", "## Mở đầu is no section", "Tóm tắt, Các bước"),
    Break(
        "section filled",
        "Đừng đọc mã cho ai. Trang thật có đuôi gov.vn.\n",
        "",
        "is empty",
        "write",
        at="## Giữ an",
    ),
    Break(
        "section once",
        "## Giữ",
        "## Tóm tắt\nHai.\n\n## Giữ",
        "a second time",
        "keep one",
        at="## Tóm tắt\nHai.",
    ),
    Break("summary one line", "ở chợ.", "ở chợ.\nVui.", "more than one line", "as one line", at="Vui."),
    Break("step numbered", "3. Đọc", "5. Đọc", "step 3 is numbered 5", 'number it "3. "'),
    Break("step one line", "3. Đọc", "Đọc", "is no step", 'beginning "3. "', at="Đọc to"),
    Break("trouble has a way out", "lạ → Dừng", "lạ, Dừng", "is no trouble", "what one sees → what"),
    Break("question first", "### Quét", "Quét", "belongs to no question", '"### "', at="Quét xong"),
    Break("one right answer", "- [x] Gác", "- [ ] Gác", "question 2 has 0 right", "exactly one", at="### Có"),
    Break("only one right", "- [ ] Bấm", "- [x] Bấm", "question 1 has 2 right", "exactly one", at="### Quét"),
    Break("explained", "> Mã chỉ mình mình giữ.\n", "", "question 2 has no explan", "why", at="### Có"),
    Break("explained once", "giữ.", "giữ.\n> Hai.", "more than one expl", "as one line", at="### Có"),
    Break("answers marked", "- [ ] Không", "- Không", "no part of a question", '"- [ ] …"'),
    Break("phrasing marked", "- hỏi kiểu thứ 7 ", "hỏi kiểu thứ 7 ", "is no phrasing", 'after "- "'),
    # ── letters
    Break("NFC", "Tên hiện ra lạ", unicodedata.normalize("NFD", "Tên hiện ra lạ"), "not NFC", "Unicode"),
    Break("no invisible signs", "ở chợ.", "ở\u00a0chợ.", "U+00A0", "plain blank"),
    Break("straight quotes", '"Quét QR"', "“Quét QR”", "curly quote", "straight quotes"),
    Break("quotes closed", '"Quét QR",', '"Quét QR,', "does not close it", "second"),
    Break("no markup", "Mở ứng dụng", "Mở **ứng dụng**", "has the markup", "plain text"),
    Break("mark at the end only", "trên máy.", "trên máy [1].", "has the markup '[1]'", "at the end"),
    Break("written", "Mã chỉ mình mình giữ.", "…", "question 2 why is still '…'", "write it"),
    # ── lengths
    Break("steps", "4. Nhập", "4. A.\n5. B.\n6. C.\n7. D.\n8. Nhập", "8 items", "3 to 7", at="## Các bước"),
    Break("options", "- [ ] Bấm luôn cho nhanh\n", "", "question 1 has 1 items", "2 to 4", at="### Quét"),
    Break("phrasings", "- hỏi kiểu thứ 7 về trả tiền\n", "", "49 items", "50 to", at="## Bà con hay hỏi"),
    Break("minutes", "minutes = 5", "minutes = 45", "minutes is 45", "between 2 and 20"),
    Break("step length", "Mở ứng dụng", LONG, "step 1 has 4", "cut it to 300"),
    Break("option length", "Bấm luôn", LONG[:90], "question 1 option 1 has", "cut it to 80"),
    Break("phrasing length", "hỏi kiểu thứ 7 ", LONG, "phrasing 8 has", "cut it to 400"),
    Break("prepare length", "Điện thoại có mạng", LONG[:101], "prepare 1 has 101", "cut it to 100"),
    Break("sentence length", "Mở ứng dụng", MANY_WORDS, "has a sentence of 3", "at most 25 words"),
    Break(
        "right answers move",
        "- [x] Gác máy\n- [ ] Đọc, vì họ nói chắc chắn không sao",
        "- [ ] Đọc\n- [x] Gác máy",
        "every right answer at number 2",
        "move",
        at="## Câu hỏi",
    ),
    # ── words
    Break(
        "jargon explained",
        ", là mã dùng một lần trong tin nhắn",
        "",
        'says "OTP"',
        '"OTP (mã dùng một',
        at="4. ",
    ),
    Break("jargon never said", "Ứng dụng ngân hàng", "App ngân hàng", 'says "app"', '"ứng dụng" instead'),
    Break("official links", "có đuôi gov.vn", "là vneid-gov.com", "the site vneid-gov.com", "official.toml"),
    Break("known numbers", "Gọi 113", "Gọi 1900 1234", "the number 1900 1234", "official.toml"),
    Break("short numbers", "Gọi 113", "Gọi ngay số 999", "the number 999", "official.toml"),
    Break("source on https", "https://thanh", "http://thanh", "source 1 url is", "https://"),
    Break("source address known", "thanhnien.vn", "bit.ly", "leads to bit.ly", "fact sheet"),
    Break("no promise", "bà con tự", "bà con chắc chắn", 'says "chắc chắn"', "check themselves"),
    Break("no pass mark", "bà con tự", "làm đúng 80%, tự", "(a pass mark)", "not known"),
    Break("no free", "bà con tự", "bà con miễn phí", 'says "miễn phí"', "leave it out"),
    Break("no fee", "ở chợ.", "ở chợ, lệ phí 20.000 đồng.", "(a fee)", "leave the amount out"),
    Break("no fine", "ở chợ.", "ở chợ, phạt tới 5 triệu.", "(a fine)", "nobody has confirmed"),
    Break("no delay", "ở chợ.", "ở chợ trong 24 giờ.", "(a delay)", "leave the time out"),
    Break("no place", "ở chợ.", "ở xã Ea Trang.", "(a place)", "taught everywhere"),
    # ── sources
    Break("date form", '"2025-12"', '"12/2025"', "source 1 date is '12/2025'", "YYYY-MM"),
    Break("date before the check", '"2026-01-17"', '"2026-12"', "is after checked_on", "put one"),
    Break(
        "marks need single",
        "trên máy.",
        "trên máy. [1]",
        "yet step 1 carries [1]",
        '"single"',
        at="confidence",
    ),
    Break("single needs marks", '"confirmed"', '"single"', "no step carries [1]", "mark the step"),
    Break("confirmed needs two", "Báo Hai", "Báo Một", "yet 1 source", "two independent", at="confidence"),
    Break("general needs chung", '"confirmed"', '"general"', 'no source has ref "chung"', "common knowledge"),
    # ── between lessons
    Break("phrasing once", "hỏi kiểu thứ 7 ", "HOI KIEU THU 6, ", "the same as phrasing 7", "keep one"),
    Break("next exists", '["bai-sau"]', '["bai-xa"]', "next names bai-xa", "look for a slip"),
    Break("next is another", '["bai-sau"]', '["bai-mau"]', "the lesson itself", "comes after"),
    Break("next once", '["bai-sau"]', '["bai-sau", "bai-sau"]', "bai-sau twice", "keep one"),
)


@pytest.fixture(scope="module")
def words() -> Words:
    return load_words()


def lesson_file(text: str, lesson_id: str = "bai-mau") -> LessonFile:
    return read_lesson(f"content/lessons/{lesson_id}.md", lesson_id, text)


def other_lesson() -> str:
    """A good lesson that shares no words with the first where it must not."""
    text = GOOD.replace('id = "bai-mau"', 'id = "bai-sau"').replace('["bai-sau"]', '["bai-mau"]')
    text = text.replace('title = "Quét mã để', 'title = "Chuyển khoản để').replace('ask = "Quét mã', 'ask = "Chuyển')
    return text.replace("- hỏi kiểu thứ", "- thắc mắc số")


def problems(text: str, words: Words) -> list[Problem]:
    """What the check says about `text`, beside a good lesson it may name."""
    return check([lesson_file(text), lesson_file(other_lesson(), "bai-sau")], words)


def test_the_good_lesson_has_no_problem(words: Words) -> None:
    assert problems(GOOD, words) == []


@pytest.mark.parametrize("broken", BREAKS, ids=lambda broken: broken.rule)
def test_each_rule_finds_its_one_mistake(broken: Break, words: Words) -> None:
    assert broken.old in GOOD
    text = GOOD.replace(broken.old, broken.new, 1)
    line = text[: text.index(broken.at or broken.new)].count("\n") + 1

    found = [p for p in problems(text, words) if broken.wrong in p.wrong]

    assert [(FILE, line)] == [(p.file, p.line) for p in found], problems(text, words)
    assert broken.remedy in found[0].remedy
    assert f"{FILE}:{line}: {found[0].wrong}; {found[0].remedy}" == str(found[0])


def test_sections_keep_their_order(words: Words) -> None:
    head, safety, rest = GOOD.partition("## Giữ an toàn\nĐừng đọc mã cho ai. Trang thật có đuôi gov.vn.\n\n")
    text = head.replace("## Các bước", f"{safety}## Các bước") + rest

    (found,) = problems(text, words)

    assert found.wrong == "## Giữ an toàn stands in the wrong place"
    assert text.split("\n")[found.line - 1] == "## Giữ an toàn"


def test_all_mistakes_are_told_at_once_by_line(words: Words) -> None:
    text = GOOD.replace("minutes = 5", "minutes = 90").replace("bà con tự", "chắc chắn").replace("Gọi 113", "Gọi 999")

    found = problems(text, words)

    assert len(found) == 3
    assert sorted(found) == found


def test_phrasings_of_two_lessons_may_not_be_the_same_or_shuffled(words: Words) -> None:
    same = other_lesson().replace("- thắc mắc số 3 về trả tiền", "- hoi kieu thu 3 ve tra tien?")
    shuffled = other_lesson().replace("- thắc mắc số 3 về trả tiền", "- về trả tiền kiểu thứ 3 hỏi")
    for text, how in ((same, "says the same as"), (shuffled, "has only the words of")):
        (found,) = check([lesson_file(GOOD), lesson_file(text, "bai-sau")], words)

        assert found.wrong.startswith(f"phrasing 4 {how} phrasing 4 of bai-mau (line ")
        assert found.file == "content/lessons/bai-sau.md"


def test_two_lessons_may_not_have_the_same_button(words: Words) -> None:
    text = other_lesson().replace('ask = "Chuyển trả tiền"', 'ask = "Quét mã trả tiền"')

    (found,) = check([lesson_file(GOOD), lesson_file(text, "bai-sau")], words)

    assert found.wrong.startswith("ask says the same as ask of bai-mau")


@pytest.mark.parametrize("lesson_id", ["Bai-Mau", "bai_mau", "a" * 31, "bài-mẫu", "-bai"])
def test_an_id_fits_a_button(lesson_id: str, words: Words) -> None:
    file = lesson_file(GOOD.replace("bai-mau", lesson_id), lesson_id)

    found = check([file, lesson_file(other_lesson(), "bai-sau")], words)

    assert any(p.wrong.startswith("id ") and "at most 30 characters" in p.remedy for p in found)


def test_a_campaign_may_only_name_lessons_that_exist(words: Words) -> None:
    files = [lesson_file(GOOD), lesson_file(other_lesson(), "bai-sau")]
    mentions = [
        Mention("bai-mau", "content/campaigns/x.toml", 3),
        Mention("bai-ma", "content/campaigns/x.toml", 9),
    ]

    (found,) = check(files, words, mentions)

    assert "content/campaigns/x.toml:9: the plan names bai-ma, and there is no such lesson" in str(found)


def test_an_allowance_holds_only_while_its_source_is_named(words: Words) -> None:
    text = GOOD.replace("bai-mau", "chu-ky-so-dang-ky").replace("bà con tự", "bà con miễn phí")
    sourced = text.replace('ref = "S1"', 'ref = "S27"')
    for lesson, expected in ((text, 1), (sourced, 0)):
        file = lesson_file(lesson, "chu-ky-so-dang-ky")
        found = [p for p in check([file], words) if "(no fee)" in p.wrong]

        assert expected == len(found)


def test_what_is_quoted_or_called_wrong_may_say_anything(words: Words) -> None:
    text = GOOD.replace("bà con tự", 'dù ai nói "chắc chắn, miễn phí, bấm link" thì bà con tự')

    assert problems(text, words) == []


def test_a_name_may_hold_a_hard_word(words: Words) -> None:
    text = GOOD.replace("Ứng dụng ngân hàng", "Ứng dụng ngân hàng lấy từ App Store")

    assert problems(text, words) == []


def test_a_lesson_is_read_as_written() -> None:
    lesson = lesson_file(GOOD.replace("trên máy.", "trên máy. [1]")).lesson

    assert lesson is not None
    assert ("bai-mau", "tien", 5, date(2026, 11, 20)) == (
        lesson.id,
        lesson.topic,
        lesson.minutes,
        lesson.checked_on,
    )
    assert Confidence.CONFIRMED is lesson.confidence
    assert Source("Báo Một", "2025-12", "S1", "https://thanhnien.vn/bai-mot.htm") == lesson.sources[0]
    assert (lesson.sources[1].url, len(lesson.sources)) == (None, 2)
    assert lesson.summary == "Học xong, bà con tự quét mã trả tiền ở chợ."
    assert (Step("Mở ứng dụng ngân hàng trên máy.", single=True), False) == (
        lesson.steps[0],
        lesson.steps[1].single,
    )
    assert Trouble("Tên hiện ra lạ", "Dừng lại, hỏi người bán.") == lesson.troubles[0]
    options = ("Bấm luôn cho nhanh", "Dừng lại, hỏi người bán")
    why = "Tên lạ có thể là mã dán đè."
    assert Question("Quét xong hiện tên lạ. Bà con làm gì?", options, 1, why) == lesson.quiz[0]
    assert (lesson.phrasings[0], len(lesson.phrasings)) == ("hỏi kiểu thứ 0 về trả tiền", 50)


def test_nfd_windows_line_ends_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    folder = shelf(tmp_path, GOOD)
    expected = load_lessons(folder).library.lesson("bai-mau")
    odd = unicodedata.normalize("NFD", GOOD).replace("\n", "\r\n")
    (folder / "bai-mau.md").write_bytes(b"\xef\xbb\xbf" + odd.encode())

    loaded = load_lessons(folder)

    assert loaded.problems == ()
    assert expected == loaded.library.lesson("bai-mau")


def shelf(root: Path, text: str) -> Path:
    """A project's lessons folder with the good lesson's file holding `text`."""
    folder = root / "content" / "lessons"
    folder.mkdir(parents=True)
    (folder / "bai-mau.md").write_text(text, "utf-8")
    (folder / "bai-sau.md").write_text(other_lesson(), "utf-8")
    return folder


def test_a_broken_file_is_left_out_and_told(tmp_path: Path) -> None:
    loaded = load_lessons(shelf(tmp_path, GOOD.replace("- [x] Gác", "- [ ] Gác")))

    assert [lesson.id for lesson in loaded.library] == ["bai-sau"]
    assert [problem.file for problem in loaded.problems] == [FILE]


def test_lessons_come_in_the_order_of_their_files(tmp_path: Path) -> None:
    library = load_lessons(shelf(tmp_path, GOOD)).library

    assert (list(library.lessons), len(library)) == (["bai-mau", "bai-sau"], 2)
    assert library.lesson("khong-co") is None


@pytest.mark.parametrize("junk", [b"", b"\xff\xfe\x00", b"+++\n+++\n", b"+++\nsources = 3\n+++\n## \n### \n- [x] \n> "])
def test_no_file_makes_the_loader_raise(junk: bytes, tmp_path: Path) -> None:
    folder = shelf(tmp_path, GOOD)
    (folder / "bai-mau.md").write_bytes(junk)

    loaded = load_lessons(folder)

    assert list(loaded.library.lessons) == ["bai-sau"]
    assert {FILE} == {problem.file for problem in loaded.problems}


def test_a_reload_keeps_the_last_good_version_and_says_so(tmp_path: Path) -> None:
    folder = shelf(tmp_path, GOOD)
    before = load_lessons(folder).library
    (folder / "bai-mau.md").write_text(GOOD.replace("minutes = 5", "minutes = năm"), "utf-8")
    (folder / "bai-sau.md").write_text(other_lesson().replace("minutes = 5", "minutes = 6"), "utf-8")

    after = reload(before, folder)

    assert before.lesson("bai-mau") is after.library.lesson("bai-mau")
    assert [lesson.minutes for lesson in after.library] == [5, 6]
    assert [problem.severity for problem in after.problems] == [Severity.ERROR, Severity.WARNING]
    assert after.problems[-1].wrong == "the last good version of it is still served"


def test_a_reload_drops_a_lesson_whose_file_is_gone(tmp_path: Path) -> None:
    folder = shelf(tmp_path, GOOD)
    before = load_lessons(folder).library
    (folder / "bai-mau.md").unlink()

    assert list(reload(before, folder).library.lessons) == ["bai-sau"]


def test_a_reload_of_an_empty_folder_keeps_everything(tmp_path: Path) -> None:
    folder = shelf(tmp_path, GOOD)
    before = load_lessons(folder).library
    shutil.rmtree(folder)

    after = reload(before, folder)

    assert before == after.library
    assert [problem.severity for problem in after.problems] == [Severity.ERROR, Severity.WARNING]


def test_an_empty_folder_is_a_problem(tmp_path: Path) -> None:
    loaded = load_lessons(tmp_path / "content" / "lessons")

    assert Library({}) == loaded.library
    assert [str(problem) for problem in loaded.problems] == [
        "content/lessons:1: there is no lesson here; put the lesson files into this folder"
    ]


def test_the_check_of_a_project_reads_lessons_lists_and_plans(tmp_path: Path) -> None:
    shelf(tmp_path, GOOD.replace("bà con tự", "chắc chắn"))
    shutil.copytree(Path(__file__).parent.parent / "content" / "words", tmp_path / "content" / "words")
    plans = tmp_path / "content" / "campaigns"
    plans.mkdir()
    (plans / "xa.toml").write_text("id = ", "utf-8")

    assert [problem.file for problem in run_check(tmp_path)] == ["content/campaigns/xa.toml", FILE]


def test_a_project_without_lessons_does_not_pass(tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parent.parent / "content" / "words", tmp_path / "content" / "words")

    assert [problem.wrong for problem in run_check(tmp_path)] == ["there is no lesson here"]


def test_our_own_forty_lessons_and_five_plans_pass() -> None:
    root = Path(__file__).parent.parent

    assert [str(problem) for problem in run_check(root)] == []
    assert len(load_lessons(root / "content" / "lessons").library) == 40


def test_a_list_that_cannot_be_read_is_our_bug(tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parent.parent / "content" / "words", tmp_path / "words")
    (tmp_path / "words" / "jargon.toml").write_text('[[jargon]]\nword = "OTP"\n', "utf-8")

    with pytest.raises(ValueError, match="a list in words/ cannot be read: 'instead'"):
        load_words(tmp_path / "words")


def test_the_listing_tells_age_and_length(tmp_path: Path) -> None:
    row, _ = listing(load_lessons(shelf(tmp_path, GOOD)).library, date(2026, 11, 30))

    assert (row.id, row.age_days, row.steps, row.quiz, row.phrasings) == ("bai-mau", 10, 4, 3, 50)
    assert row.characters == sum(len(text[3:]) for text in GOOD.split("\n") if text[:1].isdigit())


def test_a_skeleton_is_a_lesson_that_only_waits_to_be_written(words: Words) -> None:
    text = skeleton("bai-moi")
    chosen = text.replace('topic = "…"', 'topic = "tien"').replace('office = "…"', 'office = "thue"')
    file = lesson_file(chosen.replace('confidence = "…"', 'confidence = "general"\nchecked_on = 2026-11-20'), "bai-moi")

    assert file.manuscript.problems == []
    assert any("step 1 is still" in problem.wrong for problem in check([file], words))


def test_a_skeleton_refuses_an_id_no_button_can_carry() -> None:
    with pytest.raises(ValueError, match="the id has 31 characters"):
        skeleton("a" * 31)
