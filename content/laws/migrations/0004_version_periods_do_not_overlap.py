from django.db import migrations

SQLITE = """
CREATE TRIGGER IF NOT EXISTS version_periods_do_not_overlap_on_{verb} AFTER {event} ON laws_articleversion
WHEN EXISTS (
    SELECT 1 FROM laws_articleversion AS other
    WHERE other.article_id = NEW.article_id
      AND other.text_kind = NEW.text_kind
      AND other.language = NEW.language
      AND other.id <> NEW.id
      AND (other.effective_to IS NULL OR other.effective_to > NEW.effective_from)
      AND (NEW.effective_to IS NULL OR NEW.effective_to > other.effective_from)
)
BEGIN
    SELECT RAISE(ABORT, 'version_periods_do_not_overlap');
END
"""
SQLITE_EVENTS = {
    "insert": "INSERT",
    "update": "UPDATE OF article_id, text_kind, language, effective_from, effective_to",
}
# Ranges of one number stand for "equal", so that no extension has to be installed.
POSTGRESQL = """
ALTER TABLE laws_articleversion ADD CONSTRAINT version_periods_do_not_overlap EXCLUDE USING gist (
    int8range(article_id, article_id, '[]') WITH &&,
    int8range(hashtext(text_kind || ':' || language)::bigint, hashtext(text_kind || ':' || language)::bigint, '[]')
        WITH &&,
    daterange(effective_from, effective_to) WITH &&
)
"""
OVERLAPS = """
SELECT one.article_id FROM laws_articleversion AS one JOIN laws_articleversion AS other
  ON other.article_id = one.article_id AND other.text_kind = one.text_kind AND other.language = one.language
 AND other.id > one.id
WHERE (other.effective_to IS NULL OR other.effective_to > one.effective_from)
  AND (one.effective_to IS NULL OR one.effective_to > other.effective_from)
ORDER BY one.article_id LIMIT 20
"""


def forbid_overlaps(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(OVERLAPS)
        articles = [str(row[0]) for row in cursor.fetchall()]
        if articles:
            raise RuntimeError(
                "Some articles have two texts of one kind on the same day. End the older ones, then migrate again. "
                f"Articles: {', '.join(articles)}"
            )
        if schema_editor.connection.vendor == "sqlite":
            for verb, event in SQLITE_EVENTS.items():
                cursor.execute(SQLITE.format(verb=verb, event=event))
        else:
            cursor.execute(POSTGRESQL)


def allow_overlaps(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "sqlite":
            for verb in SQLITE_EVENTS:
                cursor.execute(f"DROP TRIGGER IF EXISTS version_periods_do_not_overlap_on_{verb}")
        else:
            cursor.execute("ALTER TABLE laws_articleversion DROP CONSTRAINT version_periods_do_not_overlap")


class Migration(migrations.Migration):
    dependencies = [("laws", "0003_codified_editions")]

    operations = [migrations.RunPython(forbid_overlaps, allow_overlaps)]
