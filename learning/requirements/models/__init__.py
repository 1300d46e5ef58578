from learning.requirements.models.exemptions import Exemption
from learning.requirements.models.requirements import Assignment
from learning.requirements.models.snapshots import Snapshot

__all__ = ["Assignment", "Exemption", "Snapshot"]
