"""The two engines, each with an index of its own, and a small shelf of documents that tests share."""

import datetime
import uuid
from dataclasses import replace

import pytest

from search.backends import get_backend
from search.backends.elastic import ElasticBackend
from search.backends.embedded import EmbeddedBackend
from search.choices import Kind
from search.documents import Line, Passage, SearchDocument

ENGINES = [pytest.param("embedded"), pytest.param("elastic", marks=pytest.mark.elasticsearch)]


@pytest.fixture(params=ENGINES)
def backend(request, tmp_path):
    """Each engine in turn, before its first rebuild."""
    if request.param == "embedded":
        yield EmbeddedBackend(tmp_path / "search")
        return
    url = request.getfixturevalue("elasticsearch_url")
    engine = ElasticBackend(url, prefix=f"test-{uuid.uuid4().hex}")
    yield engine
    forget(engine)


def forget(engine):
    """Leave nothing of a test on a server."""
    for index in engine.client.indices.get(index=f"{engine.alias}*"):
        engine.client.indices.delete(index=index)
    engine.client.options(ignore_status=404).indices.delete_index_template(name=engine.alias)
    engine.client.close()


@pytest.fixture(params=ENGINES)
def engine(request, settings, tmp_path):
    """Each engine as the settings name it."""
    settings.SEARCH_BACKEND = request.param
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    if request.param == "embedded":
        yield get_backend()
        return
    settings.ELASTICSEARCH_URL = request.getfixturevalue("elasticsearch_url")
    settings.SEARCH_INDEX_PREFIX = f"test-{uuid.uuid4().hex}"
    engine = get_backend()
    yield engine
    forget(engine)


@pytest.fixture
def make_visible():
    """Elasticsearch shows a write within a second; a test does not wait."""

    def refresh(engine):
        if isinstance(engine, ElasticBackend):
            engine.refresh()

    return refresh


def law_article(object_id, title, *clauses, **changes):
    """An article of the traffic law; each clause is a text with its points on lines of their own."""
    law = "Luật Trật tự, an toàn giao thông đường bộ 2024"
    passages = tuple(
        Passage(
            lines=tuple(Line(line) for line in clause.splitlines()),
            clause=str(number),
            citation=f"Khoản {number} Điều {object_id} {law}",
            url=f"/van-ban/luat/2024/36-2024-qh15/dieu-{object_id}/#khoan-{number}",
        )
        for number, clause in enumerate(clauses, start=1)
    )
    document = SearchDocument(
        kind=Kind.LAW_ARTICLE,
        object_id=object_id,
        title=title,
        url=f"/van-ban/luat/2024/36-2024-qh15/dieu-{object_id}/",
        passages=passages,
        found_in=("vi", "en", "id"),
        context=(law,),
        group="document:1",
        group_title=law,
        group_url="/van-ban/luat/2024/36-2024-qh15/",
        citation=f"Điều {object_id} {law}",
        breadcrumb=(law,),
        number="36/2024/QH15",
        document_type="law",
        type_name="Luật",
        year=2024,
        effective_from=datetime.date(2025, 1, 1),
        order=object_id,
    )
    return replace(document, **changes)


@pytest.fixture
def shelf():
    """Six articles, a law, an explainer, a course and a lesson."""
    return [
        law_article(
            10,
            "Quy tắc chung",
            "Người tham gia giao thông đường bộ phải đi bên phải theo chiều đi của mình.",
            "Người lái xe và người được chở trên xe ô tô phải thắt dây đai an toàn.",
            "Khi chở trẻ em dưới 10 tuổi và chiều cao dưới 1,35 mét trên xe ô tô không được cho trẻ em ngồi "
            "cùng hàng ghế với người lái xe.",
        ),
        law_article(
            9,
            "Các hành vi bị nghiêm cấm",
            "Điều khiển phương tiện tham gia giao thông đường bộ mà trong máu hoặc hơi thở có nồng độ cồn.",
            "Đua xe, tổ chức đua xe trái phép.",
        ),
        law_article(
            58,
            "Điểm của giấy phép lái xe",
            "Giấy phép lái xe có 12 điểm. Số điểm trừ mỗi lần vi phạm tùy thuộc tính chất, mức độ.",
            "Giấy phép lái xe chưa bị trừ hết điểm thì được phục hồi đủ 12 điểm sau 12 tháng.",
        ),
        law_article(
            60,
            "Tuổi, sức khỏe của người điều khiển phương tiện",
            "Người đủ 16 tuổi trở lên được điều khiển xe gắn máy.",
        ),
        law_article(
            90,
            "Quy định chuyển tiếp về phí",
            "Phí sử dụng đường bộ nộp theo quy định cũ.",
            effective_to=datetime.date(2025, 6, 1),
        ),
        law_article(
            91,
            "Thiết bị ghi hình trẻ em trên xe",
            "Xe chở trẻ em mầm non phải có thiết bị ghi nhận hình ảnh.",
            effective_from=datetime.date(2030, 1, 1),
        ),
        SearchDocument(
            kind=Kind.LEGAL_DOCUMENT,
            object_id=1,
            title="Luật Trật tự, an toàn giao thông đường bộ",
            url="/van-ban/luat/2024/36-2024-qh15/",
            passages=(),
            found_in=("vi", "en", "id"),
            group="document:1",
            citation="Luật Trật tự, an toàn giao thông đường bộ 2024",
            number="36/2024/QH15",
            type_name="Luật",
            effective_from=datetime.date(2025, 1, 1),
        ),
        SearchDocument(
            kind=Kind.EXPLAINER,
            object_id=5,
            title="Chở trẻ dưới 10 tuổi bằng ô tô cần ghế an toàn không?",
            url="/giao-thong/ghe-an-toan/",
            passages=(
                Passage(
                    lines=(
                        Line("Có, từ ngày 01/01/2026. Trẻ em không được ngồi cùng hàng ghế với người lái."),
                    )
                ),
                Passage(lines=(Line("Bị phạt bao nhiêu tiền nếu không có ghế an toàn."),)),
            ),
            summary="Có, từ ngày 01/01/2026. Trẻ em không được ngồi cùng hàng ghế với người lái.",
            context=("Giao thông",),
            checked_on=datetime.date(2026, 11, 1),
        ),
        SearchDocument(
            kind=Kind.EXPLAINER,
            object_id=6,
            title="Do children need a safety seat?",
            url="/en/giao-thong/safety-seat/",
            passages=(Passage(lines=(Line("Yes. Children may not sit in the front row of seats."),)),),
            language="en",
            found_in=("en",),
        ),
        SearchDocument(
            kind=Kind.COURSE,
            object_id=3,
            title="Luật giao thông từ 2025",
            url="/hoc/luat-giao-thong/",
            passages=(
                Passage(
                    lines=(Line("Những điều mới về điểm giấy phép lái xe, nồng độ cồn, trẻ em trên xe."),)
                ),
            ),
            minutes=45,
        ),
        SearchDocument(
            kind=Kind.LESSON,
            object_id=4,
            title="Bài 3: Chở trẻ em",
            url="/hoc/luat-giao-thong/bai-3/",
            passages=(Passage(lines=(Line("Trẻ em ngồi ghế sau và có ghế an toàn."),)),),
            context=("Luật giao thông từ 2025",),
            group="course:3",
            minutes=12,
        ),
    ]


@pytest.fixture
def filled(backend, shelf):
    """The engine with the shelf in it."""
    backend.rebuild(((document, 1) for document in shelf), reload=lambda keys: [])
    return backend
