"""What the sandbox makes of a request: its status, its events, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from .. import SCHEMES, EncodingError, NetcoreAesError, check_events
from . import plaintexts
from .diagnosis import FIELD, diagnose_body, diagnose_text
from .keyring import Keyring, missing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .repairs import Fault

MAX_BODY = 10_000_000
# More help nobody, and they are kept in memory.
MAX_ISSUES = 500
_MAX_NAMES = 8
_DIAGNOSED = ("body", "decrypt", "json")
_MAX_SHOWN = 200


class Issue(NamedTuple):
    """Something wrong with a request (``where`` names the part) or with an event in it (``where`` is ``events``)."""

    where: str
    pointer: str
    event: int | None
    rule: str
    severity: Literal["error", "warning"]
    message: str


@dataclass
class Verdict:
    """What became of one request."""

    status: int = 200
    """What to answer; 0 if the request was never judged."""
    scheme: int | None = None
    asset: str | None = None
    plaintext: str | None = field(default=None, repr=False)
    is_json: bool = False
    events: int = 0
    names: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    errors: int = 0
    warnings: int = 0
    diagnosis: list[Fault] = field(default_factory=list)

    def refuse(self, status: int, where: str, rule: str, message: str) -> None:
        """Note an error; the first one makes the status."""
        if self.status == 200:
            self.status = status
        self.add(Issue(where, "", None, rule, "error", message))

    def add(self, issue: Issue) -> None:
        """Note an issue; all are counted, and the first ones kept."""
        if issue.severity == "error":
            self.errors += 1
        else:
            self.warnings += 1
        if len(self.issues) < MAX_ISSUES:
            self.issues.append(issue)

    def reason(self) -> str | None:
        """Say in a line why it was refused: the first error, or what lies behind it."""
        first = next((issue for issue in self.issues if issue.severity == "error"), None)
        if first and self.diagnosis and first.rule in _DIAGNOSED:
            return self.diagnosis[0].advice
        return first.message if first else None

    def answer(self) -> dict[str, Any]:
        """Return the JSON that the client gets."""
        if self.status == 200:
            return {"status": "success", "events": self.events}
        errors = [issue for issue in self.issues if issue.severity == "error"]
        return {
            "status": "error",
            "message": self.reason(),
            "problems": [issue._asdict() for issue in errors[:50]],
            "diagnosis": [fault.advice for fault in self.diagnosis],
        }


def judge(method: str, headers: Mapping[str, str], body: bytes, keys: Keyring) -> Verdict:
    """Judge a request as far as it can be read: a fault in front hides none behind it."""
    verdict = Verdict()
    if method != "POST":
        verdict.refuse(405, "method", "method", f"the method is {method[:20]}; use POST")
        return verdict
    _judge_headers(headers, verdict)
    text = _judge_body(body, verdict)
    if text is not None and verdict.scheme is not None:
        _judge_text(text, verdict.scheme, keys, verdict)
    return verdict


def too_large() -> Verdict:
    """Return the verdict on a body that was not read to its end."""
    verdict = Verdict()
    verdict.refuse(413, "body", "size", f"the body is larger than {MAX_BODY} bytes; send fewer events at once")
    return verdict


def _judge_headers(headers: Mapping[str, str], verdict: Verdict) -> None:
    content_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if content_type != "application/json":
        verdict.refuse(415, "Content-Type", "content-type", "send the header Content-Type: application/json")
    if headers.get("Content-Encoding", "identity").lower() != "identity":
        verdict.refuse(415, "Content-Encoding", "content-encoding", "send the body uncompressed")
    kind, _, token = headers.get("Authorization", "").strip().partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        message = "send the header Authorization: Bearer, followed by the panel's API key (here, any)"
        verdict.refuse(401, "Authorization", "authorization", message)
    code = headers.get("x-eCode", "").strip()
    supported = {str(value): value for value in SCHEMES.values()}
    verdict.scheme = supported.get(code)
    if verdict.scheme is None:
        what = "the header x-eCode is missing" if not code else "the header x-eCode is not a scheme"
        verdict.refuse(400, "x-eCode", "x-ecode", f"{what}; send one of {', '.join(supported)}")
    verdict.asset = headers.get("x-asset", "").strip()[:_MAX_SHOWN] or None
    if verdict.asset is None:
        message = "the header x-asset is missing; send the asset id, the same as in the events"
        verdict.refuse(400, "x-asset", "x-asset", message)


def _judge_body(body: bytes, verdict: Verdict) -> str | None:
    verdict.diagnosis = diagnose_body(body)
    if not verdict.diagnosis:
        text = plaintexts.parse(body.decode("utf-8"))[FIELD]
        return text if isinstance(text, str) else None
    verdict.refuse(400, "body", "body", f'the body must be JSON such as {{"{FIELD}": "..."}}, the text being encrypted')
    return None


def _judge_text(text: str, scheme: int, keys: Keyring, verdict: Verdict) -> None:
    plaintext, fault = _decrypt(text, scheme, keys)
    if plaintext is None:
        verdict.refuse(422, FIELD, "decrypt" if scheme in keys.ciphers else "key", fault)
        verdict.diagnosis = diagnose_text(text, scheme, keys)
        return
    verdict.plaintext = plaintext
    _count(plaintext, verdict)
    for problem in check_events(plaintext, asset_id=verdict.asset):
        verdict.add(Issue("events", problem.pointer, problem.event, problem.rule, problem.severity, problem.message))
    if verdict.errors and verdict.status == 200:
        verdict.status = 422
    if not verdict.events:
        verdict.diagnosis = diagnose_text(text, scheme, keys)


def _decrypt(text: str, scheme: int, keys: Keyring) -> tuple[str | None, str]:
    cipher = keys.ciphers.get(scheme)
    if cipher is None:
        return None, missing(scheme, keys)
    try:
        return cipher.decrypt(text), ""
    except EncodingError:
        return None, f"the text is not written as scheme {scheme} writes it"
    except NetcoreAesError:
        return None, f"the text does not decrypt under scheme {scheme} with the sandbox's key"


def _count(plaintext: str, verdict: Verdict) -> None:
    try:
        value = plaintexts.parse(plaintext)
    except ValueError:
        return
    verdict.is_json = True
    events = value if isinstance(value, list) else [value] if isinstance(value, dict) else []
    verdict.events = len(events)
    names = (event.get("activity_name") for event in events if isinstance(event, dict))
    unique = dict.fromkeys(name[:_MAX_SHOWN] for name in names if isinstance(name, str))
    verdict.names = list(unique)[:_MAX_NAMES]
