"""The consumer on docs/kafka.md, with a Kafka broker and a sandbox."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import signal
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from conftest import ROOT, SHORT_LIVED, Sandbox, free_port, running_sandbox, waited

sys.path.insert(0, str(ROOT / "tests" / "readme"))
from pages import blocks  # noqa: E402

PARTITIONS, MESSAGES = 3, 12_000
JAVA = Path(os.environ["JAVA_HOME"]) / "bin" / "java"
CLASS_PATH = Path(os.environ["KAFKA_CLASS_PATH"])
SETTINGS = """
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
controller.listener.names=CONTROLLER
log.dirs={folder}/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
"""
NO_EVENTS = {
    b'{"a":': '{"a":',
    b"[": "[",
    b"\x1f\x8b": base64.b64encode(b'"\\u001f\x8b"').decode(),
    b"activity_name,identity": "activity_name,identity",
    b'"': '"',
    b"null": "null",
    b"{}\n{}": "{}\t{}",
    None: None,
}
"""Messages that would end or change what follows them, if messages were put one after the other; what their dead letters hold."""
BROKEN = {first + place: message for first in (0, MESSAGES // 2) for place, message in enumerate(NO_EVENTS)}
"""The messages that are no events, by their numbers."""


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a broker."""
    folder, port = tmp_path_factory.mktemp("broker"), free_port()
    settings = folder / "server.properties"
    settings.write_text(SETTINGS.format(port=port, controller=free_port(), folder=folder))
    java = [JAVA, SHORT_LIVED, "-Xmx512m", "-cp", CLASS_PATH.read_text()]
    name = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    told = (folder / "log").open("wb")
    tool = [*java, "kafka.tools.StorageTool", "format", "--cluster-id", f"A{name[1:]}", "--config", settings]
    subprocess.run(tool, stdout=told, stderr=told, check=True)
    with told, subprocess.Popen([*java, "kafka.Kafka", settings], stdout=told, stderr=told) as process:
        try:
            waited(lambda: has_groups(f"127.0.0.1:{port}"))
            yield f"127.0.0.1:{port}"
        finally:
            process.kill()


def has_groups(broker: str) -> bool:
    """Whether the broker is ready for groups of consumers, too."""
    with contextlib.suppress(KafkaException):
        return committed(broker, "any") == [0] * PARTITIONS
    return False


def committed(broker: str, name: str) -> list[int]:
    """The committed offset of each partition, of the topic and the group with this name."""
    places = [TopicPartition(name, partition) for partition in range(PARTITIONS)]
    with Consumer({"bootstrap.servers": broker, "group.id": name, "log_level": 0}) as watcher:
        return [max(place.offset, 0) for place in watcher.committed(places, 10)]


class Topic:
    """The topic of the page, in which the message of a number is in partition ``number % PARTITIONS``."""

    def __init__(self, broker: str, sandbox: Sandbox, folder: Path) -> None:
        self.broker, self.sandbox, self.folder = broker, sandbox, folder
        self.name = f"events-{uuid.uuid4()}"
        self.admin = AdminClient({"bootstrap.servers": broker, "log_level": 0})
        self.admin.create_topics([NewTopic(self.name, PARTITIONS)], request_timeout=60)[self.name].result()

    def fill(self) -> None:
        """Write the messages. The first, and some in the middle, are no events."""
        producer = Producer({"bootstrap.servers": self.broker})
        for number in range(MESSAGES):
            message = BROKEN[number] if number in BROKEN else event(number)
            producer.produce(self.name, message, partition=number % PARTITIONS)
        assert producer.flush(60) == 0

    @contextlib.contextmanager
    def consumer(self, endpoint: str | None = None) -> Iterator[subprocess.Popen[bytes]]:
        """Run the code on the page, with the addresses of the test."""
        (block,) = blocks("docs/kafka.md", {"python"})
        code = block.code
        for here, there in {
            "127.0.0.1:9092": self.broker,
            "http://127.0.0.1:8025/v1/activity/upload": endpoint or self.sandbox.endpoint,
            '"--no-progress"': '"--no-progress", "--chunk-events=100"',
            '"group.id": "netcore"': f'"group.id": "{self.name}", "session.timeout.ms": 6000',
            '["events"]': f'["{self.name}"]',
        }.items():
            assert code.count(here) == 1
            code = code.replace(here, there)
        with subprocess.Popen([sys.executable, "-c", code], cwd=self.folder, stdout=subprocess.DEVNULL) as process:
            try:
                yield process
            finally:
                process.kill()

    def committed(self) -> set[int]:
        """The numbers of the messages that are committed."""
        offsets = committed(self.broker, self.name)
        return {number for number in range(MESSAGES) if number // PARTITIONS < offsets[number % PARTITIONS]}

    def members(self) -> int:
        """The number of the consumers that have partitions."""
        described = self.admin.describe_consumer_groups([self.name])[self.name].result()
        return sum(bool(member.assignment.topic_partitions) for member in described.members)

    def dead_letters(self) -> Counter[str | None]:
        """What the dead letters hold."""
        files = (self.folder / "dead-letters").glob("*.ndjson")
        letters = [json.loads(line) for file in files for line in file.read_text().splitlines()]
        names = ("event", "event_text", "event_base64")
        return Counter(letter[name] for letter in letters for name in names if name in letter)

    def left(self) -> list[Path]:
        """The folders of batches that were not finished."""
        return list((self.folder / "dead-letters").glob(".batch-*"))

    def assert_nothing_is_lost(self, may_be_twice: set[int]) -> set[int]:
        """Compare what came to the sandbox and to the dead letters with what was written. Return what arrived more than once."""
        arrived = self.sandbox.arrived()
        assert set(arrived) == set(range(MESSAGES)) - set(BROKEN)
        twice = {number for number, count in arrived.items() if count > 1}
        assert twice <= may_be_twice
        assert self.dead_letters() == Counter(NO_EVENTS[message] for message in BROKEN.values())
        return twice


def event(number: int) -> bytes:
    """The event of a number, over several lines."""
    content = {
        "asset_id": "my-asset",
        "activity_name": "a",
        "timestamp": f"{datetime.now(timezone.utc):%Y-%m-%dT%H:%M:%SZ}",
        "identity": "1",
        "activity_source": "web",
        "activity_params": {"n": number, "text": 'a "quoted" \\ word'},
    }
    return json.dumps(content, indent=1).encode()


@pytest.fixture
def topic(broker: str, tmp_path: Path) -> Iterator[Topic]:
    with running_sandbox("--fail-rate", "0.05", "--delay-ms", "50") as sandbox:
        made = Topic(broker, sandbox, tmp_path)
        made.fill()
        yield made


def finish(topic: Topic, *processes: subprocess.Popen[bytes]) -> None:
    """Wait until everything is committed, and end the consumers in good order."""
    waited(lambda: len(topic.committed()) == MESSAGES)
    for process in processes:
        process.terminate()
        assert process.wait(30) == 0


def is_in_doubt(topic: Topic, process: subprocess.Popen[bytes]) -> bool:
    """Stop the process. Let it go on, unless the command sends and has sent something that is not committed."""
    assert process.poll() is None
    process.send_signal(signal.SIGSTOP)
    is_sending = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text() != ""
    committed = topic.committed()
    if is_sending and committed and set(topic.sandbox.arrived()) - committed:
        return True
    process.send_signal(signal.SIGCONT)
    return False


def test_a_consumer_that_is_killed_loses_nothing(topic: Topic) -> None:
    with topic.consumer() as process:
        waited(lambda: is_in_doubt(topic, process))
    committed = topic.committed()
    assert 0 < len(committed) < MESSAGES
    (left,) = topic.left()
    with topic.consumer() as process:
        finish(topic, process)
    assert topic.left() == [left]
    twice = topic.assert_nothing_is_lost(set(range(MESSAGES)) - committed)
    assert 0 < len(twice) <= 5000


def test_what_cannot_be_sent_is_left_to_the_next_consumers(topic: Topic) -> None:
    with topic.consumer(topic.sandbox.endpoint.replace("upload", "nowhere")) as process:
        assert process.wait(60) == 1
    assert not topic.committed()
    assert not list((topic.folder / "dead-letters").iterdir())
    with topic.consumer() as first:
        waited(topic.committed)
        with topic.consumer() as second:
            waited(lambda: topic.members() == 2)
            assert len(topic.committed()) < MESSAGES
            finish(topic, first, second)
    topic.assert_nothing_is_lost(set())
    assert not topic.left()
