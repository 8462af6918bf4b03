"""What every template and module of the project keeps to."""

from __future__ import annotations

import re
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from django import forms

import wiseline
from tests.web.stand_in import page_of, page_with

ROOT = Path(wiseline.__file__).parent
SHELL = ROOT / "web" / "static" / "web"
TEMPLATES = sorted(path for path in ROOT.glob("*/templates/**/*.html"))
MODULES = sorted(ROOT.glob("*/static/**/*.js"))


def _id(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("template", TEMPLATES, ids=_id)
def test_a_template_needs_no_exception_from_the_content_policy(template: Path) -> None:
    html = template.read_text(encoding="utf-8")
    assert not re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|hx-vals=['\"]js:", html)
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", html))
    assert not re.findall(r"(?:src|href)=['\"](?:https?:)?//", html)


@pytest.mark.parametrize("module", MODULES, ids=_id)
def test_a_module_makes_no_code_and_no_markup_out_of_text(module: Path) -> None:
    source = module.read_text(encoding="utf-8")
    assert not re.findall(
        r"\beval\(|new Function|\.innerHTML|insertAdjacentHTML|document\.write|\.setAttribute\(\"style", source
    )


def test_the_title_of_a_page_says_the_neutral_name_and_no_more() -> None:
    for html in (page_of("web/components.html"), page_of("web/errors/404.html"), page_of("web/offline.html")):
        assert re.findall(r"<title>(.*?)</title>", html) == ["Wiseline"]


def _carried(*names: str) -> int:
    return sum(len(brotli.compress((SHELL / name).read_bytes())) for name in names)


def test_the_shell_stays_small_enough_for_one_bar_of_signal() -> None:
    everywhere = [
        "shell.js",
        *re.findall(r'from "\./([\w-]+\.js)"', (SHELL / "shell.js").read_text("utf-8")),
        "csrf.js",
    ]
    assert _carried("app.css") <= 10 * 1024
    assert _carried(*everywhere) <= 10 * 1024
    assert _carried(*everywhere, "pacer.js", "push.js", "ring-sound.js", "sw.js") <= 18 * 1024


def test_the_page_of_a_signed_in_person_names_the_stream_and_where_it_stands() -> None:
    html = page_of("web/components.html", live_after=0)
    assert 'data-live-url="/live/"' in html
    assert 'data-live-after="0"' in html


def test_an_error_page_of_a_broken_server_needs_nothing_that_may_be_broken() -> None:
    for code in ("400", "500"):
        source = (ROOT / "web" / "templates" / "web" / "errors" / f"{code}.html").read_text(encoding="utf-8")
        assert "{% static" not in source
        assert "{% url" not in source
        assert "/help-now/" in source


class _Example(forms.Form):
    name = forms.CharField(label="Name", help_text="As others read it.")
    safe = forms.ChoiceField(label="Are you safe?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect)
    strength = forms.IntegerField(
        label="How strong?", required=False, widget=forms.NumberInput(attrs={"type": "range", "min": 0, "max": 100})
    )
    strength.widget.input_type = "range"
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    known = forms.BooleanField(label="I know", required=False)


def _form(data: dict[str, str] | None) -> str:
    return page_with('{% include "web/partials/form.html" %}', form=_Example(data))


def test_a_form_says_what_is_wrong_and_keeps_what_was_typed() -> None:
    html = _form({"name": "", "note": "kept <as> typed", "strength": "85"})
    assert "kept &lt;as&gt; typed" in html
    assert 'href="#id_name"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'type="range"[^>]*name="strength" value="85"', html)


def test_a_form_links_each_field_to_its_help_and_its_error() -> None:
    html = _form({"name": ""})
    described = re.search(
        r'id="id_name"[^>]*aria-describedby="([^"]+)"|aria-describedby="([^"]+)"[^>]*id="id_name"', html
    )
    assert described
    for name in (described.group(1) or described.group(2)).split():
        assert f'id="{name}"' in html


def test_an_untouched_form_answers_no_slider() -> None:
    html = _form(None)
    assert 'data-name="strength"' in html
    assert 'name="strength"' not in html.replace('data-name="strength"', "")
