"""The printed certificate: one A4 page that holds any name, readable by people, machines and screen readers."""

import io
import subprocess
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from learning.certificates.numbering import new_code
from learning.certificates.rendering import (
    COURSE_SIZES,
    NAME_SIZES,
    STYLESHEET,
    CertificateFacts,
    CitedLaw,
    render_certificate,
    size_for,
)
from portal.lib.pdf import render_pdf

CODE = "K7M49TQ2XR8D"
ADDRESS = "https://luatdehieu.example/xac-minh/K7M4-9TQ2-XR8D/"
FACTS = CertificateFacts(
    person_name="Nguyễn Thị Phương Uyên",
    course_title="Làm luật theo tư duy mới: Nghị quyết số 66-NQ/TW",
    lessons=5,
    minutes=360,
    score=Decimal("92.00"),
    completed_on=date(2026, 11, 20),
    issued_on=date(2026, 11, 22),
    expires_on=None,
    issuer="TRUNG TÂM PHỔ BIẾN, GIÁO DỤC PHÁP LUẬT",
    issuer_parent="SỞ TƯ PHÁP TỈNH MẪU",
    heading="Giấy chứng nhận",
    presented_to="Chứng nhận ông/bà",
    statement="đã hoàn thành khóa học",
    signer_title="GIÁM ĐỐC",
    signer_name="Trần Quốc Hùng",
    laws=(CitedLaw("Điều 7 Nghị định 168/2024/NĐ-CP", date(2025, 1, 1)),),
)
LONG_NAME = "Công Tằng Tôn Nữ Thị Nguyễn Hoàng Phương Nguyệt Quỳnh Ưu Đàm " * 2
LONG_TITLE = "Luật Trật tự, an toàn giao thông đường bộ và Nghị định 168/2024/NĐ-CP về xử phạt " * 3

CASES = {
    "usual": FACTS,
    "long": replace(
        FACTS,
        person_name=LONG_NAME.strip()[:150],
        course_title=LONG_TITLE.strip()[:255],
        issuer=FACTS.issuer * 3,
        signer_name="Nguyễn Hoàng Phương Nguyệt Quỳnh",
        expires_on=date(2028, 11, 20),
    ),
    "one long word": replace(FACTS, person_name="Ng" + "ườ" * 74),
    "short": replace(
        FACTS, person_name="Vũ Y", issuer_parent="", signer_title="", signer_name="", score=None, laws=()
    ),
}


@pytest.fixture(scope="module")
def pdfs() -> dict[str, bytes]:
    return {name: render_certificate(facts, CODE, ADDRESS) for name, facts in CASES.items()}


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def as_image(pdf: bytes) -> Image.Image:
    png = subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-singlefile", "-"], input=pdf, capture_output=True, check=True
    ).stdout
    return Image.open(io.BytesIO(png)).convert("RGB")


@pytest.mark.parametrize("case", CASES)
def test_it_is_one_a4_page_landscape(pdfs, case) -> None:
    (page,) = read(pdfs[case]).pages
    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [297, 210]


@pytest.mark.parametrize("case", CASES)
def test_the_name_and_the_course_can_be_copied_out_in_nfc(pdfs, case) -> None:
    text = "".join(read(pdfs[case]).pages[0].extract_text().split())
    assert "".join(CASES[case].person_name.split()) in text
    assert "".join(CASES[case].course_title.split()) in text
    assert "K7M4-9TQ2-XR8D" in text


@pytest.mark.parametrize("case", CASES)
def test_the_qr_code_leads_to_the_verification(pdfs, case) -> None:
    codes = zxingcpp.read_barcodes(as_image(pdfs[case]))
    assert [code.text for code in codes] == [ADDRESS]


@pytest.mark.parametrize("case", CASES)
def test_no_text_touches_the_rosette_or_the_edge(pdfs, case) -> None:
    """Where the rosette and the margins are, every pixel has the paper's or the rosette's pale colours."""
    image = as_image(pdfs[case])
    width, height = image.size
    for left, top, right, bottom in [
        (0.66, 0.0, 1.0, 0.6),  # the rosette
        (0.98, 0.6, 1.0, 1.0),  # the right edge
        (0.07, 0.93, 1.0, 1.0),  # below
        (0.07, 0.0, 0.6, 0.07),  # above
    ]:
        part = image.crop((int(left * width), int(top * height), int(right * width), int(bottom * height)))
        assert min(min(pixel) for _count, pixel in part.getcolors(1_000_000)) > 0x80


def test_the_fonts_are_our_own_and_embedded(pdfs) -> None:
    fonts = {}
    for font in read(pdfs["usual"]).pages[0]["/Resources"]["/Font"].values():
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        fonts[font.get_object()["/BaseFont"].split("+")[-1]] = descendant["/FontDescriptor"].get_object()
    families = {"Be-Vietnam-Pro", "Playfair-Display"}
    assert {family for family in families for name in fonts if name.startswith(family)} == families
    assert all(name.startswith(tuple(families)) for name in fonts)
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor) for descriptor in fonts.values())


def test_it_is_tagged_titled_and_archival(pdfs) -> None:
    reader = read(pdfs["usual"])
    catalogue = reader.trailer["/Root"]
    assert catalogue["/Lang"] == "vi"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert reader.metadata.title.startswith("Giấy chứng nhận · Nguyễn Thị Phương Uyên")
    xmp = catalogue["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in xmp or 'pdfaid:part="3"' in xmp


def test_it_is_small_and_quick(pdfs) -> None:
    assert all(len(pdf) < 60_000 for pdf in pdfs.values())
    began = time.process_time()
    for _ in range(3):
        render_certificate(FACTS, new_code(), ADDRESS)
    assert (time.process_time() - began) / 3 < 0.5  # seconds of CPU; fonts and style sheet are read once


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:9/x.png", "ftp://example.org/x"])
def test_a_document_cannot_make_the_server_read_anything(address) -> None:
    with pytest.raises(FatalURLFetchingError):
        render_pdf(f'<html lang="vi"><title>x</title><img src="{address}" alt="x"></html>', STYLESHEET)


def test_a_name_is_text_and_never_markup() -> None:
    facts = replace(FACTS, person_name="<b>Hoa</b> & 'Lan'")
    assert "<b>Hoa</b> & 'Lan'" in read(render_certificate(facts, CODE, ADDRESS)).pages[0].extract_text()


@pytest.mark.parametrize(
    ("length", "sizes", "size"),
    [
        (24, NAME_SIZES, "large"),
        (25, NAME_SIZES, "medium"),
        (60, NAME_SIZES, "small"),
        (61, NAME_SIZES, "smallest"),
        (90, COURSE_SIZES, "large"),
        (181, COURSE_SIZES, "smallest"),
    ],
)
def test_longer_texts_are_set_smaller(length, sizes, size) -> None:
    assert size_for("a" * length, sizes) == size


@pytest.mark.parametrize(("minutes", "hours"), [(5, "0.5"), (45, "1"), (100, "1.5"), (360, "6")])
def test_hours_are_rounded_to_the_half(minutes, hours) -> None:
    assert replace(FACTS, minutes=minutes).hours == Decimal(hours)
