"""What clients read about safety, help and their privacy can be read by an eleven-year-old, as skills can."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import wiseline
from wiseline.skills.library.reading import HIGHEST_GRADE, grade

ROOT = Path(wiseline.__file__).parent
FOR_STAFF = {"own_numbers.html", "rules.html", "other.html"}
COACHING = (
    "client.html",
    "messages.html",
    "outcome.html",
    *(f"partials/{name}.html" for name in ("as_agreed", "call", "messages_box", "sent_client", "take_back", "urge")),
    *(f"partials/{name}.html" for name in ("what_follows", "where")),
)
TEMPLATES = [
    *(ROOT / "web/templates/privacy").glob("*.html"),
    *(path for path in (ROOT / "web/templates/safety").glob("*.html") if path.name not in FOR_STAFF),
    *(ROOT / "safety/templates/safety/partials").glob("*.html"),
    *(ROOT / "coaching/templates/coaching" / name for name in COACHING),
]
MODULES = [
    ROOT / "web/privacy/who.py",
    ROOT / "web/privacy/lock.py",
    ROOT / "web/people/looks.py",
    ROOT / "coaching/selectors/truth.py",
]
ONE = re.compile(r"""{%\s*translate\s+(?:"([^"]*)"|'([^']*)')|_\("([^"]*)"\)""")
BLOCK = re.compile(r"{%\s*blocktranslate\b.*?%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
MARKS = {"gettext", "gettext_lazy", "ngettext", "_"}
A_LABEL = 8
"""Up to so many words, one long word decides: "I need emergency help" is no hard text."""


def strings(path: Path) -> list[str]:
    """What a file says, with a name where something is filled in."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
        marked = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id in MARKS]
        found = [arg.value for node in marked for arg in node.args if isinstance(arg, ast.Constant)]
    else:
        found = [next(filter(None, parts), "") for parts in ONE.findall(source)]
        found += [part for block in BLOCK.findall(source) for part in re.split(r"{%\s*plural\s*%}", block)]
    filled = (re.sub(r"{{.*?}}|%\(\w+\)s", "Mia", text) for text in found)
    return [re.sub(r"<[^>]*>", "", text).strip() for text in filled]


@pytest.mark.parametrize("path", [*TEMPLATES, *MODULES], ids=lambda path: str(path.relative_to(ROOT)))
def test_what_clients_read_about_safety_and_privacy_can_be_read_by_an_eleven_year_old(path: Path) -> None:
    said = strings(path)
    sentences = [text for text in said if re.search(r"[.?:]$", text)]
    assert grade("\n".join(sentences)) <= HIGHEST_GRADE
    hard = {text: round(grade(text), 1) for text in said if len(text.split()) > A_LABEL and grade(text) > HIGHEST_GRADE}
    assert hard == {}
