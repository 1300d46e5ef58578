"""The row of a subject of the codification, found by its identity in the edition."""

from __future__ import annotations

from content.laws.importers.codification_records import SubjectRecord
from content.laws.importers.codification_storing import Storing
from content.laws.models import CodificationSubject
from content.laws.slugs import slugify_vietnamese


def store_codified_subject(storing: Storing, record: SubjectRecord) -> CodificationSubject:
    topic = storing.topics[record.topic]
    subject = storing.library.subjects.get(record.source_id)
    if subject is None:
        subject = CodificationSubject(
            topic=topic, number=record.number, title=record.title, source_id=record.source_id
        )
        subject.slug = _free_subject_slug(storing, subject)
        storing.create([subject], "subjects")
        storing.library.subjects[record.source_id] = subject
        return subject
    if (subject.topic_id, subject.number, subject.title) != (topic.pk, record.number, record.title):
        subject.topic, subject.number, subject.title = topic, record.number, record.title
        subject.slug = _free_subject_slug(storing, subject)
        storing.update([subject], ["topic", "number", "title", "slug"], "subjects")
    else:
        storing.counts.unchanged["subjects"] += 1
    return subject


def _free_subject_slug(storing: Storing, subject: CodificationSubject) -> str:
    taken = {
        one.slug
        for one in storing.library.subjects.values()
        if one.topic_id == subject.topic_id and one is not subject
    }
    slug = slugify_vietnamese(subject.title)[:120].strip("-")
    return next(one for one in (slug, *(f"{slug}-{count}" for count in range(2, 400))) if one not in taken)
