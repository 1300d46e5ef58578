"""Facts that this room announces. Handlers live in higher floors."""

from django.dispatch import Signal

# Sent after commit when a document or anything in it was imported, edited or deleted.
# kwargs: document_id: int, deleted: bool (only on deletion of the document itself)
document_changed = Signal()

# Sent once after commit when an import changed much of the library at once; its rows announce nothing singly.
# kwargs: citations_later: bool (false: the importer itself finds what the new texts cite)
library_imported = Signal()
