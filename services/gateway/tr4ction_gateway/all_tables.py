"""Every table of the gateway: imported where all must be known, such as for migrations."""

from __future__ import annotations

from tr4ction_gateway.accounts import models as accounts
from tr4ction_gateway.audit import models as audit
from tr4ction_gateway.credentials import models as credentials
from tr4ction_gateway.cycles import models as cycles
from tr4ction_gateway.invitations import models as invitations
from tr4ction_gateway.members import models as members
from tr4ction_gateway.organizations import models as organizations
from tr4ction_gateway.sessions import models as sessions

__all__ = ["accounts", "audit", "credentials", "cycles", "invitations", "members", "organizations", "sessions"]
