from portal.accounts.models.organisation import Membership, OrgUnit
from portal.accounts.models.users import User, UserManager

__all__ = ["Membership", "OrgUnit", "User", "UserManager"]
