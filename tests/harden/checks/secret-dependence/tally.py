"""Sorts a tool's reports into those that are named below and others, and prints both as figures.

usage: tally.py memcheck|msan LABEL LOG OUTPUT      OUTPUT: what the driver printed
       tally.py memcheck|msan LABEL LOG control     LOG: of the driver's control
"""

import re
import sys
from collections import Counter
from pathlib import Path

# A verdict shows an observer one fact that the caller gets anyway. Its name, how often the driver had it given, the most branches
# for that, and the function with the branches.
VERDICTS = [
    ("the padding is right", "paddings", 1, r"netcore_aes_core::cipher::padding::remove_padding\b"),
    # In the comparison, and where its answer is passed on.
    ("the tag is right", "tags", 2, r"((<aes_gcm::.* as .*>::decrypt_inout_detached|<core::result::Result<.*>>::map_err::<.*>) < )?netcore_aes_core::cipher::gcm::Gcm::decrypt\b"),
    ("the key or IV is printable", "keys", 1, r"netcore_aes_core::secrets::secret::not_printable\b"),
    # The alphabet; the unused bits; the padding characters; and all three together.
    ("the key or IV is base64", "base64s", 4, r"(<?netcore_aes_core::secrets::secret::Secret<\w+>>?::from_base64|(base64ct::.*)?<\S+ as base64ct::.*>::decode)\b"),
    # Bytes below 248 are kept, and which ones are kept says nothing of their values.
    ("a byte drawn is kept for a key", "drawn", 2, r"netcore_aes_core::secrets::generate::alphanumeric\b"),
    # Always ASCII, so there is only one answer.
    ("a generated key is UTF-8", "drawn", 2, r"(core::str::validations::)?run_utf8_validation\b"),
]
# Public by then: the text, and in a batch the lengths of the plaintexts before.
PUBLIC = [
    ("characters of the text", r"(netcore_aes_core::kernel::generic::message::End::finish|base64::.*::encode_scalar_tail)\b"),
    ("where a plaintext ends in a batch", r"((memmove|memcpy|memset|__msan_\w+) < )?netcore_aes_core::cipher::batch_engine::(move_to_end_of_results|clear_rest)\b"),
    # An instruction without a branch that the sanitizer does not know. It takes the result for public, but the result is then
    # combined with a secret. valgrind follows it.
    ("the key schedule's instruction", r"core::core_arch::x86::aes::_mm_aeskeygenassist_si128\b"),
]


def memcheck(log):
    """The innermost functions of each report, once for each occurrence."""
    for count, report in re.findall(r"^==\d+== (\d+) errors in context .*\n((?:==\d+== .+\n)+)", log, re.MULTILINE):
        frames = re.findall(r"^==\d+==\s+(?:at|by) 0x[0-9A-F]+: (.+) \(.*\)$", report, re.MULTILINE)
        yield innermost(frames), int(count)


def msan(log):
    for report in log.split("WARNING: MemorySanitizer: use-of-uninitialized-value")[1:]:
        frames = re.findall(r"^ +#\d+ 0x[0-9a-f]+ in (.+?)(?:::h[0-9a-f]{16})? [^ ]+$", report.split("\n\n")[0], re.MULTILINE)
        yield innermost(frames), 1


def innermost(frames):
    """The innermost functions, without the brackets that newer compilers put around a type."""
    return " < ".join(re.sub(r"^<([\w:]+)>::", r"\1::", frame) for frame in frames[:3])


def figure(what, measured, wanted, is_met):
    print(f"figure: {what} | {measured} | {wanted} | {'ok' if is_met else 'missed'}")


def main():
    tool, label, log, output = sys.argv[1:]
    reports = Counter()
    for place, count in {"memcheck": memcheck, "msan": msan}[tool](Path(log).read_text(errors="replace")):
        reports[place] += count
    if output == "control":
        figure(f"{label}: a branch and an index on a secret, on purpose", f"{reports.total()} reports", "2 reports", reports.total() == 2)
        return
    done = {name: int(count) for name, count in re.findall(r"^(\w+): (\d+)$", Path(output).read_text(), re.MULTILINE)}
    told, others = sort(reports)
    for place, count in others.items():
        print(f"{count} times: {place}")
    figure(f"{label}: what depends on a secret ({done['operations']} operations)", sum(others.values()), 0, not others)
    asked = [verdict for verdict in VERDICTS if done[verdict[1]] > 0]
    within = [name for name, decisions, branches, _ in asked if 1 <= told[name] <= branches * done[decisions]]
    for name, decisions, branches, _ in asked:
        if name not in within:
            print(f"{name}: told {told[name]} times, not 1 to {branches} for each of {done[decisions]}")
    figure(f"{label}: verdicts told, no more often than named", len(within), len(asked), len(within) == len(asked))


def sort(reports):
    told, others = Counter(), Counter()
    for place, count in reports.items():
        named = [name for name, *_, pattern in VERDICTS + PUBLIC if re.match(pattern, place)]
        if named:
            told[named[0]] += count
        else:
            others[place] += count
    return told, others


if __name__ == "__main__":
    main()
