"""Registering, as it goes over the wire."""

from __future__ import annotations

from pydantic import BaseModel

from tr4ction_gateway.accounts.schemas import Email, NewPassword, PersonName
from tr4ction_gateway.organizations.schemas import CompanyName


class RegistrationIn(BaseModel):
    """A founder and their start-up. Whatever else is sent, such as a role, counts for nothing."""

    name: PersonName
    email: Email
    password: NewPassword
    company_name: CompanyName
