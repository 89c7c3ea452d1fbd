"""Who is who in the matrix, seen from one province: `officer.1` is the officer of its first kabupaten.

| word | seats |
|---|---|
| `planner` | that role at the province itself, or in the nation |
| `planner.1`, `planner.2` | that role at the first or second kabupaten |
| `planner.x`, `officer.x1` | that role in the other province, or in its first kabupaten |
| `inside` | everyone in government in the province, kabupaten included |
| `outside` | the same in the other province |
| `kabupaten` | everyone in government in the kabupaten of the province |
| `nation` | programme owner, assessors (a bare one and the one appointed), mentor: they belong to the ministry |
| `everyone` | all who are signed in, the stranger included |
"""

from __future__ import annotations

from collections.abc import Iterable

PROVINCE = ("province_coordinator", "planner", "leader", "administrator")
REGION = ("region_coordinator", "dimension_lead", "officer", "leader", "administrator")
BESIDE = ("partner", "event_desk", "public")
NATION = ("programme_owner:", "mentor:", "assessor:")
# One of each kind of relation to a province and to its first kabupaten.
FEW = (
    "province_coordinator region_coordinator.1 officer.2 stranger province_coordinator.x region_coordinator.x1 "
    "partner event_desk"
)
OTHER = {"51": "52", "52": "51"}


def in_government(code: str) -> set[str]:
    found = {f"{role}:{code}" for role in PROVINCE}
    return found | {f"{role}:{code}.0{n}" for role in REGION for n in (1, 2)}


def everyone() -> set[str]:
    found = {"stranger", *NATION}
    for code in OTHER:
        found |= in_government(code) | {f"{role}:{code}" for role in BESIDE} | {f"appointed:{code}"}
    return found


def seats(words: str | Iterable[str], code: str) -> set[str]:
    """The seats that words mean, seen from province `code`. LookupError for a word that means nobody."""
    found: set[str] = set()
    for word in words.split() if isinstance(words, str) else words:
        found |= _seats(word, code)
    return found


def _seats(word: str, code: str) -> set[str]:
    if word == "nobody":
        return set()
    if word == "everyone":
        return everyone()
    if word == "inside":
        return in_government(code)
    if word == "outside":
        return in_government(OTHER[code])
    if word == "nation":
        return {*NATION, "appointed:51", "appointed:52"}
    if word == "kabupaten":  # those of the province
        return {f"{role}:{code}.0{n}" for role in REGION for n in (1, 2)}
    if word == "stranger":
        return {"stranger"}
    if word == "mentored":  # the mentor works with 51.01 only
        return {"mentor:"} if code == "51" else set()
    role, _dot, place = word.partition(".")
    name = {
        "": f"{role}:" if f"{role}:" in NATION else f"{role}:{code}",
        "1": f"{role}:{code}.01",
        "2": f"{role}:{code}.02",
        "x": f"{role}:{OTHER[code]}",
        "x1": f"{role}:{OTHER[code]}.01",
        "x2": f"{role}:{OTHER[code]}.02",
    }[place]
    if name not in everyone():
        raise LookupError(f"the word {word!r} means nobody: there is no {name!r}")
    return {name}


def words_for(found: set[str], code: str) -> str:
    """The shortest way to say a set of seats: for the message that shows what the site does."""
    if found >= everyone():
        return "everyone"
    said, rest = [], set(found)
    for word in ("nation", "inside", "outside"):
        if (group := seats(word, code)) <= rest:
            said.append(word)
            rest -= group
    other = OTHER[code]
    dots = {"": "", code: "", f"{code}.01": ".1", f"{code}.02": ".2"}
    dots |= {other: ".x", f"{other}.01": ".x1", f"{other}.02": ".x2"}
    for name in sorted(rest):
        role, _colon, place = name.partition(":")
        said.append(role + dots[place])
    return " ".join(said) or "nobody"
