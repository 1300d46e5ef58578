"""The topics of the codification, as the law lists them."""

from __future__ import annotations

from content.laws.importers.codification_storing import Storing
from content.laws.importers.codification_topics import TOPICS
from content.laws.models import CodificationTopic
from content.laws.slugs import slugify_vietnamese


def store_codification_topics(storing: Storing) -> None:
    storing.topics = {topic.number: topic for topic in CodificationTopic.objects.all()}
    new = [
        CodificationTopic(number=number, title=title, slug=slugify_vietnamese(title)[:120].strip("-"))
        for number, title in TOPICS.items()
        if number not in storing.topics
    ]
    storing.counts.unchanged["topics"] += len(storing.topics)
    storing.topics |= {topic.number: topic for topic in storing.create(new, "topics")}
