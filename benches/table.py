"""The rows: the measured work, its peer, the goal, and the result."""

from dataclasses import dataclass

from figures import Constant

VAES = ("vaes512", "vaes256")


@dataclass
class Row:
    """`ours`, `theirs` and `bound` are a group and a candidate, or several, whose times are added; or `theirs` is a goal in
    nanoseconds."""

    work: str
    against: str
    ours: tuple
    theirs: tuple | float
    wanted: float | None = None
    # The ratio is ours to theirs, and must not exceed `wanted`; otherwise theirs to ours, and must reach it.
    at_most: bool = False
    # The limit of ours: the bare work, or for a language the same call from C.
    bound: tuple | None = None
    note: str = ""


@dataclass
class Result:
    row: Row
    ours: object
    theirs: object
    ratio: object
    # The ratio if nothing but the bound took time.
    most: float | None
    missing: str

    @property
    def reached(self):
        """None without a goal or a measurement. Rounded to two decimals, as shown."""
        if self.ratio is None or self.row.wanted is None:
            return None
        ratio = round(self.ratio.median, 2)
        return ratio <= self.row.wanted if self.row.at_most else ratio >= self.row.wanted


def measure(row, figures):
    """The result of a row."""
    ours, theirs = _figure(row.ours, figures), None
    if isinstance(row.theirs, float):
        theirs = ours and Constant(row.theirs, len(ours.values))
    else:
        theirs = _figure(row.theirs, figures)
    bound = _figure(row.bound, figures) if row.bound else None
    if ours is None or theirs is None:
        return Result(row, ours, theirs, None, None, _why(row, figures))
    ratio = ours.over(theirs) if row.at_most else theirs.over(ours)
    most = theirs.median / bound.median if bound and not row.at_most else None
    return Result(row, ours, theirs, ratio, most, "")


def _parts(keys):
    return [keys] if isinstance(keys[0], str) else keys


def _figure(keys, figures):
    parts = [figures.get(*key) for key in _parts(keys)]
    if not all(parts):
        return None
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def _why(row, figures):
    for group, name in [*_parts(row.ours), *([] if isinstance(row.theirs, float) else _parts(row.theirs))]:
        if not figures.get(group, name):
            language = {"python": "Python", "go": "Go", "java17": "Java", "java22": "Java", "php": "PHP", "node": "Node", "send": "send", "spark": "Spark"}
            return figures.missing.get(name) or figures.missing.get(
                language.get(group.split("-")[0], "C"), "not measured"
            )


def rows(path):
    """The rows with goals, for the path that ran."""
    one, batch = ("one", f"ours.{path}"), ("batch", f"ours-batch.{path}")
    chain, lanes = ("one", "chain"), (("batch", "lanes256"), ("batch", "base64-avx2"))
    vaes = path in VAES
    both = "the text too, theirs is the bare cipher"
    return [
        *_way(),
        *_send(),
        *_spark(),
        Row(
            "C, one event, handle reused",
            "OpenSSL EVP + EVP_EncodeBlock, context reused",
            one,
            ("one", "openssl"),
            1.9,
            bound=chain,
        ),
        Row("C, one event", "the serial chain alone (the limit)", one, chain, 1.15, at_most=True),
        Row(
            "C, batch of 1000 events",
            "OpenSSL, context reused",
            batch,
            ("batch", "openssl"),
            8 if vaes else 5,
            bound=lanes,
        ),
        Row(
            "C, batch; " + both, "ipsec-mb, cipher burst", batch, ("batch", "ipsec-mb"), 1.5 if vaes else 1, bound=lanes
        ),
        Row("C, batch", "16 lanes of VAES, then AVX2 base64, each alone", batch, lanes, 1.25, at_most=True),
        Row(
            "C, decrypt of 1 MiB of text",
            "OpenSSL decode + decrypt",
            ("decrypt-1m", f"ours.{path}"),
            ("decrypt-1m", "openssl"),
            2.5,
        ),
        *_python(one, batch),
        *_language("Go", "go", "ours-append", one, batch),
        *_language("Java 22 and later", "java22", "ours", one, batch),
        *_language("Java 17 (JNA)", "java17", "ours", one, batch),
        *_language("PHP", "php", "ours", one, batch),
        *_node(one, batch),
        Row(
            "11258 (GCM), one event",
            "OpenSSL EVP, context reused",
            ("gcm-one", f"ours.{path}"),
            ("gcm-one", "openssl"),
            1,
        ),
        Row("11258 (GCM), 1 MiB", "OpenSSL EVP, context reused", ("gcm-1m", f"ours.{path}"), ("gcm-1m", "openssl"), 1),
    ]


def _way():
    """From events in memory to the bodies of requests."""
    lines, array, million_and_a_half = ("way", "ours-lines"), ("way", "ours-array"), 1e9 / 1.5e6
    copies = ("way", "ours-copies")
    # The name, the objects that it makes of bodies, and its figure with them.
    languages = [
        ("Python", "bytes", ("python-way", "ours-copies")),
        ("Go", "strings", ("go-way", "ours")),
        ("Java 22 and later", "arrays", ("java22-way", "ours")),
        ("Java 17 (JNA)", "arrays", ("java17-way", "ours")),
        ("PHP", "strings", ("php-way", "ours")),
        ("Node", "buffers", ("node-way", "ours")),
    ]
    return [
        Row("C, lines to bodies, checked", "1.5 million events a second", lines, million_and_a_half, 1, at_most=True),
        Row("C, an array to bodies, checked", "1.5 million events a second", array, million_and_a_half, 1, at_most=True),
        Row("C, lines to bodies, checked", "OpenSSL, payload by payload, unchecked", lines, ("way", "openssl-unchecked")),
        Row("Python, lines to bodies", "the same from C", ("python-way", "ours"), lines, 1.3, at_most=True),
        *(
            Row(f"{name}, lines to {made}", "C, with a copy of each body", figure, copies, 1.3, at_most=True)
            for name, made, figure in languages
        ),
        Row("C, lines to bodies, with a copy of each", "without", copies, lines, at_most=True),
        Row(
            "C, check, encrypt and build one payload",
            "the check and the serial chain alone",
            ("payload", "from-events"),
            (("payload", "check"), ("payload", "chain")),
            1.25,
            at_most=True,
        ),
        Row("C, the body of a text", "memcpy of the text", ("payload", "body"), ("payload", "memcpy"), 3, at_most=True),
    ]


def _send():
    """The command line, as a process."""
    sent = ("send-sink", "ours")
    return [
        Row("`send --dry-run`, one core", "1 million events a second", ("send-dry", "ours"), 1e3, 1, at_most=True),
        Row("`send` to a bare sink on this machine", "500,000 events a second", sent, 2e3, 1, at_most=True),
        Row("`send` to a bare sink", "ready bodies by the same HTTP client", sent, ("send-sink", "post"), at_most=True),
        Row("`check`, one core", "the core's own check", ("send-check", "ours"), ("send-check", "core"), 1.3, at_most=True),
        Row("`send`, start to first byte", "20 ms", ("send-start", "ours"), 20e6, 1, at_most=True),
    ]


def _spark():
    """A job of two tasks on one machine, from a table in memory: the time of all rows, by the clock, an event."""
    column, sink = ("spark-column", "ours"), ("spark-sink", "ours")
    peers = [
        ("rows untouched, in Arrow", "untouched"),
        ("Spark's own aes_encrypt", "aes-encrypt"),
        ("the vendor's function as a UDF", "vendor"),
        ("`cryptography` in a pandas UDF", "cryptography"),
    ]
    name, own = "Spark's own aes_encrypt", ("spark-column", "aes-encrypt")
    return [
        *(Row("Spark, `encrypt` of a column", peer, column, ("spark-column", key)) for peer, key in peers),
        Row("Spark, the jar's function", name, ("spark-column", "jar"), own),
        Row("Spark, the jar in `mapPartitions`", name, ("spark-column", "jar-partitions"), own),
        Row("Spark, the sink to a bare sink", "`send` of the same events", sink, ("spark-sink", "send"), at_most=True),
    ]


def _python(one, batch):
    ours, theirs = ("python-one", "ours"), ("python-one", "cryptography")

    def column(peer):
        return ("python-column", "ours-column"), ("python-column", peer)

    return [
        Row("Python, one event", "the vendor's function", ours, ("python-one", "vendor"), 35, bound=one),
        Row("Python, one event", "`cryptography` at its best", ours, theirs, 20, bound=one),
        Row(
            "Python, batch",
            "`cryptography` at its best",
            ("python-batch", "ours-batch"),
            ("python-batch", "cryptography"),
            60,
            bound=batch,
        ),
        Row("Python, Arrow column", "`cryptography` at its best", *column("cryptography"), 40, bound=column("c")[1]),
        Row("Python, Arrow column", "`encrypt_batch`", *column("ours-batch"), bound=column("c")[1]),
        Row("Python, Arrow column", "the C ABI on the same buffers", *column("c"), 1.15, at_most=True),
    ]


def _language(name, group, best, one, batch):
    documented, tuned = (f"{group}-one", "documented"), (f"{group}-one", "tuned")
    many = (f"{group}-batch", "ours-batch"), (f"{group}-batch", "tuned")
    return [
        Row(f"{name}, one event", "its own crypto, as documented", (f"{group}-one", "ours"), documented, 2, bound=one),
        Row(f"{name}, one event", "its own crypto at its best", (f"{group}-one", best), tuned, 1, bound=one),
        Row(f"{name}, batch of 1000", "its own crypto at its best", *many, 4, bound=batch),
    ]


def _node(one, batch):
    ours, many, flat = ("node-one", "ours"), ("node-batch", "ours-batch"), ("node-bytes", "ours")
    return [
        Row("Node, one event", "node:crypto, as documented", ours, ("node-one", "documented"), 4, bound=one),
        Row("Node, one event", "node:crypto at its best", ours, ("node-one", "tuned"), 4, bound=one),
        Row("Node, one event", "WebCrypto", ours, ("node-one", "webcrypto"), bound=one),
        Row("Node, one event", "the C ABI through koffi", ours, ("node-one", "koffi"), 1.2, at_most=True),
        Row("Node, 11258 (GCM), one event", "node:crypto at its best", ("node-gcm", "ours"), ("node-gcm", "tuned"), 4),
        Row("Node, batch of 1000", "node:crypto, as documented", many, ("node-batch", "documented"), 15, bound=batch),
        Row("Node, batch of 1000", "node:crypto at its best", many, ("node-batch", "tuned"), 15, bound=batch),
        Row("Node, batch of 1000", "the C ABI through koffi", many, ("node-batch", "koffi"), 1.2, at_most=True),
        Row("Node, batch as bytes", "the same from C", flat, batch, 1.3, at_most=True),
        Row("Node, batch as bytes", "the C ABI through koffi", flat, ("node-bytes", "koffi"), 1.2, at_most=True),
    ]


def _few(count, path):
    return (f"few-{count}", f"ours-batch.{path}"), (f"few-{count}", f"ours.{path}")


def more_rows(path, paths):
    """The rows beside the table."""
    lanes, openssl = (("batch", "lanes256"), ("batch", "base64-vbmi")), "OpenSSL, context reused"
    one, batch, mixed = ("one", f"ours.{path}"), ("batch", f"ours-batch.{path}"), ("mixed", f"ours-batch.{path}")
    rows = [
        Row("C, batch", "ipsec-mb burst, then AVX2 base64 (the whole job)", batch, ("batch", "ipsec-mb+base64")),
        Row("C, batch", "16 lanes of VAES, then VBMI base64, each alone", batch, lanes, at_most=True),
        Row("C, 1000 events of 100 to 1500 bytes", openssl, mixed, ("mixed", "openssl")),
        Row(
            "C, 1000 events of 100 to 1500 bytes",
            "ipsec-mb burst, then AVX2 base64",
            mixed,
            ("mixed", "ipsec-mb+base64"),
        ),
        *(
            Row(f"C, a batch of {n} times 1 MiB", "ours, one by one", *_few(n, path))
            for n in (1, 2, 3)
        ),
        Row("C, one event", "OpenSSL, context made anew", one, ("one", "openssl-new")),
        Row("C, one event", "the chain without an exclusive or on its way", one, ("one", "chain-folded"), at_most=True),
        Row("C, events back to back", openssl, ("one-overlapping", f"ours.{path}"), ("one-overlapping", "openssl")),
        Row("C, decrypt one event", openssl, ("decrypt-one", f"ours.{path}"), ("decrypt-one", "openssl")),
        Row("C, decrypt a batch", openssl, ("decrypt-batch", f"ours-batch.{path}"), ("decrypt-batch", "openssl")),
        Row("11258, decrypt one event", openssl, ("gcm-one-decrypt", f"ours.{path}"), ("gcm-one-decrypt", "openssl")),
        Row("11258, decrypt 1 MiB", openssl, ("gcm-1m-decrypt", f"ours.{path}"), ("gcm-1m-decrypt", "openssl")),
        Row("Go, one event, to a string", "its own crypto at its best", ("go-one", "ours"), ("go-one", "tuned")),
    ]
    for narrower in paths[paths.index(path) + 1 :] if path in paths else []:
        aes = narrower != "portable"
        wanted = (8, 1.5) if narrower in VAES else (5, 1)
        one, batch = ("one", f"ours.{narrower}"), ("batch", f"ours-batch.{narrower}")
        rows.append(Row(f"C, one event, built for {narrower}", openssl, one, ("one", "openssl")))
        rows.append(
            Row(f"C, batch, built for {narrower}", openssl, batch, ("batch", "openssl"), wanted[0] if aes else None)
        )
        if aes:
            rows.append(
                Row(
                    f"C, batch, built for {narrower}", "ipsec-mb, cipher burst", batch, ("batch", "ipsec-mb"), wanted[1]
                )
            )
        if narrower == "aesni":
            bare = ("batch", "lanes128"), ("batch", "base64-avx2")
            alone = "8 lanes of AES-NI, then AVX2 base64, each alone"
            rows.append(Row(f"C, batch, built for {narrower}", alone, batch, bare, 1.3, at_most=True))
    return rows
