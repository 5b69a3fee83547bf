"""The district's HTTP interface; ``docs/district-interface.md`` says it in words."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from hub.contract.vocabulary import Instant
from hub.district.faults import STATUS, DistrictFault, Refusal
from hub.district.messages import MAX_BODY_BYTES, Batch, Position, Registration, read
from hub.district.page import page_routes
from hub.district.register import Register
from hub.district.signature import BATCH_CONTEXT, HEADER, REGISTRATION_CONTEXT, check_proof, check_signature

RECORDS_AT_ONCE = 1000

_NOT_FOUND = 404


def create_app(register: Register, token: str, clock: Callable[[], Instant]) -> FastAPI:
    """The server over a register. ``token``: what a hall must know to register."""
    app = FastAPI(title="Ting district", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(_hall_routes(register, token))
    app.include_router(page_routes(register, clock))
    app.add_exception_handler(DistrictFault, _say_fault)
    app.add_exception_handler(RequestValidationError, _say_wrong_question)
    app.add_exception_handler(HTTPException, _say_wrong_address)
    return app


def _hall_routes(register: Register, token: str) -> APIRouter:
    router = APIRouter()

    @router.get("/health")
    def health() -> dict[str, Any]:
        return {"status": "ok", "halls": register.halls()}

    @router.post("/v1/halls")
    async def enter(request: Request) -> JSONResponse:
        body = await _body_of(request)
        wanted = read(Registration, body)
        # The holder of the key, and somebody who knows the token: nobody can enter a key that he does not hold.
        check_signature(wanted.public_key, request.headers.get(HEADER, ""), REGISTRATION_CONTEXT, body)
        check_proof(token, wanted.hall, wanted.public_key, wanted.proof)
        return _at(await run_in_threadpool(register.enter, wanted.hall, wanted.public_key))

    @router.get("/v1/halls/{hall}/position")
    def position(hall: str) -> JSONResponse:
        return _at(register.position(hall))

    @router.post("/v1/halls/{hall}/batches")
    async def take(hall: str, request: Request) -> JSONResponse:
        body = await _body_of(request)
        signature = request.headers.get(HEADER, "")
        key = await run_in_threadpool(register.key_of, hall)
        check_signature(key, signature, BATCH_CONTEXT, body)
        batch = read(Batch, body)
        if batch.hall != hall:
            raise DistrictFault(Refusal.HALL_MISMATCH)
        place, fault = await run_in_threadpool(register.take, batch, body, signature, key)
        return _at(place, fault)

    @router.get("/v1/halls/{hall}/records")
    def records(
        hall: str, after: int = Query(0, ge=0, le=2**53), limit: int = Query(200, ge=1, le=RECORDS_AT_ONCE)
    ) -> dict[str, Any]:
        register.key_of(hall)
        return {"records": register.records_after(hall, after, limit)}

    return router


async def _body_of(request: Request) -> bytes:
    """The whole body, never more than is allowed in memory."""
    parts, size = [], 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > MAX_BODY_BYTES:
                raise DistrictFault(Refusal.TOO_LARGE, limit=MAX_BODY_BYTES)
            parts.append(part)
    except ClientDisconnect:
        raise DistrictFault(Refusal.INCOMPLETE) from None
    return b"".join(parts)


def _at(position: Position, fault: DistrictFault | None = None) -> JSONResponse:
    body: dict[str, Any] = {"position": position.model_dump()}
    return JSONResponse(body) if fault is None else JSONResponse(body | {"error": fault.body}, STATUS[fault.code])


def _said(fault: DistrictFault) -> JSONResponse:
    return JSONResponse({"error": fault.body}, STATUS[fault.code])


async def _say_fault(_request: Request, error: Exception) -> JSONResponse:
    return _said(error if isinstance(error, DistrictFault) else DistrictFault(Refusal.NOT_FOUND))


async def _say_wrong_question(_request: Request, error: Exception) -> JSONResponse:
    del error  # it would quote the question
    return _said(DistrictFault(Refusal.MALFORMED, where="query"))


async def _say_wrong_address(_request: Request, error: Exception) -> JSONResponse:
    lost = isinstance(error, HTTPException) and error.status_code == _NOT_FOUND
    return _said(DistrictFault(Refusal.NOT_FOUND if lost else Refusal.NOT_ALLOWED))
