"""Room: content. Domains: whose an address is, and what makes a strange one look like a trap. No network, ever.

What is known stands in domain_lists.py. Signs have a weight; two points are a warning.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from content.domain_lists import Brand, domains
from content.links import FILES, Link, links


class Sign(NamedTuple):
    """Why an address or a message looks like a trap: the sentence scam.why_<why>, its points, its gap."""

    why: str
    weight: int
    value: str = ""


def find_links(text: str) -> list[Link]:
    """The addresses in a text. "con.me" is none, though .me is an ending: it takes a name we know."""
    known = domains()
    return [
        link
        for link in links(text, known.bare_endings)
        if not (link.is_bare and link.labels[-1] in known.spoken_endings and not _is_known(link.host))
    ]


def is_official(link: Link) -> bool:
    """Whether only the state, or an office of the fact sheets, can have made this address."""
    known = domains()
    if link.user or not link.host.replace(".", "").replace("-", "").isalnum() or _foreign_letters(link.host):
        return False
    return _below(link.host, known.official) or _below(link.host, frozenset(known.official_endings))


def is_everyday(link: Link) -> bool:
    """Whether everybody uses this address, and anybody can put anything there."""
    known = domains()
    return not link.user and _below(link.host, known.everyday) and not _below(link.host, known.free_hosting)


def is_store(link: Link) -> bool:
    """Whether it is a shop for apps."""
    return not link.user and link.host in domains().stores


def link_signs(link: Link) -> list[Sign]:
    """What makes this address look like a trap; official ones are not asked about."""
    if is_everyday(link):
        return [*_installs(link), *_chat(link)]
    found = [sign for judge in _JUDGES for sign in judge(link)]
    return list({sign.why: sign for sign in sorted(found, key=lambda sign: sign.weight)}.values())[::-1]


def _is_known(host: str) -> bool:
    known = domains()
    listed = known.everyday | known.shorteners | known.free_hosting | known.chats
    return _below(host, listed) or any(True for _ in _named(Link(host, "", "", host, "")))


def _below(host: str, roots: frozenset[str]) -> bool:
    """Whether the host is one of the roots or below one."""
    labels = host.split(".")
    return any(".".join(labels[start:]) in roots for start in range(len(labels)))


# ------------------------------------------------------------------------------ how the link is built


def _installs(link: Link) -> Iterator[Sign]:
    file = re.split(r"[?#]", link.path)[0].lower()
    if file.rpartition(".")[2] in FILES:
        yield Sign("apk", 2)


def _chat(link: Link) -> Iterator[Sign]:
    """A stranger's chat; under the name of an office nobody is who they say."""
    known = domains()
    if _below(link.host, known.chats) and link.path:
        yield Sign("chat", 2 if _names_an_office(link.path) else 1)


def _names_an_office(path: str) -> bool:
    bones = skeleton(path)
    return any(skeleton(name) in bones for name in domains().office_names)


_IP: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|\d{8,10}|0x[0-9a-f]{1,8}(?:\.0x[0-9a-f]{1,2}){0,3}|\[.*\]")


def _disguised(link: Link) -> Iterator[Sign]:
    if link.user and link.scheme != "mailto":
        yield Sign("user", 2, link.host.replace(".", " . "))
    if _IP.fullmatch(link.host):
        yield Sign("ip", 2)
    if _foreign_letters(link.host) or re.search(r"%|\\|_", link.host):
        yield Sign("letters", 2)
    elif not link.host.isascii():
        yield Sign("letters", 1)


def _foreign_letters(host: str) -> bool:
    """Letters that are neither Latin nor Vietnamese, or written in the code for such (xn--)."""
    if any(label.startswith("xn--") for label in host.split(".")):
        return True
    return any(char.isalpha() and not unicodedata.name(char, "").startswith("LATIN") for char in host)


def _hidden(link: Link) -> Iterator[Sign]:
    known = domains()
    if _below(link.host, known.shorteners):
        yield Sign("short", 2)
    if _below(link.host, known.free_hosting):
        yield Sign("free", 2 if _names_an_office(link.path) else 1)
    if re.search(r"\.gov\.vn\b", link.path, re.IGNORECASE) or any(
        site in link.path.lower() for site in known.official if site.count(".") > 1
    ):
        yield Sign("inside", 2, link.host.replace(".", " . "))


def _cheap(link: Link) -> Iterator[Sign]:
    known = domains()
    if link.host.endswith(tuple(f".{ending}" for ending in known.cheap_endings)):
        yield Sign("cheap", 1, "." + link.labels[-1])
    if link.scheme == "http":
        yield Sign("http", 1)
    name = max(link.labels[:-1] or [""], key=len)
    if name.count("-") >= 2 or (sum(char.isdigit() for char in name) >= 3 and not name.isdigit()):
        yield Sign("odd_name", 1)
    squeezed = re.sub(r"[.-]", "", link.host)
    if any(word in squeezed for word in known.bait):
        yield Sign("bait", 1)


# ------------------------------------------------------------------------------------- whose name it is


def _named(link: Link) -> Iterator[Sign]:
    """A name of an office or a brand in an address that is not theirs."""
    if not _below(link.host, frozenset(domains().official_endings)):
        yield from _office_names(link)
    for brand in domains().brands:
        if not _below(link.host, brand.own):
            yield from _brand_names(link, brand)


def _office_names(link: Link) -> Iterator[Sign]:
    known = domains()
    skeletons = [skeleton(label) for label in link.labels]
    whole = "".join(skeletons[:-1])
    for name in known.office_names:
        bones = skeleton(name)
        if any(bones in label for label in skeletons) or (len(bones) >= 8 and bones in whole):
            yield Sign("mask", 2, name)
            return
    if _real_foreign_office(link.labels):
        return
    parts = _parts(link)
    if any(_GOV.fullmatch(part) for part in parts) or not known.office_parts.isdisjoint(_without_digits(parts)):
        yield Sign("mask", 2, next(part for part in parts if _is_office_part(part)))
    elif near := _near_name(parts):
        yield Sign("near", 2, near)


_GOV: Final = re.compile(r"[a-z]{0,6}gov(?:vn|ernment)?|(?:vn)?govvn[a-z]{0,6}|gov[0-9]{1,4}")


def _is_office_part(part: str) -> bool:
    return bool(_GOV.fullmatch(part)) or bool(domains().office_parts & _without_digits([part]))


def _parts(link: Link) -> list[str]:
    """The words of the host: between dots and hyphens."""
    return [part for part in re.split(r"[.-]", link.host) if part]


def _without_digits(parts: list[str]) -> set[str]:
    """bhxh2026, vnbhxh → bhxh; c06 stays."""
    bare = {part.strip("0123456789") for part in parts} | set(parts)
    return bare | {part.removeprefix("vn").removesuffix("vn") for part in bare}


def _real_foreign_office(labels: list[str]) -> bool:
    """www.gov.uk, usa.gov: not ours to judge."""
    return labels[-1] == "gov" or (len(labels) > 1 and labels[-2] == "gov" and len(labels[-1]) == 2)


def _near_name(parts: list[str]) -> str:
    """The trusted name that a part of the host misses by a letter or two."""
    for part in parts:
        for name in domains().near_names:
            slips = 2 if len(name) >= 9 else 1
            if part != name and abs(len(part) - len(name)) <= slips and OSA.distance(part, name) <= slips:
                return name
    return ""


def _brand_names(link: Link, brand: Brand) -> Iterator[Sign]:
    parts = [skeleton(part) for part in _parts(link)[:-1]]
    bones = skeleton(brand.name)
    if bones in parts or (not brand.whole and len(bones) >= 7 and "bank" in brand.name and _holds(parts, bones)):
        yield Sign("brand", 2, brand.name)
    elif not brand.whole and _holds(parts, bones):
        yield Sign("brand", 1, brand.name)


def _holds(parts: list[str], bones: str) -> bool:
    return any(bones in part for part in parts)


_BONES: Final = str.maketrans("0134578lіаеосрхуіј", "oieastbiiaeocpxyij")
"""Signs that look alike become one: digits, l, and the Cyrillic letters that cannot be told from Latin ones."""


def skeleton(name: str) -> str:
    """What an eye in a hurry sees: vne1d, vnéid, vne-id and VNEID are the same."""
    marks = unicodedata.normalize("NFKD", name.lower().replace("đ", "d"))
    bare = "".join(char for char in marks if not unicodedata.combining(char))
    return bare.replace("-", "").replace("_", "").translate(_BONES).replace("rn", "m").replace("vv", "w")


_JUDGES: Final = (_installs, _chat, _disguised, _hidden, _named, _cheap)
