"""Small editions of the codification, made for tests; the wording is the tests' own."""

from __future__ import annotations

import io
import tarfile
from dataclasses import dataclass, field, replace
from pathlib import Path

LAW_NOTE = (
    "(Điều {number} Luật số 901/2020/QH14 Chợ phiên ngày 13/11/2020 của Quốc hội, "
    "có hiệu lực thi hành kể từ ngày 01/07/2021 )"
)
LATER_LAW_NOTE = "(Điều {number} Luật số 901/2020/QH14, có hiệu lực thi hành kể từ ngày 01/07/2021)"
AMENDING_NOTE = (
    "(Điều {number} Luật số 903/2022/QH15 Sửa đổi Luật Chợ phiên ngày 10/06/2022 của Quốc hội, "
    "có hiệu lực thi hành kể từ ngày 01/01/2023)"
)


@dataclass(frozen=True)
class Piece:
    """An article of a file; ``note`` may hold {number}."""

    code: str
    heading: str
    text: str
    note: str = LATER_LAW_NOTE
    anchor: str = ""
    related: tuple[str, ...] = ()
    items: tuple[str, ...] = ("101",)
    number: str = ""

    def html(self) -> str:
        number = self.number or self.code.rpartition(".")[2]
        anchor = self.anchor or self.code.replace(".", "0")
        links = "".join(
            f"<a href='http://vbpl.vn/x.aspx?ItemID={item}#Dieu_{number}'></a>" for item in self.items
        )
        note = f"<p class='pGhiChu'>{links}{self.note.format(number=number)}</p>" if self.note else ""
        named = "; ".join(
            f"<a href='#' onclick=\"ViewNoiDungPhapDien('{one}'); return false;\">Điều</a>"
            for one in self.related
        )
        related = f"<p class='pChiDan'>(Điều này có nội dung liên quan đến {named})</p>" if named else ""
        return (
            f"<p class='pDieu'><a name='{anchor}'></a>Điều {self.code}. {self.heading}</p>{note}"
            f"<p class='pNoiDung'>{self.text}</p>{related}"
        )


@dataclass(frozen=True)
class Page:
    """A file of the edition."""

    source_id: str
    code: str
    title: str
    pieces: tuple[Piece | str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.source_id}.html"

    def html(self) -> str:
        content = "".join(one if isinstance(one, str) else one.html() for one in self.pieces)
        return (
            f"\ufeff<link href='x.css' /><h3 style='x'>\n Đề mục {self.code}\n <br />\n {self.title}\n</h3>"
            f"<p><a onclick=\"ViewDanhSachVB(this,'{self.source_id}')\">x</a></p>"
            f"<div class='_content'>{content}</div>"
        )

    def with_piece(self, position: int, **changes: object) -> Page:
        pieces = list(self.pieces)
        pieces[position] = replace(pieces[position], **changes)
        return replace(self, pieces=tuple(pieces))


def chapter(label: str, heading: str, anchor: str = "900") -> str:
    return f"<p class='pChuong'><a name='{anchor}'></a>{label}</p><p class='pChuong'>{heading}</p>"


MARKETS = Page(
    "aaaaaaaa-0001",
    "19.6",
    "Chợ phiên vùng cao",
    (
        chapter("Chương I", "NHỮNG QUY ĐỊNH CHUNG"),
        Piece("19.6.LQ.1", "Phạm vi", "<p>Luật này nói về chợ phiên.</p>", LAW_NOTE, related=("4506010LQ2",)),
        Piece("19.6.LQ.2", "Từ ngữ", "<p>1. Chợ là nơi mua bán.</p><p>2. Phiên là ngày họp chợ.</p>"),
        chapter("Chương II", "NGÀY HỌP CHỢ", "901"),
        chapter("Mục 1", "LỊCH HỌP", "902"),
        Piece(
            "19.6.LQ.3",
            "Ngày họp",
            "<p>Chợ họp ngày 5, 10, 15.</p>",
            "(Điều {number} Luật số 901/2020/QH14, có hiệu lực thi hành kể từ ngày 01/07/2021, có nội dung được "
            "sửa đổi bởi Điều 1 Luật số 903/2022/QH15 có hiệu lực thi hành kể từ ngày 01/01/2023)",
            items=("101", "103"),
        ),
    ),
)
FOOD = Page(
    "bbbbbbbb-0002",
    "45.6",
    "Hàng quán",
    (
        Piece(
            "45.6.LQ.1", "Sửa đổi Luật Chợ phiên", "<p>Sửa ngày họp chợ.</p>", AMENDING_NOTE, items=("103",)
        ),
        Piece(
            "45.6.LQ.2",
            "Hiệu lực",
            "<p>Luật này có hiệu lực từ năm 2023.</p>",
            "(Điều {number} Luật số 903/2022/QH15, có hiệu lực thi hành kể từ ngày 01/01/2023)",
            anchor="4506010LQ2",
            items=("103",),
        ),
    ),
)
STUB = Page("cccccccc-0003", "26.1", "Giá thử")
EDITION = (MARKETS, FOOD, STUB)


@dataclass
class Archive:
    """Builds an archive member by member."""

    path: Path
    members: list[tuple[tarfile.TarInfo, bytes]] = field(default_factory=list)

    def page(self, page: Page, name: str = "", mtime: int = 1_760_000_000) -> Archive:
        return self.file(name or f"BoPhapDien/demuc/{page.name}", page.html().encode(), mtime)

    def file(self, name: str, data: bytes, mtime: int = 1_760_000_000) -> Archive:
        info = tarfile.TarInfo(name)
        info.size, info.mtime = len(data), mtime
        self.members.append((info, data))
        return self

    def special(self, name: str, kind: bytes, link: str = "") -> Archive:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, link
        self.members.append((info, b""))
        return self

    def write(self) -> Path:
        mode = "w:xz" if self.path.name.endswith("xz") else "w:gz" if self.path.name.endswith("gz") else "w"
        with tarfile.open(self.path, mode) as archive:
            for info, data in self.members:
                archive.addfile(info, io.BytesIO(data) if data else None)
        return self.path


def folder(path: Path, *pages: Page) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    for page in pages:
        (path / page.name).write_text(page.html(), encoding="utf-8")
    return path
