"""The rules of people, each with what it needs: made once from the settings, for the application and for operators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from fastapi import FastAPI

from tr4ction_common.database import Database
from tr4ction_gateway.accounts.operators import Operator
from tr4ction_gateway.accounts.service import Accounts
from tr4ction_gateway.audit.refusals import RefusedLogins
from tr4ction_gateway.audit.sealing import Sealer
from tr4ction_gateway.audit.trail import AuditTrail
from tr4ction_gateway.credentials.hashing import PasswordHasher
from tr4ction_gateway.credentials.service import Credentials
from tr4ction_gateway.cycles.service import Cycles
from tr4ction_gateway.invitations.acceptance import Acceptance
from tr4ction_gateway.invitations.service import Invitations
from tr4ction_gateway.members.client import MembersClient
from tr4ction_gateway.members.outbox import Outbox
from tr4ction_gateway.members.pushing import Pusher
from tr4ction_gateway.organizations.service import Organizations
from tr4ction_gateway.registration.service import Registration
from tr4ction_gateway.sessions.access_tokens import AccessTokens
from tr4ction_gateway.sessions.rotation import Rotation
from tr4ction_gateway.sessions.service import Sessions
from tr4ction_gateway.settings import GatewaySettings


@dataclass(frozen=True, slots=True)
class Rules:
    database: Database
    passwords: PasswordHasher
    members: MembersClient
    sealer: Sealer
    accounts: Accounts
    acceptance: Acceptance
    credentials: Credentials
    cycles: Cycles
    invitations: Invitations
    operator: Operator
    organizations: Organizations
    pusher: Pusher
    registration: Registration
    sessions: Sessions
    trail: AuditTrail

    def install(self, app: FastAPI) -> None:
        """Puts them where the routes look for them."""
        app.state.database = self.database
        app.state.accounts = self.accounts
        app.state.acceptance = self.acceptance
        app.state.credentials = self.credentials
        app.state.cycles = self.cycles
        app.state.invitations = self.invitations
        app.state.organizations = self.organizations
        app.state.registration = self.registration
        app.state.sessions = self.sessions

    async def close(self) -> None:
        self.passwords.close()
        await self.members.close()
        await self.database.close()


def make_rules(settings: GatewaySettings) -> Rules:
    jwt_secret = settings.jwt_secret.get_secret_value()
    database = Database(settings.gateway_database_url)
    passwords = PasswordHasher(settings.bcrypt_rounds)
    sealer = Sealer.of(settings.audit_key.get_secret_value() if settings.audit_key else jwt_secret)
    trail, outbox = AuditTrail(sealer), Outbox()
    members = MembersClient(settings.ingestion_url, settings.internal_token_private_key.get_secret_value())
    accounts = Accounts(trail, outbox)
    credentials = Credentials(passwords, trail, settings.web_address, timedelta(hours=settings.password_reset_hours))
    previous = settings.jwt_secret_previous
    secrets = [jwt_secret, *([previous.get_secret_value()] if previous else [])]
    sessions = Sessions(
        passwords=passwords,
        access_tokens=AccessTokens(secrets, timedelta(minutes=settings.access_token_minutes)),
        rotation=Rotation(jwt_secret),
        refresh_lifetime=timedelta(days=settings.refresh_token_days),
        grace=timedelta(seconds=settings.refresh_grace_seconds),
        trail=trail,
        refusals=RefusedLogins(database, trail, settings.audit_refused_logins_per_minute),
    )
    return Rules(
        database=database,
        passwords=passwords,
        members=members,
        sealer=sealer,
        accounts=accounts,
        acceptance=Acceptance(accounts, credentials, sessions),
        credentials=credentials,
        cycles=Cycles(trail),
        invitations=Invitations(trail, settings.web_address, timedelta(days=settings.invitation_days)),
        operator=Operator(database, passwords, trail, outbox),
        organizations=Organizations(trail, outbox),
        pusher=Pusher(database, members, outbox),
        registration=Registration(settings.registration_enabled, accounts, credentials, trail),
        sessions=sessions,
        trail=trail,
    )
