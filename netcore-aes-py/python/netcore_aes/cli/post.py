"""One request after the other over HTTP."""

from __future__ import annotations

import asyncio
import http.cookiejar
import re
import threading
from typing import TYPE_CHECKING

import httpx

from netcore_aes import UploadRequest

from .retry import Answer, parse_retry_after

if TYPE_CHECKING:
    import ssl

    from netcore_aes import Cipher

    from .endpoint import Endpoint

_MAX_ANSWER_BYTES = 65_536
_MAX_MESSAGE = 200
# httpx's timeout is for each read and write: whoever sends a byte now and then would be waited for without end.
_WHOLE_REQUEST_TIMEOUTS = 4
_MESSAGE_SECONDS = 5.0


class Poster:
    """Encrypts payloads and posts them. Any number of threads may share it."""

    def __init__(
        self,
        cipher: Cipher,
        endpoint: Endpoint,
        *,
        asset_id: str,
        api_key: str,
        connections: int,
        timeout: float,
        verify: ssl.SSLContext | bool = True,
    ) -> None:
        """Raise the errors of :class:`UploadRequest` for an asset id or an API key that cannot stand in a header."""
        self._cipher, self._endpoint = cipher, endpoint
        self._asset_id, self._api_key = asset_id, api_key
        self.request(b"[]")
        self._seconds = timeout * _WHOLE_REQUEST_TIMEOUTS
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        # None is kept: the endpoint needs none, and what a stranger sends must not pile up.
        no_cookies = http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(allowed_domains=()))
        # What is for this machine must not go to another one, a proxy, as plain HTTP.
        self._client = httpx.AsyncClient(
            verify=verify,
            timeout=timeout,
            limits=limits,
            follow_redirects=False,
            trust_env=not endpoint.is_local,
            cookies=no_cookies,
        )
        # The requests run in an event loop, since only there one can be ended from without.
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End what is under way, and close the connections."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def request(self, payload: bytes) -> UploadRequest:
        """Encrypt a payload and put the request together."""
        text = self._cipher.encrypt(payload)
        return UploadRequest(text, scheme=self._cipher.scheme, asset_id=self._asset_id, api_key=self._api_key)

    def post(self, payload: bytes) -> Answer:
        """Encrypt and post a payload, once."""
        request = self.request(payload)
        headers = {**request.headers, "Accept-Encoding": "identity", "User-Agent": "netcore-aes"}
        return asyncio.run_coroutine_threadsafe(self._post(request.body, headers), self._loop).result()

    async def _post(self, body: str, headers: dict[str, str]) -> Answer:
        begun: list[Answer] = []
        try:
            return await asyncio.wait_for(self._exchange(body, headers, begun), self._seconds)
        except asyncio.TimeoutError:
            return begun[0] if begun else Answer(None, "TotalTimeout")
        except asyncio.CancelledError:
            return Answer(None, "Ended")
        except httpx.RequestError as error:
            was_sent = not isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout))
            is_distrusted = "CERTIFICATE_VERIFY_FAILED" in str(error)
            message = "its certificate is not trusted; see --ca-bundle" if is_distrusted else type(error).__name__
            return Answer(None, message, was_sent=was_sent)

    async def _exchange(self, body: str, headers: dict[str, str], begun: list[Answer]) -> Answer:
        """Post, and read the answer. ``begun`` gets it without its message as soon as its status has come."""
        async with self._client.stream("POST", self._endpoint.url, content=body, headers=headers) as response:
            retry_after = parse_retry_after(response.headers.get("Retry-After"))
            begun.append(Answer(response.status_code, "", retry_after))
            data = bytearray()
            try:
                await asyncio.wait_for(self._fill(data, response), _MESSAGE_SECONDS)
            except (asyncio.TimeoutError, httpx.RequestError):
                # The status has come, and it is what counts.
                data.clear()
            return Answer(response.status_code, self._message(bytes(data)), retry_after)

    async def _fill(self, data: bytearray, response: httpx.Response) -> None:
        # Read to its end if it is short, so that the connection serves the next request; and never decompressed, which
        # could make any amount of a little.
        async for piece in response.aiter_raw():
            data += piece
            if len(data) >= _MAX_ANSWER_BYTES:
                return

    async def _end(self) -> None:
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self._client.aclose()

    def _message(self, data: bytes) -> str:
        # Cut only afterwards, or a half of the API key could slip through.
        text = data.decode("utf-8", "replace").replace(self._api_key, "********")
        return "".join(c if c.isprintable() else " " for c in re.sub(r"\s+", " ", text).strip()[:_MAX_MESSAGE])
