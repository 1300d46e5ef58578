"""What holds for every template: nothing inline, a word beside each icon, components that hold together."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from portal.templatetags.icons import ICONS, icon
from portal.templatetags.typography import keep_words_together

TEMPLATES = settings.BASE_DIR / "templates"
# A mail has no style sheet to link to: its styles must stand in it.
PAGES = [
    path
    for path in sorted(TEMPLATES.rglob("*.html"))
    if "emails" not in path.parts and "email" not in path.parts
]


def text_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_nothing_is_inline(path):
    source = path.read_text(encoding="utf-8")

    assert not re.search(r"<style\b", source)
    assert not re.search(r"\sstyle\s*=", source)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", source)
    for script in re.finditer(r"<script\b([^>]*)>", source):
        is_data = re.search(r'type="application/(ld\+)?json"', script[1])
        assert is_data or "src=" in script[1], script[0]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_an_icon_has_a_word_beside_it(path):
    """Every control that holds an icon holds words too (a variable or a translated text)."""
    source = re.sub(
        r"{% comment %}.*?{% endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    for control in re.finditer(r"<(a|button|summary)\b[^>]*>(?P<inside>.*?)</\1>", source, re.DOTALL):
        if "{% icon" not in control["inside"]:
            continue
        words = re.sub(r"{% icon [^%]*%}|<[^>]+>", "", control["inside"]).strip()
        assert words, f"{path.name}: {control[0][:120]}"


@pytest.mark.parametrize("name", sorted(ICONS))
def test_icon_is_hidden_from_screen_readers_and_keeps_the_grid(name):
    drawing = icon(name)

    assert 'aria-hidden="true"' in drawing
    assert 'viewBox="0 0 24 24"' in drawing
    assert "style=" not in drawing


def test_an_unknown_icon_is_an_error_not_a_hole():
    with pytest.raises(KeyError):
        icon("unicorn")


@pytest.mark.parametrize("status", ["in_force", "not_yet", "partly", "expired", "suspended"])
def test_status_badge_has_form_and_word(status):
    html = render_to_string(
        "components/status_badge.html", {"status": SimpleNamespace(value=status, label="Còn hiệu lực")}
    )

    assert f"badge--{status}" in html
    assert "<svg" in html
    assert text_of(html) == "Còn hiệu lực"


def test_the_five_status_forms_differ_without_colour():
    assert len({ICONS[name] for name in ICONS if name.startswith("status-")}) == 5


def test_law_card_quotes_in_vietnamese_and_links_to_its_provision():
    html = render_to_string(
        "components/law_card.html",
        {
            "id": "luat-1",
            "marker": "1",
            "citation": "Khoản 6 Điều 7 Nghị định 168/2024/NĐ-CP",
            "url": "/van-ban/nghi-dinh/2024/168-2024-nd-cp/dieu-7/#khoan-6",
            "text": "Phạt tiền <script>",
            "status": SimpleNamespace(value="in_force", label="Còn hiệu lực"),
            "since": date(2025, 1, 1),
        },
    )

    assert 'lang="vi"' in html
    assert 'href="/van-ban/nghi-dinh/2024/168-2024-nd-cp/dieu-7/#khoan-6"' in html
    assert "&lt;script&gt;" in html
    assert "01/01/2025" in html
    assert "Nghị\u00a0định\u00a0168/2024/NĐ-CP" in html


def test_marker_stands_right_after_its_sentence_and_names_its_provision():
    html = render_to_string(
        "components/marker.html",
        {"marker": "2", "anchor": "luat-2", "citation": "Điều 7", "text": "Phạt tiền"},
    )

    # a word joiner: the marker goes to no line without its sentence
    assert html.startswith("&#8288;<span")
    assert html.endswith("</span>")
    described_by = re.search(r'aria-describedby="([^"]+)"', html)[1]
    assert f'id="{described_by}"' in html
    assert 'href="#luat-2"' in html


def test_pagination_keeps_the_other_parameters():
    request = RequestFactory().get("/van-ban/?loai=luat&page=3")
    html = render_to_string(
        "components/pagination.html", {"page_obj": Paginator(range(100), 10).page(3)}, request=request
    )

    assert "loai=luat&amp;page=2" in html
    assert "loai=luat&amp;page=4" in html


def test_pagination_of_one_page_shows_nothing():
    html = render_to_string("components/pagination.html", {"page_obj": Paginator([1], 10).page(1)})

    assert html.strip() == ""


class PersonForm(forms.Form):
    full_name = forms.CharField(label="Họ và tên", help_text="Như trên căn cước.")
    role = forms.ChoiceField(label="Vai trò", choices=[("a", "A")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="Đồng ý")


@pytest.fixture
def wrong_form():
    form = PersonForm({})
    form.is_valid()
    return form


def test_field_ties_label_hint_and_error_to_its_control(wrong_form):
    html = render_to_string("components/field.html", {"field": wrong_form["full_name"]})

    control = re.search(r"<input[^>]*>", html)[0]
    described_by = re.search(r'aria-describedby="([^"]+)"', control)[1].split()
    assert described_by
    for name in described_by:
        assert f'id="{name}"' in html
    assert 'aria-invalid="true"' in control
    assert ' id="id_full_name"' in control
    assert 'for="id_full_name"' in html


def test_a_group_of_radios_is_a_fieldset_with_a_legend(wrong_form):
    html = render_to_string("components/field.html", {"field": wrong_form["role"]})

    assert "<fieldset" in html
    assert "<legend" in html
    described_by = re.search(r'<fieldset[^>]*aria-describedby="([^"]+)"', html, re.DOTALL)[1]
    assert all(f'id="{name}"' in html for name in described_by.split())


def test_form_errors_link_to_their_fields(wrong_form):
    html = render_to_string("components/form_errors.html", {"form": wrong_form})

    assert 'role="alert"' in html
    assert 'href="#id_full_name"' in html


def test_a_form_without_errors_shows_no_box():
    assert render_to_string("components/form_errors.html", {"form": PersonForm()}).strip() == ""


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("theo khoản 6 Điều 7", "theo khoản_6 Điều_7"),
        ("Nghị định 168/2024/NĐ-CP", "Nghị_định_168/2024/NĐ-CP"),
        ("phạt 2 – 3 triệu đồng", "phạt 2_–\u2060_3_triệu_đồng"),
        ("Điểm d khoản 9", "Điểm_d khoản_9"),
        ("trừ 4 điểm bằng lái", "trừ 4_điểm bằng_lái"),
        ("một điểm mới của luật", "một điểm mới của luật"),
        ("Chương II quy định", "Chương_II quy định"),
        ("Điều này không đúng", "Điều này không đúng"),
    ],
)
def test_words_of_a_citation_stay_together(text, together):
    assert keep_words_together(text) == together.replace("_", "\u00a0")
