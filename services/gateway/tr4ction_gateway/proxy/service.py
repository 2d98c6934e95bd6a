"""A service behind the gateway: how it is asked, and what becomes of its silence."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass

import httpx

from tr4ction_common import internal_tokens
from tr4ction_common.errors import SERVICE_UNAVAILABLE
from tr4ction_common.internal_tokens import Caller
from tr4ction_common.problems import Problem
from tr4ction_gateway.proxy.circuit import Circuit
from tr4ction_gateway.proxy.errors import GATEWAY_REFUSED
from tr4ction_gateway.proxy.headers import Headers

HEALTH_TIMEOUT_SECONDS = 1.0
WRITE_TIMEOUT_SECONDS = 30.0
POOL_TIMEOUT_SECONDS = 0.5  # a full pool must say so within a second
# So long nothing comes from a client that sends before it is looked whether the service is still there to receive it.
SILENCE_SECONDS = 0.5
# Less than the two seconds gunicorn keeps an idle connection: we must close it, not the service while we write.
IDLE_CONNECTION_SECONDS = 1.0

_SAFE_METHODS = ("GET", "HEAD")
_GONE = (httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to pass on: `target` is path and query as they came; `body` is None where there is none."""

    method: str
    target: bytes
    headers: Headers
    body: AsyncIterable[bytes] | None


class Service:
    """A service called `name` at `url`, asked through one pool of connections. `close` it at the end."""

    def __init__(
        self, name: str, url: str, private_key: str, *, connect_timeout: float, read_timeout: float, connections: int
    ) -> None:
        self.name = name
        self.url = url
        self._circuit = Circuit(name, self._say_healthy)
        self._private_key = private_key
        self._timeout = httpx.Timeout(
            connect=connect_timeout, read=read_timeout, write=WRITE_TIMEOUT_SECONDS, pool=POOL_TIMEOUT_SECONDS
        )
        self._client = httpx.AsyncClient(
            limits=httpx.Limits(max_connections=connections, keepalive_expiry=IDLE_CONNECTION_SECONDS),
            trust_env=False,  # a proxy set for the machine is not for neighbours
            verify=url.startswith("https://"),  # without TLS no list of authorities is loaded
        )

    def token_for(self, caller: Caller) -> str:
        """What proves to the service that we ask for `caller`; good for a minute."""
        return internal_tokens.sign(self._private_key, self.name, caller)

    async def ask(self, asked: Asked) -> httpx.Response:
        """The answer with its body still to be read; the caller closes it. Raises Problem."""
        if self._circuit.is_open:
            raise Problem(SERVICE_UNAVAILABLE, service=self.name)
        try:
            answer = await self._send(asked)
        except httpx.TransportError as error:
            _log.warning("%s did not answer: %s", self.name, type(error).__name__)
            self._circuit.failed(error)
            raise Problem(SERVICE_UNAVAILABLE, service=self.name) from error
        self._circuit.answered()
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            # The token it refused is ours. The client's was good: telling them 401 would log them out.
            await answer.aclose()
            _log.error("%s refuses our internal token: are the INTERNAL_TOKEN keys a pair?", self.name)
            raise Problem(GATEWAY_REFUSED, service=self.name)
        return answer

    async def _send(self, asked: Asked) -> httpx.Response:
        try:
            return await self._client.send(self._request(asked), stream=True)
        except _GONE:
            # Restarted, it may be back already. Only what changes nothing may be asked twice.
            if asked.method not in _SAFE_METHODS or asked.body is not None:
                raise
        return await self._client.send(self._request(asked), stream=True)

    def _request(self, asked: Asked) -> httpx.Request:
        # Built without the client, whose default headers and cookies are not the caller's. The target goes out as it
        # came: as part of the URL it would be normalised.
        extensions = {"target": asked.target, "timeout": self._timeout.as_dict()}
        body = None if asked.body is None else self._attended(asked.body)
        return httpx.Request(asked.method, self.url, headers=asked.headers, content=body, extensions=extensions)

    async def _attended(self, body: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        """`body`, for as long as somebody is there to receive it. Raises httpx.ConnectError.

        Only writing shows that a connection is gone, and while the client is silent nothing is written.
        """
        chunks = aiter(body)
        while True:
            coming = asyncio.ensure_future(anext(chunks, None))
            try:
                while not (await asyncio.wait([coming], timeout=SILENCE_SECONDS))[0]:
                    await self._require_listening()
            except BaseException:
                coming.cancel()
                await asyncio.wait([coming])
                raise
            chunk = coming.result()
            if chunk is None:
                return
            yield chunk

    async def _require_listening(self) -> None:
        """Raises httpx.ConnectError where nobody listens. Who is slow, or unwell, is still there."""
        try:
            await self._say_healthy()
        except httpx.ConnectError:
            raise
        except httpx.HTTPError:
            return

    async def watch(self) -> None:
        """Keeps an eye on the service's health until cancelled."""
        await self._circuit.watch()

    async def check_health(self) -> None:
        """Raises httpx.HTTPError where the service does not say it is healthy. Who was told so may ask it at once."""
        await self._circuit.probe()

    async def _say_healthy(self) -> None:
        answer = await self._client.get(f"{self.url}/health", timeout=HEALTH_TIMEOUT_SECONDS)
        answer.raise_for_status()

    async def close(self) -> None:
        await self._client.aclose()
