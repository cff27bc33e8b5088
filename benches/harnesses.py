"""Builds and runs the harness of each language, and returns what they print (see figures.py)."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import sending

ROOT = Path(__file__).resolve().parent.parent
BENCHES = ROOT / "benches"
BUILD = ROOT / "build" / "bench"
LIBRARY = ROOT / "build" / "lib" / "libnetcore_aes.so.1"

PATHS = ["vaes512", "vaes256", "aesni", "portable"]
# Processes, and rounds in each: the physical pages of a process decide how much of a batch stays in the second cache.
C_TABLE, C_SIZES = (15, 5), (6, 6)
ROUNDS = 31
JAVA_PASSES = 5


class Missing(Exception):  # noqa: N818, the table's word
    """A harness could not be built or run; the message says why."""


def run(*command, **environment):
    """Runs a command and returns what it printed."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env=os.environ | {name: str(value) for name, value in environment.items()},
            capture_output=True,
            text=True,
        )
    except FileNotFoundError as error:
        raise Missing(f"no {command[0]}") from error
    if done.returncode:
        sys.stderr.write(done.stderr)
        lines = done.stderr.strip().splitlines() or [f"{command[0]} failed"]
        raise Missing(lines[-1])
    return done.stdout


def limited_library(path):
    """Builds the library limited to this path."""
    target = BUILD / "target"
    run(
        *("cargo", "build", "-q", "--release", "-p", "netcore-aes-ffi"),
        RUSTFLAGS=f'--cfg netcore_aes_instruction_set="{path}"',
        CARGO_TARGET_DIR=target,
    )
    library = BUILD / f"libnetcore_aes-{path}.so"
    library.write_bytes((target / "release" / "libnetcore_aes.so").read_bytes())
    return library


def c():
    run(BENCHES / "c" / "build.sh")
    best = run(BUILD / "c", "path", LIBRARY).strip()
    narrower = PATHS[PATHS.index(best) + 1 :]
    libraries = [LIBRARY, *(limited_library(path) for path in narrower)]
    processes, rounds = C_TABLE
    output = "".join(run(BUILD / "c", "table", *libraries, BENCH_ROUNDS=rounds) for _ in range(processes))
    processes, rounds = C_SIZES
    return output + "".join(run(BUILD / "c", "sizes", LIBRARY, BENCH_ROUNDS=rounds) for _ in range(processes))


EVENT = (
    '{"asset_id":"a1b2c3d4e5","activity_name":"purchase","timestamp":"TIME","identity":"9999911111","activity_source":"web",'
    '"activity_params":{"order_id":"A-1029384756","amount":1499.5,"currency":"INR","items":[{"sku":"SHIRT-BLUE-42","qty":2,'
    '"price":499.75},{"sku":"SOCKS-3","qty":1,"price":500}],"city":"Bengaluru","first":true,"note":"'
)


def events_file():
    """A file of 64 000 events of 402 bytes, one per line, of today: those of benches/c/way.c, which has a clock of its own."""
    start = EVENT.replace("TIME", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
    path = BUILD / "events.ndjson"
    BUILD.mkdir(parents=True, exist_ok=True)
    path.write_text((start.ljust(399, "x") + '"}}\n') * 64_000)
    return path


def python():
    venv, requirements = BUILD / "venv", BENCHES / "python" / "requirements.txt"
    ready = venv / "ready"
    if not ready.exists() or ready.read_text() != requirements.read_text():
        run(sys.executable, "-m", "venv", venv)
        run(
            venv / "bin" / "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            "-r",
            requirements,
        )
        ready.write_text(requirements.read_text())
    bench, stage = BENCHES / "python" / "bench.py", ROOT / "build" / "stage"
    return run(venv / "bin" / "python", bench, ROUNDS, LIBRARY, events_file(), PYTHONPATH=stage)


def php():
    return run("php", BENCHES / "php" / "bench.php", ROUNDS, events_file(), NETCORE_AES_LIBRARY=LIBRARY)


def node():
    bench = BENCHES / "node"
    run(ROOT / "bindings" / "node" / "build.sh")
    if not (bench / "node_modules" / "koffi").exists():
        run("npm", "ci", "--ignore-scripts", "--prefix", bench)
    return run("node", bench / "bench.js", ROUNDS, LIBRARY, events_file())


GO_NAMES = {
    "BenchmarkEncrypt400/cbc/Encrypt": ("go-one", "ours"),
    "BenchmarkEncrypt400/cbc/AppendEncrypt": ("go-one", "ours-append"),
    "BenchmarkEncrypt400/cbc/stdlib-documented": ("go-one", "documented"),
    "BenchmarkEncrypt400/cbc/stdlib-tuned": ("go-one", "tuned"),
    "BenchmarkBatch1000x400/EncryptBatch/11256": ("go-batch", "ours-batch"),
    "BenchmarkBatch1000x400/stdlib-tuned": ("go-batch", "tuned"),
    "BenchmarkUploadStream": ("go-way", "ours"),
}
GO_EVENTS = {"go-batch": 1000, "go-way": 64_000}
GO_PATTERN = (
    "^BenchmarkEncrypt400$/^cbc$/^(Encrypt|AppendEncrypt|stdlib-documented|stdlib-tuned)$"
    "|^BenchmarkBatch1000x400$/^EncryptBatch$/^11256$|^BenchmarkBatch1000x400$/^stdlib-tuned$"
)
# The whole way takes longer than a moment: in 20 ms it would run once, on memory that no other round has touched.
GO_RUNS = ((GO_PATTERN, "20ms"), ("^BenchmarkUploadStream$", "5x"))


def go():
    """Each round is a process in which every benchmark runs once, for a short time."""
    run(BENCHES / "go" / "build.sh")
    lines = [f"version\tGo\t{run('go', 'env', 'GOVERSION').strip()}"]
    file = events_file()
    for _ in range(ROUNDS):
        output = "".join(
            run(
                *(BUILD / "go.test", "-test.run=^$", f"-test.bench={pattern}", f"-test.benchtime={benchtime}", "-test.cpu=1"),
                NETCORE_AES_EVENTS=file,
            )
            for pattern, benchtime in GO_RUNS
        )
        for name, nanoseconds in re.findall(r"^(Benchmark\S+)\s+\d+\s+([\d.]+) ns/op", output, re.MULTILINE):
            if name in GO_NAMES:
                group, candidate = GO_NAMES[name]
                lines.append(f"{group}\t{candidate}\t{float(nanoseconds) / GO_EVENTS.get(group, 1):.3f}")
    return "\n".join(lines)


JAVA_NAMES = {
    "ours": ("one", "ours"),
    "documented": ("one", "documented"),
    "reused": ("one", "tuned"),
    "oursBatch": ("batch", "ours-batch"),
    "reusedBatch": ("batch", "tuned"),
    "oursWay": ("way", "ours"),
}


def java():
    """Each pass is a run of JMH in which every benchmark has a new virtual machine."""
    out = BUILD / "java"
    run(BENCHES / "java" / "build.sh")
    jdks = [line.split(maxsplit=1) for line in (out / "jdks").read_text().splitlines()]
    output = "".join(f"version\t{label}\t{jdk_version(home)}\n" for label, home in jdks)
    for _ in range(JAVA_PASSES):
        output += "".join(jmh(out, label, home) for label, home in jdks)
    return output


def jdk_version(home):
    release = dict(re.findall(r'^(\w+)="(.*)"$', (Path(home) / "release").read_text(), re.MULTILINE))
    return f"{release.get('IMPLEMENTOR', '')} {release['JAVA_VERSION']}"


def jmh(out, label, home):
    options = ["--enable-native-access=ALL-UNNAMED"] if label == "java22" else []
    timing = ["-f", "1", "-wi", "5", "-w", "200ms", "-i", "7", "-r", "100ms", "-foe", "true"]
    file = events_file()
    with tempfile.NamedTemporaryFile(suffix=".json") as results:
        command = [Path(home) / "bin" / "java", "-cp", f"{out}/classes:{out}/lib/*", "org.openjdk.jmh.Main"]
        arguments = [
            *timing,
            "-rf",
            "json",
            "-rff",
            results.name,
            *(["-jvmArgs", " ".join(options)] if options else []),
        ]
        run(*command, *arguments, NETCORE_AES_EVENTS=file)
        measured = json.loads(Path(results.name).read_text())
    lines = ""
    for benchmark in measured:
        group, candidate = JAVA_NAMES[benchmark["benchmark"].rsplit(".", 1)[1]]
        values = [value for fork in benchmark["primaryMetric"]["rawData"] for value in fork]
        lines += "\t".join([f"{label}-{group}", candidate, *(f"{value:.3f}" for value in values)]) + "\n"
    return lines


def send():
    with events_file().open() as events:
        return sending.measure(events.readline().strip(), run)


def spark():
    """On the JVM and with the packages of tests/spark. Each of two threads is a task."""
    venv = ROOT / "build" / "spark-venv"
    run("packaging/venv.sh", venv, ROOT / "tests" / "spark" / "requirements.txt")
    run("make", "-s", "cli")
    run("cargo", "build", "-q", "--release", "-p", "netcore-aes-send", "--example", "bench")
    jdk = run("bindings/java/jdk.sh", 17, 21).strip()
    run("bindings/java/build.sh")
    target = ROOT / "bindings" / "java" / "target"
    patterns = ("spark/netcore-aes-spark-*[0-9].jar", "netcore-aes-*[0-9].jar", "lib/jna-*.jar")
    class_path = ":".join(str(jar) for pattern in patterns for jar in target.glob(pattern))
    with sending.sink() as port:
        return run(
            *(venv / "bin" / "python", BENCHES / "python" / "spark.py", events_file(), f"http://127.0.0.1:{port}/"),
            **sending.KEYS,
            JAVA_HOME=jdk,
            PYSPARK_SUBMIT_ARGS=f"--driver-memory 3g --driver-class-path {class_path} pyspark-shell",
            PYSPARK_PYTHON=venv / "bin" / "python",
            # Workers import what the harness does.
            PYTHONPATH=f"{ROOT / 'build' / 'stage'}:{BENCHES / 'python'}",
            PATH=f"{ROOT / 'build' / 'bin'}:{os.environ['PATH']}",
        )


def check_events():
    """The core's own benchmark and the one beside sonic-rs, which print sentences."""
    peer = ("--manifest-path", "benches/rust/Cargo.toml", "--target-dir", "build/bench/rust")
    return run("cargo", "bench", "-q", "-p", "netcore-aes-core", "--bench", "events") + run(
        "cargo", "run", "-q", "--release", "--locked", *peer
    )


ALL = {"C": c, "Python": python, "Go": go, "Java": java, "PHP": php, "Node": node, "send": send, "Spark": spark}
