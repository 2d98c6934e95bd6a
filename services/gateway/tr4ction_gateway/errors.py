"""Every problem the gateway answers with, by code."""

from __future__ import annotations

from tr4ction_common.errors import COMMON
from tr4ction_common.problems import Catalogue
from tr4ction_gateway.proxy import errors as proxy
from tr4ction_gateway.sessions import errors as sessions

CATALOGUE = Catalogue(*COMMON, *sessions.PROBLEMS, *proxy.PROBLEMS)
