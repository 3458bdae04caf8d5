"""Room: tests. The five plans hold what their texts say and no more; a broken file is told line by line."""

import unicodedata
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from content.calendar import due_date
from content.campaign import Campaign, Target
from content.campaign_file import load_campaign
from content.problem import Problem

FOLDER: Final = Path(__file__).parent.parent / "content" / "campaigns"
PLANS: Final = ("ea-trang-2026", "tan-ky", "phu-tho", "duong-kinh-2026", "thuong-quan")
TODAY: Final = date(2026, 11, 20)
END_2025: Final = date(2025, 12, 31)
END_2026: Final = date(2026, 12, 31)
NOV: Final = date(2026, 11, 30)
JUN: Final = date(2026, 6, 30)
APR: Final = date(2026, 4, 30)

LESSONS: Final = {path.stem for path in (FOLDER.parent / "lessons").glob("*.md")}

# plan → (id, operator, value, unit, denominator, deadline, what is counted), by hand from facts §6.1–6.2
Row = tuple[str, str, float, str, str, date | None, str]
PLAN_TARGETS: Final[dict[str, tuple[Row, ...]]] = {
    "ea-trang-2026": (
        ("can-bo-ky-nang", ">=", 100, "percent", "officials", NOV, "quiz_passed"),
        ("can-bo-tu-hoc-mooc", ">=", 80, "percent", "officials", NOV, "official:mooc-can-bo"),
        ("hoc-sinh-ky-nang", ">=", 100, "percent", "pupils", NOV, "quiz_passed"),
        ("truong-thanh-ky-nang", ">=", 100, "percent", "adults", NOV, "quiz_passed"),
        ("vneid-xac-nhan", ">=", 80, "percent", "adults", NOV, "official:vneid-xac-nhan"),
        ("lao-dong-ky-nang", ">=", 100, "percent", "workers", JUN, "quiz_passed"),
        ("chu-ky-so-can-bo", ">=", 100, "percent", "officials", NOV, "official:chu-ky-so-can-bo"),
        ("chu-ky-so-dang-ky", ">=", 30, "percent", "adults", NOV, "official:chu-ky-so-dang-ky"),
        ("chu-ky-so-su-dung", ">=", 30, "percent", "adults", NOV, "official:chu-ky-so-su-dung"),
        ("can-bo-thanh-thao", ">=", 100, "percent", "officials", NOV, "official:can-bo-thanh-thao"),
        ("nguoi-dan-nen-tang-so", ">=", 80, "percent", "residents", NOV, "witnessed"),
        ("ho-tro-hanh-chinh-cong", ">=", 100, "percent", "visitors", NOV, "official:ho-tro-hanh-chinh-cong"),
        ("buoi-huong-dan", ">=", 10, "per_unit", "units", NOV, "guidance_sessions"),
        ("lop-hoc", ">=", 5, "count", "none", JUN, "classes"),
        ("tuyen-truyen-truc-quan", ">=", 10, "count", "none", END_2026, "publicity"),
        ("tin-bai", ">", 10, "per_month", "none", NOV, "posts"),
        ("cong-dan-so-tieu-bieu", ">=", 2, "count", "none", NOV, "official:cong-dan-so-tieu-bieu"),
        ("thon-buon-so-tieu-bieu", ">=", 1, "count", "none", NOV, "official:thon-buon-so-tieu-bieu"),
        ("to-cong-nghe-them-nguoi", ">=", 100, "percent", "units", APR, "official:to-cong-nghe-them-nguoi"),
        (
            "co-quan-huong-ung-cuoc-thi", ">=", 100, "percent", "agencies", date(2026, 8, 31),
            "official:co-quan-huong-ung-cuoc-thi",
        ),
    ),
    "tan-ky": (
        ("can-bo-ky-nang-2025", ">=", 80, "percent", "officials", END_2025, "quiz_passed"),
        ("can-bo-ky-nang-2026", ">=", 100, "percent", "officials", END_2026, "quiz_passed"),
        ("hoc-sinh-ky-nang-2025", ">=", 80, "percent", "pupils", END_2025, "quiz_passed"),
        ("hoc-sinh-ky-nang-2026", ">=", 100, "percent", "pupils", END_2026, "quiz_passed"),
        ("truong-thanh-ky-nang-2025", ">=", 80, "percent", "adults", END_2025, "quiz_passed"),
        ("truong-thanh-ky-nang-2026", ">=", 100, "percent", "adults", END_2026, "quiz_passed"),
        ("vneid-xac-nhan-2025", ">=", 40, "percent", "adults", END_2025, "official:vneid-xac-nhan"),
        ("vneid-xac-nhan-2026", ">", 60, "percent", "adults", END_2026, "official:vneid-xac-nhan"),
        ("lao-dong-ky-nang-2025", ">=", 80, "percent", "workers", END_2025, "quiz_passed"),
        ("lao-dong-ky-nang-2026", ">=", 100, "percent", "workers", END_2026, "quiz_passed"),
        ("danh-tinh-so", ">=", 100, "percent", "citizens_16", None, "official:danh-tinh-so"),
        ("dai-su-so", ">=", 100, "percent", "mentors", None, "mentors"),
        ("gia-dinh-so", ">=", 100, "percent", "households", None, "households"),
        ("nhan-su-ho-tro", ">=", 1, "count", "none", None, "official:nhan-su-ho-tro"),
    ),
    "phu-tho": (
        ("can-bo-ky-nang-2025", ">=", 80, "percent", "officials", END_2025, "quiz_passed"),
        ("can-bo-ky-nang-2026", ">=", 100, "percent", "officials", END_2026, "quiz_passed"),
        ("hoc-sinh-ky-nang-2025", ">=", 100, "percent", "pupils", END_2025, "quiz_passed"),
        ("hoc-sinh-ky-nang-2026", ">=", 100, "percent", "pupils", END_2026, "quiz_passed"),
        ("truong-thanh-ky-nang-2025", ">=", 80, "percent", "adults", END_2025, "quiz_passed"),
        ("truong-thanh-ky-nang-2026", ">=", 100, "percent", "adults", END_2026, "quiz_passed"),
        ("vneid-xac-nhan-2025", ">=", 70, "percent", "adults", END_2025, "official:vneid-xac-nhan"),
        ("vneid-xac-nhan-2026", ">=", 90, "percent", "adults", END_2026, "official:vneid-xac-nhan"),
        ("lao-dong-ky-nang-2025", ">=", 80, "percent", "workers", END_2025, "quiz_passed"),
        ("lao-dong-ky-nang-2026", ">=", 100, "percent", "workers", END_2026, "quiz_passed"),
        ("danh-tinh-so", ">=", 100, "percent", "citizens_16", None, "official:danh-tinh-so"),
        ("dai-su-so", ">=", 100, "percent", "mentors", None, "mentors"),
        ("gia-dinh-so", ">=", 100, "percent", "households", None, "households"),
        ("nhan-su-ho-tro", ">=", 1, "per_unit", "units", None, "official:nhan-su-ho-tro"),
        ("buoi-hoc-hang-tuan", ">=", 1, "per_week", "none", date(2026, 11, 22), "guidance_sessions"),
    ),
    "duong-kinh-2026": (
        ("can-bo-ky-nang-2026", ">", 80, "percent", "officials", END_2026, "quiz_passed"),
        ("hoc-sinh-ky-nang-2026", ">=", 100, "percent", "pupils", END_2026, "quiz_passed"),
        ("truong-thanh-ky-nang-2026", ">=", 80, "percent", "adults", END_2026, "quiz_passed"),
        ("vneid-xac-nhan-2026", ">=", 80, "percent", "adults", END_2026, "official:vneid-xac-nhan"),
        ("lao-dong-ky-nang-2026", ">=", 80, "percent", "workers", END_2026, "quiz_passed"),
    ),
    "thuong-quan": (
        ("can-bo-ky-nang-2025", ">=", 85, "percent", "officials", END_2025, "quiz_passed"),
        ("can-bo-ky-nang-2026", ">=", 100, "percent", "officials", END_2026, "quiz_passed"),
        ("hoc-sinh-ky-nang-2025", ">=", 100, "percent", "pupils", END_2025, "quiz_passed"),
        ("hoc-sinh-ky-nang-2026", ">=", 100, "percent", "pupils", END_2026, "quiz_passed"),
        ("truong-thanh-ky-nang-2025", ">=", 95, "percent", "adults", END_2025, "quiz_passed"),
        ("truong-thanh-ky-nang-2026", ">=", 100, "percent", "adults", END_2026, "quiz_passed"),
        ("vneid-xac-nhan-2025", ">", 80, "percent", "adults", END_2025, "official:vneid-xac-nhan"),
        ("vneid-xac-nhan-2026", ">", 90, "percent", "adults", END_2026, "official:vneid-xac-nhan"),
        ("lao-dong-ky-nang-2025", ">=", 85, "percent", "workers", END_2025, "quiz_passed"),
        ("lao-dong-ky-nang-2026", ">=", 100, "percent", "workers", END_2026, "quiz_passed"),
        ("danh-tinh-so", ">=", 100, "percent", "citizens_16", None, "official:danh-tinh-so"),
        ("buoi-hoc-hang-tuan", ">=", 1, "per_week", "none", date(2026, 11, 22), "guidance_sessions"),
    ),
}  # fmt: skip


def _plan(name: str) -> Campaign:
    campaign = load_campaign(FOLDER / f"{name}.toml")
    assert isinstance(campaign, Campaign), "\n".join(map(str, campaign))
    return campaign


def _row(target: Target) -> Row:
    counted = target.series or str(target.evidence)
    due = target.due(TODAY)
    return target.id, target.operator, target.value, target.unit, target.denominator, due, counted


@pytest.mark.parametrize("name", PLANS)
def test_every_measurable_target_of_the_plan_is_there_and_no_other(name: str) -> None:
    assert sorted(PLAN_TARGETS[name]) == sorted(map(_row, _plan(name).targets))


@pytest.mark.parametrize("name", PLANS)
def test_a_target_says_where_the_plan_says_it(name: str) -> None:
    assert all(target.pointer and target.text for target in _plan(name).targets)


@pytest.mark.parametrize(
    "name,kind,places",
    [
        ("ea-trang-2026", "xa", 10),
        ("tan-ky", "xa", 25),
        ("phu-tho", "tinh", 2),
        ("duong-kinh-2026", "phuong", 1),
        ("thuong-quan", "xa", 13),
    ],
)
def test_the_places_are_as_many_as_the_plan_says_and_marked_unconfirmed(name: str, kind: str, places: int) -> None:
    plan = _plan(name)
    villages = plan.villages()
    assert (kind, places) == (plan.units[0].kind, len(villages))
    assert {False} == {village.confirmed for village in plan.units[1:]} or name == "duong-kinh-2026"
    assert all(village.note for village in villages)


@pytest.mark.parametrize("name", PLANS)
def test_the_festival_is_the_next_tenth_of_october(name: str) -> None:
    plan = _plan(name)
    assert (plan.countdown(TODAY)[0].id, plan.countdown(TODAY)[1]) == ("ngay-hoi-10-10", 324)
    assert plan.countdown(date(2027, 10, 10))[1] == 0
    assert plan.countdown(date(2026, 10, 11))[1] == 364


def test_ea_trang_has_ten_days_left_for_most_of_its_targets() -> None:
    assert [(entry.id, days) for entry, days in _plan("ea-trang-2026").upcoming(TODAY)] == [
        ("hoan-thanh-chi-tieu", 10),
        ("truong-hoc", 30),
        ("tong-ket", 41),
        ("ngay-hoi-10-10", 324),
    ]


def test_before_the_thirtieth_means_not_on_the_thirtieth() -> None:
    plan = _plan("ea-trang-2026")
    assert "hoan-thanh-chi-tieu" in [entry.id for entry, _ in plan.upcoming(date(2026, 11, 29))]
    assert "hoan-thanh-chi-tieu" not in [entry.id for entry, _ in plan.upcoming(NOV)]


@pytest.mark.parametrize(
    "name,due",
    [
        ("ea-trang-2026", None),
        ("tan-ky", date(2026, 12, 15)),
        ("phu-tho", date(2026, 12, 25)),
        ("duong-kinh-2026", END_2026),
        ("thuong-quan", END_2026),
    ],
)
def test_the_report_is_due_when_the_plan_says(name: str, due: date | None) -> None:
    rule = _plan(name).report.due_rule
    assert due == (due_date(rule, TODAY) if rule else None)


@pytest.mark.parametrize("name", PLANS)
def test_no_name_of_a_signer_is_filled_in(name: str) -> None:
    header = _plan(name).report.header
    assert all(line.isupper() for line in (*header.agency, *header.signer_lines))
    assert header.recipients[-1].startswith("Lưu")


def test_dak_lak_so_is_offered_in_dak_lak_only() -> None:
    offered = [name for name in PLANS if _plan(name).offers("dak-lak-so-cai-dat")]
    named = [name for name in PLANS if "dak-lak-so-phan-anh" in _plan(name).lesson_ids()]
    assert offered == ["ea-trang-2026"]
    assert named == list(PLANS), "the others name it as not offered"
    assert not [p for name in PLANS[1:] for p in _plan(name).paths if "dak-lak-so-phan-anh" in p.lessons]


@pytest.mark.parametrize("name", PLANS)
def test_no_phone_is_invented(name: str) -> None:
    plan = _plan(name)
    assert {None} == {office.phone for office in plan.offices}
    assert {"113", "114", "115", "111", "1900.0368", "156", "5656"} == {h.number for h in plan.hotlines}


def test_models_carry_only_the_plans_own_numbers() -> None:
    minimums = {name: {m.id: m.minimum for m in _plan(name).models if m.minimum} for name in PLANS}
    both = {"dai-su-so": 5, "gia-dinh-so": 1}
    assert {
        "ea-trang-2026": {}, "tan-ky": both, "phu-tho": both, "duong-kinh-2026": {}, "thuong-quan": {},
    } == minimums  # fmt: skip


def test_ten_sessions_a_village_are_a_hundred_unless_villages_are_missing() -> None:
    assert _whole("ea-trang-2026", "buoi-huong-dan") == 100
    assert _whole("ea-trang-2026", "lop-hoc") == 5
    assert _whole("phu-tho", "nhan-su-ho-tro") is None


def _whole(name: str, target_id: str) -> float | None:
    plan = _plan(name)
    return next(plan.whole(target) for target in plan.targets if target.id == target_id)


def test_above_sixty_is_not_met_at_sixty() -> None:
    target = _plan("tan-ky").target("vneid-xac-nhan-2026")
    assert target is not None
    assert [target.met_by(60), target.met_by(60.1)] == [False, True]


@pytest.mark.parametrize("name", PLANS)
def test_only_lessons_of_the_library_are_named(name: str) -> None:
    assert set(_plan(name).lesson_ids()) <= LESSONS


@pytest.mark.parametrize("name", PLANS)
def test_texts_are_composed_and_ids_fit_a_button(name: str) -> None:
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert all(len(part.id) <= 30 for part in (*_plan(name).units, *_plan(name).targets))


def _broken(folder: Path, old: str, new: str, name: str = "ea-trang-2026") -> tuple[Problem, ...]:
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    assert old in text
    path = folder / f"{name}.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = load_campaign(path)
    assert isinstance(problems, tuple), "the broken file was taken for a good one"
    return problems


@pytest.mark.parametrize(
    "old,new,line_of,wrong",
    [
        ("value = 30", 'value = "30"', 'value = "30"', "targets 4 value cannot be '30'"),
        ("value = 30", "value = 130", None, "cannot want 130"),
        ("value = 30", "value = nan", None, "cannot want nan"),
        ('operator = ">"', 'operator = "=>"', 'operator = "=>"', "cannot be '=>'"),
        ('deadline = "in 2026-08"', 'deadline = "August"', 'deadline = "August"', "is no date rule"),
        ('group = "hoc-sinh"', 'grup = "hoc-sinh"', 'grup = "hoc-sinh"', "is not known here"),
        ('pointer = "III.8"\n', "", None, "pointer is missing"),
        ('evidence = "witnessed"', 'evidence = "seen"', 'evidence = "seen"', "cannot be 'seen'"),
        ('evidence = "witnessed"\n', "", None, "needs either evidence or series"),
        ('series = "posts"', 'series = "tweets"', None, "unknown series"),
        ('denominator = "visitors"', 'denominator = "none"', None, "a percentage of nothing"),
        ('parent = "ea-trang"', 'parent = "ea-trong"', 'parent = "ea-trong"', "does not stand above it"),
        ('id = "thon-buon-5"', 'id = "thon-buon-4"', None, "is there twice"),
        ('name = "Thôn/buôn số 5"', 'name = "Thôn/buôn số 4"', None, "shares the name"),
        ('id = "thon-buon-5"', 'id = "Thôn 5"', 'id = "Thôn 5"', "cannot be 'Thôn 5'"),
        ('rule = "yearly 10-10"', 'rule = "2026-10-10"', None, "needs one yearly festival"),
        ('group = "tieu-thuong"', 'group = "nguoi-dan"', None, "have 0 for tieu-thuong"),
        ('cutoff_rule = "15..14"', 'cutoff_rule = "16"', 'cutoff_rule = "16"', "cannot be '16'"),
        ("confirmed = false", "confirmed = 0", "confirmed = 0", "cannot be 0"),
        ('id = "ea-trang-2026"', 'id = "ea-trang"', 'id = "ea-trang"', "the file is called"),
        ("not_offered = []", 'not_offered = ["tin-gia"]', None, "which is not offered here"),
        ("units_complete = true", "units_complete =", "units_complete =", "is not TOML"),
        ("xã Ea Trang", unicodedata.normalize("NFD", "xã Ea Trang"), None, "not composed"),
    ],
)
def test_a_broken_file_is_told(tmp_path: Path, old: str, new: str, line_of: str | None, wrong: str) -> None:
    problems = _broken(tmp_path, old, new)
    told = [problem for problem in problems if wrong in problem.wrong]
    assert told, [str(problem) for problem in problems]
    assert all(problem.remedy and problem.file.endswith("ea-trang-2026.toml") for problem in problems)
    if line_of is not None:
        lines = (tmp_path / "ea-trang-2026.toml").read_text(encoding="utf-8").split("\n")
        assert line_of in lines[told[0].line - 1].strip()


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    problems = _broken(tmp_path, 'value = 30\nunit = "percent"', 'value = "x"\nunit = "y"')
    assert [" ".join(p.wrong.split()[:3]) for p in problems] == ["targets 4 value", "targets 4 unit"]


def test_a_file_that_is_not_there_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    problems = load_campaign(tmp_path / "nowhere.toml")
    assert isinstance(problems, tuple)
    assert "cannot be read" in problems[0].wrong


@pytest.mark.parametrize("content", ["", "targets = 3", "report = []", "[[units]]\nid = 3", "units = [1, 2]"])
def test_nothing_an_author_writes_raises(tmp_path: Path, content: str) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(content, encoding="utf-8")
    assert isinstance(load_campaign(path), tuple)
