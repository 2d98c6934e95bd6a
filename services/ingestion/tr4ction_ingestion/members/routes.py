"""`/internal/members`: for the gateway itself, on nobody's behalf."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from tr4ction_common.database import WriteSession
from tr4ction_common.errors import BODY_PROBLEMS, NOT_FOUND
from tr4ction_common.internal_tokens import CALLER_PROBLEMS, require_service
from tr4ction_common.problem_responses import problems
from tr4ction_ingestion.members.repository import MemberRepository
from tr4ction_ingestion.members.schemas import MemberIn, MemberReceipt
from tr4ction_ingestion.members.service import MemberService

router = APIRouter(prefix="/internal/members", tags=["members"], dependencies=[Depends(require_service)])


@router.put("/{user_id}", responses=problems(*CALLER_PROBLEMS, NOT_FOUND, *BODY_PROBLEMS))
async def put_member(user_id: str, member: MemberIn, session: WriteSession) -> MemberReceipt:
    """Told again, or out of order, nothing changes."""
    applied = await MemberService(MemberRepository(session)).receive(user_id, member)
    return MemberReceipt(user_id=user_id, applied=applied)
