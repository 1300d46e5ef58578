"""What kinds of line there are in a document of law, each as a pattern. Pure."""

from __future__ import annotations

import re

from content.laws.ordering import LETTERS

MOST_HEADING_LINES = 8  # a heading that runs over more lines is no heading
LONGEST_HEADING = 1000  # characters, as the library keeps it

DIVISION_KINDS = {"phần": "part", "chương": "chapter", "mục": "section", "tiểu mục": "subsection"}
LEVELS = {kind: level for level, kind in enumerate(DIVISION_KINDS.values())}
ARTICLE = re.compile(
    rf"^(?:Điều|ĐIỀU)\s*(\d{{1,4}}[{LETTERS}]{{0,2}})(?:\s*([.:])\s*(.*)|\s*$|\s*[-–]\s*(.+))$"
)
DIVISION = re.compile(
    r"^(?P<word>tiểu\s+mục|phần|chương|mục)\s+"
    r"(?P<number>thứ\s+mười(?:\s+(?:một|hai|ba|bốn|tư|lăm|năm|sáu|bảy|tám|chín))?|thứ\s+\w+"
    r"|[IVXLC]+[a-zđA-HĐ]?|\d{1,3}[a-zđ]?)"
    r"(?:\s*(?P<mark>[.:–-])\s*|\s+|$)(?P<rest>.*)$",
    re.IGNORECASE,
)
ROMAN_ITEM = re.compile(r"^(?:(?:Phần|PHẦN|Mục|MỤC)\s+)?(?P<number>[IVXLC]+)\s*[.:/–-]+\s*(?P<rest>\S.*)$")
ARABIC_ITEM = re.compile(r"^(?P<number>\d{1,2})\s*[.)]\s+(?P<rest>\S.*)$")
APPENDIX = re.compile(
    r"^(?:\|\s*)?(?:Phụ lục|PHỤ LỤC)"
    r"(?:\s+(?:số\s+|SỐ\s+)?(?P<number>[IVXLC]+(?:[.-]\d+)?|\d{1,3}[a-zđ]?|[A-HĐ])(?!\w))?"
    r"\s*(?P<mark>[.:–-])?\s*(?P<rest>.*?)\s*\|?$"
)
ATTACHED = re.compile(
    r"^\(?(?:được\s+)?(?:ban hành\s+)?kèm theo\s+(?:nghị|quyết|thông|luật|công|pháp|chỉ)", re.IGNORECASE
)
ATTACHED_TITLE = re.compile(
    r"^(?:QUY CHẾ|QUY ĐỊNH|QUY CHUẨN|QUY TRÌNH|QUY TẮC|ĐIỀU LỆ|CHƯƠNG TRÌNH|KẾ HOẠCH|DANH MỤC|ĐỀ ÁN|CHIẾN LƯỢC"
    r"|HƯỚNG DẪN|BẢNG|BIỂU|MẪU|NỘI QUY|HỆ THỐNG|CHẾ ĐỘ|CHUẨN MỰC|TIÊU CHUẨN|ĐỊNH MỨC)(?!\w)"
)
CLOSING = re.compile(
    r"^(?:\|\s*)?(?:Nơi nhận|NƠI NHẬN|\(?(?:Đã ký|đã ký|ĐÃ KÝ)\)?\s*(?:[:|]|$)"
    r"|TM\.\s|KT\.\s|TL\.\s|TUQ\.\s|Q\.\s"
    r"|(?:PHÓ\s+)?(?:CHỦ TỊCH|THỦ TƯỚNG|BỘ TRƯỞNG|TỔNG BÍ THƯ|THỐNG ĐỐC|CHÁNH ÁN|VIỆN TRƯỞNG"
    r"|TỔNG KIỂM TOÁN|TỔNG THANH TRA)"
    r"(?:\s+[^a-zà-ỹ|]*)?(?:\||$))"
)
PASSED = re.compile(
    r"^(?:Luật|Bộ luật|Nghị quyết|Pháp lệnh|Hiến pháp)\s+này\s+(?:đã\s+)?được\s+.*thông qua", re.IGNORECASE
)
PREAMBLE = re.compile(
    r"^(?:Căn cứ|Theo đề nghị|Xét|Sau khi|Thực hiện|Để |QUYẾT NGHỊ|QUYẾT ĐỊNH\s*:|NGHỊ ĐỊNH\s*:|LỜI NÓI ĐẦU"
    r"|(?:Quốc hội|Chính phủ|Ủy ban thường vụ Quốc hội|Thủ tướng|Bộ trưởng|Chủ tịch|Thống đốc"
    r"|Chánh án|Viện trưởng|Tổng)"
    r"\s?.*\s(?:ban hành|quyết định|thông qua)(?!\w))"
)
BASIS = re.compile(r"^[-–+*]?\s*Căn cứ(?!\w)", re.IGNORECASE)
CLAUSE_START = re.compile(rf"^(?:\d{{1,3}}[a-zđ]?|[{LETTERS}]\d{{0,2}})[.)](?:\s|$)")
AS_FOLLOWS = re.compile(r"(?:như sau|sau đây)\s*:?\s*$|:\s*$")
STRAIGHT_END = re.compile(r"[\"](?:\s*[.;,]|\s*$)")
