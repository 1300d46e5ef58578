"""What the library holds, in numbers."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Model

from content.laws.choices import CitationState, TextKind
from content.laws.models import (
    Article,
    ArticleVersion,
    Citation,
    CodificationSubject,
    CodificationTopic,
    CodifiedArticle,
    DocumentRelation,
    LegalDocument,
    RelatedArticle,
)
from portal.jobs.models import Job

CODIFICATION_JOB = "codification"


def library_counts() -> dict[str, Any]:
    """Rows by kind, documents by type, texts by kind, relations by kind, citations by state, the last import."""
    subjects = CodificationSubject.objects.annotate(articles=Count("codified_articles"))
    states = _by(Citation, "state")
    last = Job.objects.filter(kind=CODIFICATION_JOB).finished().first()
    return {
        "topics": CodificationTopic.objects.count(),
        "subjects": subjects.count(),
        "empty_subjects": subjects.filter(articles=0).count(),
        "documents": LegalDocument.objects.count(),
        "documents_by_type": _by(LegalDocument, "document_type"),
        "articles": Article.objects.count(),
        "articles_by_kind": _by(Article, "kind"),
        "articles_without_text": Article.objects.filter(versions__isnull=True).count(),
        "versions": ArticleVersion.objects.count(),
        "versions_by_kind": _by(ArticleVersion, "text_kind"),
        "articles_with_official_text": ArticleVersion.objects.filter(text_kind=TextKind.OFFICIAL)
        .values("article")
        .distinct()
        .count(),
        "codified": CodifiedArticle.objects.count(),
        "relations": DocumentRelation.objects.count(),
        "relations_by_kind": _by(DocumentRelation, "kind"),
        "related_articles": RelatedArticle.objects.count(),
        "citations": sum(states.values()),
        "citations_resolved": states.get(CitationState.RESOLVED.value, 0),
        "citations_unresolved": sum(states.values()) - states.get(CitationState.RESOLVED.value, 0),
        "citations_by_state": states,
        "last_import": _last_import(last),
    }


def _by(model: type[Model], field: str) -> dict[str, int]:
    rows = model._default_manager.order_by().values_list(field).annotate(count=Count("pk"))  # noqa: SLF001
    return dict(sorted(rows))


def _last_import(job: Job | None) -> dict[str, Any] | None:
    if job is None:
        return None
    return {
        "title": job.title,
        "state": job.state,
        "finished_at": job.finished_at.isoformat() if job.finished_at else None,
        "refused_pieces": job.result.get("refused", 0),
        "findings": job.result.get("findings", {}),
    }
