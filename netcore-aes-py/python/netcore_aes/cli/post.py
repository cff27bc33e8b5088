"""One request after the other over HTTP."""

from __future__ import annotations

import re
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
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        # What is for this machine must not go to another one, a proxy, as plain HTTP.
        self._client = httpx.Client(
            verify=verify, timeout=timeout, limits=limits, follow_redirects=False, trust_env=not endpoint.is_local
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def request(self, payload: bytes) -> UploadRequest:
        """Encrypt a payload and put the request together."""
        text = self._cipher.encrypt(payload)
        return UploadRequest(text, scheme=self._cipher.scheme, asset_id=self._asset_id, api_key=self._api_key)

    def post(self, payload: bytes) -> Answer:
        """Encrypt and post a payload, once."""
        request = self.request(payload)
        # Compressed answers could grow without bound.
        headers = {**request.headers, "Accept-Encoding": "identity", "User-Agent": "netcore-aes"}
        try:
            with self._client.stream("POST", self._endpoint.url, content=request.body, headers=headers) as response:
                retry_after = parse_retry_after(response.headers.get("Retry-After"))
                return Answer(response.status_code, self._message(response), retry_after)
        except httpx.RequestError as error:
            was_sent = not isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout))
            is_distrusted = "CERTIFICATE_VERIFY_FAILED" in str(error)
            message = "its certificate is not trusted; see --ca-bundle" if is_distrusted else type(error).__name__
            return Answer(None, message, was_sent=was_sent)

    def _message(self, response: httpx.Response) -> str:
        data = b""
        try:
            # Read to its end if it is short, so that the connection serves the next request.
            for piece in response.iter_bytes(_MAX_ANSWER_BYTES):
                data += piece
                if len(data) >= _MAX_ANSWER_BYTES:
                    break
        except httpx.RequestError:
            # The status has come, and it is what counts.
            return ""
        # Cut only afterwards, or a half of the API key could slip through.
        text = data.decode("utf-8", "replace").replace(self._api_key, "********")
        return "".join(c if c.isprintable() else " " for c in re.sub(r"\s+", " ", text).strip()[:_MAX_MESSAGE])
