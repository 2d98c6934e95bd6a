"""Every problem the gateway answers with, by code."""

from __future__ import annotations

from tr4ction_common.cycles import CYCLE_MALFORMED
from tr4ction_common.errors import COMMON
from tr4ction_common.problems import Catalogue
from tr4ction_gateway.accounts import errors as accounts
from tr4ction_gateway.credentials import errors as credentials
from tr4ction_gateway.cycles import errors as cycles
from tr4ction_gateway.invitations import errors as invitations
from tr4ction_gateway.organizations import errors as organizations
from tr4ction_gateway.proxy import errors as proxy
from tr4ction_gateway.sessions import errors as sessions

CATALOGUE = Catalogue(
    *COMMON,
    *accounts.PROBLEMS,
    *credentials.PROBLEMS,
    *cycles.PROBLEMS,
    CYCLE_MALFORMED,
    *invitations.PROBLEMS,
    *organizations.PROBLEMS,
    *proxy.PROBLEMS,
    *sessions.PROBLEMS,
)
