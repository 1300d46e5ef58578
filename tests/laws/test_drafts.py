"""The editor's way from a file to the library: read, check, correct, see what changes, accept, drop."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from content.laws.actions import accept_draft as accepting
from content.laws.actions.accept_draft import accept_draft
from content.laws.actions.read_draft import read_draft
from content.laws.actions.revise_draft import DraftIsClosedError
from content.laws.choices import ArticleKind, LawDraftState, RelationKind, TextKind
from content.laws.models import Article, ArticleVersion, DocumentRelation, LawDraft, LegalDocument
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.jobs.models import Job
from tests.factories.laws import LegalDocumentFactory

from . import law_files as files
from .test_structure_tree import CIRCULAR, DECREE

pytestmark = pytest.mark.django_db

LIST, BRING = reverse("law_drafts:list"), reverse("law_drafts:bring")


@pytest.fixture
def editor():
    return person(Role.EDITOR)


def person(role):
    made = User.objects.create_user(f"{role}@example.org", "Mot-mat-khau-9", full_name="Nguyễn Văn An")
    made.groups.add(made.groups.model.objects.get(name=role))
    return made


@pytest.fixture
def desk(editor):
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def draft(editor):
    return read_draft(DECREE.encode(), "nghi-dinh.txt", editor)[0]


def page_of(name, draft):
    return reverse(f"law_drafts:{name}", args=[draft.pk])


def form_of(draft, **changes):
    draft.refresh_from_db()
    return {"text_kind": "official", **draft.metadata["given"], "source_text": draft.source_text, **changes}


def check(desk, draft, **changes):
    return desk.post(page_of("edit", draft), form_of(draft, action="check", **changes))


class TestBringing:
    def test_a_word_file_becomes_a_draft(self, desk, editor):
        upload = SimpleUploadedFile("nghi-dinh.docx", files.word_bytes(DECREE))

        answer = desk.post(BRING, {"file": upload})

        draft = LawDraft.objects.get()
        assert answer.url == page_of("edit", draft)
        assert (draft.source_format, draft.created_by, draft.state) == ("docx", editor, LawDraftState.READ)
        assert draft.metadata["given"]["number"] == "12/2030/NĐ-CP"
        assert draft.structure == {"articles": 6, "appendices": 2, "doubts": 0}

    def test_pasted_text_becomes_a_draft(self, desk):
        desk.post(BRING, {"text": DECREE})

        assert LawDraft.objects.get().source_format == "txt"

    def test_a_refused_file_makes_nothing_and_says_why(self, desk):
        answer = desk.post(BRING, {"file": SimpleUploadedFile("a.pdf", b"PK\x03\x04")})

        assert answer.status_code == 422
        assert answer.context["form"].errors["file"]
        assert not LawDraft.objects.exists()

    @pytest.mark.parametrize("data", [{}, {"text": "a", "file": SimpleUploadedFile("a.txt", b"a")}])
    def test_one_of_file_and_text(self, desk, data):
        answer = desk.post(BRING, data)

        assert answer.status_code == 422
        assert answer.context["form"].non_field_errors()

    def test_the_same_file_again_leads_to_its_draft(self, desk, draft):
        answer = desk.post(BRING, {"file": SimpleUploadedFile("khac-ten.txt", DECREE.encode())})

        assert answer.url == page_of("edit", draft)
        assert LawDraft.objects.count() == 1

    def test_a_large_file_is_read_by_a_job_that_leads_to_its_draft(
        self, desk, monkeypatch, django_capture_on_commit_callbacks
    ):
        monkeypatch.setattr("content.laws.views.drafts.LARGEST_AT_ONCE", 100)
        upload = SimpleUploadedFile("nghi-dinh.docx", files.word_bytes(DECREE))

        with django_capture_on_commit_callbacks(execute=True):
            answer = desk.post(BRING, {"file": upload})

        job, draft = Job.objects.get(), LawDraft.objects.get()
        assert answer.url == reverse("jobs:job", args=[job.pk])
        assert (job.state, job.result) == ("done", {"draft": draft.pk, "is_new": True})
        assert page_of("edit", draft) in desk.get(answer.url).content.decode()

    def test_a_large_file_that_is_refused_says_why(
        self, desk, monkeypatch, django_capture_on_commit_callbacks
    ):
        monkeypatch.setattr("content.laws.views.drafts.LARGEST_AT_ONCE", 3)

        with django_capture_on_commit_callbacks(execute=True):
            answer = desk.post(BRING, {"file": SimpleUploadedFile("luat.pdf", b"%PDF-1.7 rubbish")})

        assert Job.objects.get().state == "done"
        assert "data-refusals" in desk.get(answer.url).content.decode()
        assert not LawDraft.objects.exists()

    def test_one_file_is_one_open_draft_in_the_database_too(self, draft):
        copy = LawDraft.objects.get(pk=draft.pk)
        copy.pk = None

        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save()

    def test_a_dropped_draft_stays_put_aside_while_its_file_is_another_draft(self, desk, draft, editor):
        desk.post(page_of("drop", draft))
        again, _is_new = read_draft(DECREE.encode(), "nghi-dinh.txt", editor)

        answer = desk.post(page_of("reopen", draft))

        assert answer.url == page_of("edit", again)
        draft.refresh_from_db()
        assert draft.state == LawDraftState.DROPPED

    def test_a_dropped_file_can_be_brought_again(self, desk, draft):
        desk.post(page_of("drop", draft))

        desk.post(BRING, {"file": SimpleUploadedFile("a.txt", DECREE.encode())})

        assert list(LawDraft.objects.order_by("pk").values_list("state", flat=True)) == ["dropped", "read"]


class TestChecking:
    def test_doubts_come_first_and_stand_in_place(self, desk, editor):
        draft = read_draft("Điều 1. A\n1. x\n3. y".encode(), "a.txt", editor)[0]

        page = desk.get(page_of("edit", draft)).content.decode()

        assert 'data-doubts="1"' in page
        assert page.count('data-line="3"') == 2
        assert all(f'data-doubt="{name}"' in page for name in ("title", "number", "issuer", "issued_on"))

    def test_reading_again_keeps_what_was_corrected_and_follows_the_rest(self, desk, draft):
        text = draft.source_text.replace("Quy định về thư viện xã", "Quy định về thư viện phường").replace(
            "Số: 12/2030/NĐ-CP", "Số: 13/2030/NĐ-CP"
        )

        answer = desk.post(
            page_of("edit", draft), form_of(draft, action="reread", number="99/2030/NĐ-CP", source_text=text)
        )

        assert answer.url == page_of("edit", draft)
        form = desk.get(answer.url).context["form"]
        assert form["number"].value() == "99/2030/NĐ-CP"
        assert form["title"].value() == "Quy định về thư viện phường"
        assert form["source_text"].value() == text

    def test_what_is_not_valid_is_kept_and_marked(self, desk, draft):
        answer = check(desk, draft, issued_on="2030-02-31", title="")

        assert answer.status_code == 422
        assert {"issued_on", "title"} <= set(answer.context["form"].errors)
        assert answer.context["form"]["issued_on"].value() == "2030-02-31"
        assert desk.get(page_of("edit", draft)).context["form"]["issued_on"].value() == "2030-02-31"

    def test_taking_effect_before_being_issued_is_refused(self, desk, draft):
        assert "effective_on" in check(desk, draft, effective_on="2029-01-01").context["form"].errors

    def test_an_empty_text_does_not_replace_the_text(self, desk, draft):
        desk.post(page_of("edit", draft), form_of(draft, action="reread", source_text=" "))

        draft.refresh_from_db()
        assert draft.source_text.startswith("CHÍNH PHỦ")

    def test_an_article_without_text_must_be_put_right(self, desk, editor):
        draft = read_draft(
            DECREE.replace("Điều 4a. Ngày nghỉ\nNghỉ ngày lễ.", "Điều 4a.").encode(), "a.txt", editor
        )[0]

        assert "source_text" in check(desk, draft).context["form"].errors


class TestAccepting:
    def test_a_new_law_enters_the_library(self, desk, draft):
        basis = LegalDocumentFactory(
            document_type="law",
            title="Luật Thư viện",
            number="46/2019/QH14",
            issued_on=datetime.date(2019, 11, 21),
        )
        assert check(desk, draft).url == page_of("check", draft)
        page = desk.get(page_of("check", draft)).content.decode()
        assert "data-new-document" in page
        assert not LegalDocument.objects.filter(number="12/2030/NĐ-CP").exists()

        desk.post(page_of("check", draft))

        document = LegalDocument.objects.get(number="12/2030/NĐ-CP")
        draft.refresh_from_db()
        assert (draft.state, draft.document) == (LawDraftState.ACCEPTED, document)
        assert (document.issuer, document.signers, document.effective_on) == (
            "Chính phủ",
            "Nguyễn Văn An",
            datetime.date(2030, 5, 1),
        )
        assert document.preamble.startswith("Căn cứ Luật Tổ chức Chính phủ")
        assert [(one.kind, one.number) for one in document.articles.all()] == [
            *[("article", number) for number in ("1", "2", "3", "4", "4a", "5")],
            ("appendix", "I"),
            ("appendix", "II"),
        ]
        assert document.articles.get(kind=ArticleKind.ARTICLE, number="4").division.heading.startswith(
            "HOẠT ĐỘNG"
        )
        relation = DocumentRelation.objects.get(from_document=document)
        assert (relation.kind, relation.to_document) == (RelationKind.BASED_ON, basis)
        assert draft.metadata["accepted"]["missing_basis"] == [
            "Luật Tổ chức Chính phủ ngày 18 tháng 02 năm 2025"
        ]
        assert b"data-accepted" in desk.get(page_of("edit", draft)).content

    def test_a_circular_without_articles_enters_by_its_headings(self, desk, editor):
        draft = read_draft(CIRCULAR.encode(), "thong-tu.txt", editor)[0]

        assert check(desk, draft, effective_on="2007-02-20").status_code == 302
        assert desk.post(page_of("check", draft), {}).status_code == 302

        document = LegalDocument.objects.get(number="06/2007/TT-BTC")
        assert [(one.kind, one.number) for one in document.articles.all()] == [
            ("item", "I"),
            ("item", "II"),
            ("item", "III"),
            ("appendix", "I"),
        ]
        page = desk.get(document.get_absolute_url()).content.decode()
        assert 'id="muc-ii-khoan-1-diem-1.2"' in page
        # The same file again changes nothing.
        desk.post(page_of("reopen", draft))
        assert desk.get(page_of("check", draft)).context["changes"].unchanged == 4

    def test_text_below_a_chapters_heading_is_kept(self, desk, editor):
        words = "Chương này áp dụng cho mọi phương tiện."
        text = DECREE.replace("Điều 1.", f"{words}\nĐiều 1.", 1)
        draft = read_draft(text.encode(), "nghi-dinh.txt", editor)[0]
        check(desk, draft)
        desk.post(page_of("check", draft), {})

        document = LegalDocument.objects.get()
        division = document.divisions.exclude(text="").get()
        assert division.text == words
        assert words in desk.get(document.get_absolute_url()).content.decode()
        for name in ("txt", "akn", "json"):
            file = b"".join(desk.get(f"{document.get_absolute_url()}tai-ve/{name}/"))
            assert words in file.decode()

    def test_a_known_law_shows_what_changes_and_keeps_its_old_text(self, desk, draft, editor):
        check(desk, draft)
        desk.post(page_of("check", draft))
        changed = DECREE.replace("Nghỉ ngày lễ.", "Nghỉ ngày lễ và ngày Tết.").replace(
            "Điều 5.", "Điều 4b. Mượn sách\nĐược mượn ba cuốn.\nĐiều 5."
        )
        again = read_draft(changed.encode(), "sua.txt", editor)[0]
        check(desk, again)

        page = desk.get(page_of("check", again), {"text_from": "2031-01-01"})

        assert [one.label for one in page.context["changes"].changed] == ["Điều 4a"]
        assert (page.context["changes"].new, page.context["changes"].unchanged) == (["Điều 4b"], 7)
        assert "<ins>" in page.content.decode()
        desk.post(page_of("check", again), {"text_from": "2031-01-01"})
        versions = ArticleVersion.objects.filter(article__number="4a").order_by("effective_from")
        assert [(version.text, version.effective_from, version.effective_to) for version in versions] == [
            ("Nghỉ ngày lễ.", datetime.date(2030, 5, 1), datetime.date(2031, 1, 1)),
            ("Nghỉ ngày lễ và ngày Tết.", datetime.date(2031, 1, 1), None),
        ]

    def test_a_day_must_be_given_for_changed_text(self, desk, draft, editor):
        check(desk, draft)
        desk.post(page_of("check", draft))
        again = read_draft(DECREE.replace("ngày lễ", "ngày Tết").encode(), "sua.txt", editor)[0]
        check(desk, again)

        answer = desk.post(page_of("check", again), {"text_from": "mai"})

        assert answer.context["form"].errors["text_from"]
        again.refresh_from_db()
        assert again.state == LawDraftState.READ

    def test_a_summary_never_counts_as_the_official_text(self, desk, draft):
        check(desk, draft, text_kind="summary")

        desk.post(page_of("check", draft))

        assert set(ArticleVersion.objects.values_list("text_kind", flat=True)) == {TextKind.SUMMARY}

    def test_nothing_is_half_imported(self, desk, draft, monkeypatch):
        check(desk, draft)
        monkeypatch.setattr(accepting, "find_bases", lambda _basis: 1 / 0)

        with pytest.raises(ZeroDivisionError):
            accept_draft(draft, _record(draft), "", draft.created_by)

        draft.refresh_from_db()
        assert draft.state == LawDraftState.READ
        assert not LegalDocument.objects.exists()
        assert not Article.objects.exists()

    def test_accepting_twice_is_refused(self, desk, draft):
        record = _record(draft)
        accept_draft(draft, record, "", draft.created_by)

        with pytest.raises(DraftIsClosedError):
            accept_draft(draft, record, "", draft.created_by)

    def test_a_reopened_draft_accepted_again_changes_nothing(self, desk, draft):
        check(desk, draft)
        desk.post(page_of("check", draft))
        desk.post(page_of("reopen", draft))

        page = desk.get(page_of("check", draft))

        assert (page.context["changes"].changed, page.context["changes"].new) == ([], [])


def _record(draft):
    from content.laws.draft_forms import DraftForm  # noqa: PLC0415
    from content.laws.structure_tree import parse_document  # noqa: PLC0415

    form = DraftForm({"text_kind": "official", **draft.metadata["given"], "source_text": draft.source_text})
    assert form.is_valid(), form.errors
    return accepting.document_record(parse_document(draft.source_text), form.cleaned_data)


class TestTheList:
    def test_search_filter_and_empty_states(self, desk, draft, editor):
        read_draft("Điều 1. Khác\nx".encode(), "khac.txt", editor)

        assert len(desk.get(LIST).context["page_obj"]) == 2
        assert len(desk.get(LIST, {"q": "12/2030"}).context["page_obj"]) == 1
        assert len(desk.get(LIST, {"q": "khac.txt"}).context["page_obj"]) == 1
        assert b'data-empty="filtered"' in desk.get(LIST, {"state": "dropped"}).content
        LawDraft.objects.all().delete()
        assert b'data-empty="none"' in desk.get(LIST).content

    @pytest.mark.parametrize("rows", [1, 20])
    def test_queries_do_not_grow_with_rows(self, desk, editor, rows, django_assert_max_num_queries):
        for number in range(rows):
            read_draft(f"Điều 1. Khác\nx{number}".encode(), f"{number}.txt", editor)
        desk.get(LIST)

        with django_assert_max_num_queries(QUERIES_OF_LIST):
            desk.get(LIST)


QUERIES_OF_LIST = 14


class TestWhoMay:
    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.TRAINER])
    @pytest.mark.parametrize("name", ["list", "bring", "edit", "check", "drop", "reopen"])
    def test_others_are_refused(self, draft, role, name):
        client = Client()
        client.force_login(person(role))
        address = reverse(f"law_drafts:{name}", args=[] if name in {"list", "bring"} else [draft.pk])

        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403

    def test_learners_and_strangers_never_get_in(self, draft):
        client = Client()
        assert client.get(page_of("edit", draft)).status_code == 302
        client.force_login(person(Role.LEARNER))
        assert client.get(page_of("edit", draft)).status_code in {302, 403}
