"""Did you mean: a small corpus, and what it can put right."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import corpus_spelling
from search.language_model import LanguageCounts, LanguageModel
from search.models import CorpusLanguage
from search.queries import parse_query
from search.spelling import Speller
from search.vocabulary import spoken_phrases

CORPUS = """
Luật Đất đai quy định về quyền sử dụng đất, giấy chứng nhận quyền sử dụng đất và tranh chấp đất đai.
Người lái xe phải có giấy phép lái xe; điều khiển xe trên đường mà trong hơi thở có nồng độ cồn thì bị xử phạt.
Xử phạt vi phạm hành chính về giao thông đường bộ. Mức phạt tiền đối với người điều khiển xe máy.
Người lao động và người sử dụng lao động giao kết hợp đồng lao động. Sa thải người lao động trái pháp luật.
Nam, nữ kết hôn với nhau phải tuân theo điều kiện kết hôn. Vợ chồng có quyền yêu cầu ly hôn. Thủ tục ly hôn.
Bảo hiểm y tế, bảo hiểm xã hội. Trẻ em ngồi ghế trước. Nghị định của Chính phủ. Nghỉ phép năm. Tội trộm cắp tài sản.
Chính sách cho cán bộ, công chức.
Mức lương tối thiểu vùng. Chế độ thai sản. Đăng ký thường trú. Trách nhiệm của Ủy ban nhân dân.
"""


@pytest.fixture(scope="module")
def speller():
    counts = LanguageCounts()
    for _time in range(20):
        counts.add(CORPUS)
    counts.add_spoken(spoken_phrases())
    return Speller(counts.model())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("luat dat dai", "luật đất đai"),
        ("Luat Dat dai", "Luật Đất đai"),
        ("LUAT DAT DAI", "LUẬT ĐẤT ĐAI"),
        ("nong do con", "nồng độ cồn"),
        ("thủ tuc ly hon?", "thủ tục ly hôn?"),
        ("quyên sử dụng đất", "quyền sử dụng đất"),
        ("giao thông đuơng bộ", "giao thông đường bộ"),
        ("xử phạc vi phạm", "xử phạt vi phạm"),
        ("chanh chấp đất đai", "tranh chấp đất đai"),
        ("giây phép lái xe", "giấy phép lái xe"),
        ("nghĩ phép năm", "nghỉ phép năm"),
        ("giấy phếp lái xe", "giấy phép lái xe"),
        ("tranhchấp đất đai", "tranh chấp đất đai"),
        ("luatdatdai", "luật đất đai"),
        ("hợp đòng lao động, sa thảy", "hợp đồng lao động, sa thải"),
        ("tội trộm cawps tài sản", "tội trộm cắp tài sản"),
        ("ket hon 2024", "kết hôn 2024"),
    ],
)
def test_what_slipped_is_put_right(speller, typed, meant):
    assert speller.correct(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "luật đất đai",
        "hoà giải",
        "GPLX",
        "168/2024/NĐ-CP",
        "drink driving",
        "facebook",
        "tôi bị đuổi việc",
        "",
        "???",
        "2024",
        "x" * 500,
        "nồng độ cồn",
    ],
)
def test_what_is_right_or_unknown_is_left_alone(speller, typed):
    assert speller.correct(typed) == ""


def test_a_query_says_whether_only_marks_were_added(speller):
    restored = parse_query("luat dat dai", correct=speller.correct)
    assert (restored.corrected, restored.is_restored) == ("luật đất đai", True)
    corrected = parse_query("xử phạc vi phạm", correct=speller.correct)
    assert (corrected.corrected, corrected.is_restored) == ("xử phạt vi phạm", False)
    assert parse_query("luat dat dai").corrected == ""
    assert parse_query("land law", correct=speller.correct).corrected == ""


def test_everyday_words_are_told_apart_by_the_marks_that_were_left_out(speller):
    def also(raw):
        return parse_query(raw, correct=speller.correct).also

    assert also("giay phep lai xe cho can bo") == ""
    assert also("so do") == "giấy chứng nhận quyền sử dụng đất"
    assert also("vo chong danh nhau") == "vo chong cố ý gây thương tích"


def test_what_was_typed_is_searched_until_the_reader_says_otherwise(speller):
    query = parse_query("xử phạc vi phạm", correct=speller.correct)
    assert query.text == query.searched == "xử phạc vi phạm"
    assert "phac" in query.words


def test_a_model_is_the_same_after_a_journey_as_bytes(speller):
    packed = speller.model.to_bytes()
    again = LanguageModel.from_bytes(packed)
    assert again.forms == speller.model.forms
    assert again.to_bytes() == packed
    assert Speller(again).correct("luat dat dai") == "luật đất đai"


@pytest.mark.parametrize("packed", [b"", b"LMV0", b"LMV1", b"LMV1rubbish"])
def test_rubbish_is_no_model(packed):
    with pytest.raises(ValueError, match="language model"):
        LanguageModel.from_bytes(packed)


def test_an_empty_model_corrects_nothing():
    assert Speller(LanguageCounts().model()).correct("luat dat dai") == ""


def test_two_words_that_ran_together_in_the_corpus_are_not_learnt():
    counts = LanguageCounts()
    counts.add("quyđịnh của pháp luật\n" * 50)
    assert "quyđịnh" not in counts.model().forms


@settings(deadline=None, max_examples=150)
@given(text=st.text(max_size=200))
def test_correcting_never_fails(speller, text):
    speller.correct(text)


# ------------------------------------------------------------------ gathered from the library


@pytest.fixture
def _forgotten():
    corpus_spelling.forget_speller()
    yield
    corpus_spelling.forget_speller()


@pytest.mark.django_db
@pytest.mark.usefixtures("_forgotten")
def test_a_small_library_corrects_nobody(django_assert_num_queries):
    assert corpus_spelling.gather([CORPUS]) is None
    assert not CorpusLanguage.objects.exists()
    with django_assert_num_queries(1):
        assert corpus_spelling.correct("luat dat dai") == ""
        assert corpus_spelling.correct("luat dat dai") == ""


@pytest.mark.django_db
@pytest.mark.usefixtures("_forgotten")
def test_the_newest_reading_of_the_library_is_used_and_old_ones_go(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(corpus_spelling, "FEWEST_WORDS", 100)
    for _time in range(3):
        corpus_spelling.gather([CORPUS] * 20)
    assert CorpusLanguage.objects.count() == corpus_spelling.KEPT
    with django_assert_num_queries(2):
        assert corpus_spelling.correct("luat dat dai") == "luật đất đai"
        assert corpus_spelling.correct("ly hon") == "ly hôn"


@pytest.mark.django_db
@pytest.mark.usefixtures("_forgotten")
def test_a_model_of_another_version_is_no_error():
    CorpusLanguage.objects.create(packed=b"LMV0 old", syllables=1)
    assert corpus_spelling.correct("luat dat dai") == ""
