"""The kernel for 64-bit ARM, computed by llvm-mca (LLVM's model of a CPU) from the assembly of its loops: nothing is run."""

import os
import re
import shutil
import subprocess

from harnesses import BUILD, Missing, run

TARGET = "aarch64-unknown-linux-gnu"
CPUS = {"neoverse-n1": "Neoverse N1", "neoverse-v1": "Neoverse V1", "neoverse-v2": "Neoverse V2"}
OLDEST = 17  # The first LLVM with models of all of these.
ROUNDS, LANES, GROUP = 14, 8, 3

# The rounds of a block of each chain, and nothing else. AESE and AESMC of one state stand together, as they do in the kernel.
BARE = {"one": 1, "lanes": LANES}


def computed():
    """The page's section."""
    mca, version = llvm_mca()
    loops = {name: loop(function) for name, function in assembly().items()}
    head = [
        "CPU",
        "one message, cycles a block",
        "the bare chain",
        f"{LANES} messages side by side, cycles a block",
        "AES alone",
    ]
    lines = [head, ["---"] * len(head)]
    for cpu, name in CPUS.items():
        cells = [name]
        for kind, instructions in loops.items():
            ours, bare = cycles(mca, cpu, instructions), cycles(mca, cpu, bare_rounds(BARE[kind]))
            cells += [f"{ours:.1f}", f"{bare:.1f}"]
        lines.append(cells)
    counts = " and ".join(f"{len(loops[kind]) / blocks(loops[kind]):.1f}" for kind in ("one", "lanes"))
    return "\n".join(
        [
            *("| " + " | ".join(line) + " |" for line in lines),
            "",
            f"Computed by llvm-mca {version} from the loops of the kernel, to base64: nothing was run on such a CPU, and no time is "
            "claimed. The model counts AESE and AESMC one by one, where the CPUs fuse them; so in the bare chain. "
            f"Instructions a block: {counts}.",
        ]
    )


def llvm_mca():
    """The newest llvm-mca, and its version; `LLVM_MCA` names another."""
    names = [os.environ.get("LLVM_MCA"), *(f"llvm-mca-{version}" for version in range(25, OLDEST - 1, -1)), "llvm-mca"]
    for command in filter(shutil.which, filter(None, names)):
        shown = subprocess.run([command, "--version"], capture_output=True, text=True, check=True).stdout
        version = re.search(r"LLVM version (\d+)(\S*)", shown)
        if int(version[1]) >= OLDEST:
            return command, version[1] + version[2]
    raise Missing(f"llvm-mca {OLDEST} or later (Debian: llvm-19)")


def assembly():
    """The assembly of the functions for base64."""
    # Whatever names its text is under.
    folder = BUILD / "arm"
    shutil.rmtree(folder, ignore_errors=True)
    cargo = ["cargo", "rustc", "-q", "--release", "-p", "netcore-aes-core", "--target", TARGET, "--target-dir", folder]
    run(*cargo, "--", "--emit", "asm", CARGO_PROFILE_RELEASE_LTO="off")
    [file] = (folder / TARGET / "release" / "deps").glob("netcore_aes_core-*.s")
    found = {}
    for name, body in re.findall(r"^(_ZN\S*aarch64\S*):\n(.*?)^\.Lfunc_end", file.read_text(), re.MULTILINE | re.DOTALL):
        kind = "lanes" if "5lanes7advance" in name else "one" if "6single7encrypt" in name else None
        # Only base64 looks characters up in four registers.
        if kind and re.search(r"\ttbl\t\S+ \{ (v\d+\.16b, ){3}", body):
            found[kind] = body.split("\n")
    return {kind: found[kind] for kind in BARE}


def loop(lines):
    """The instructions of a pass of the loop with the rounds; those of a loop over the lanes within it, once for each lane."""
    loops = list(find_loops(lines))
    start, end = min((span for span in loops if any("aese" in line for line in lines[slice(*span)])), key=lambda span: span[1] - span[0])
    within = {first: last for first, last in loops if start < first and last < end}
    instructions, at = [], start
    while at <= end:
        last = within.get(at, at)
        instructions += [line for line in lines[at : last + 1] if re.match(r"\t[a-z]", line)] * (LANES if at in within else 1)
        at = last + 1
    return instructions


def find_loops(lines):
    """The first and the last line of each."""
    labels = {}
    for number, line in enumerate(lines):
        if label := re.match(r"(\.LBB\w+):", line):
            labels[label[1]] = number
        branch = re.match(r"\t(?:b(?:\.\w+)?\t|cbn?z\t\w+, )(\.LBB\w+)", line)
        if branch and branch[1] in labels:
            yield labels[branch[1]], number


def bare_rounds(states):
    rounds = []
    for number in range(ROUNDS * GROUP):
        for state in range(states):
            rounds.append(f"\taese\tv{state}.16b, v{16 + number % ROUNDS}.16b")
            if number % ROUNDS != ROUNDS - 1:
                rounds.append(f"\taesmc\tv{state}.16b, v{state}.16b")
    return rounds


def blocks(instructions):
    return sum("aese" in line for line in instructions) / ROUNDS


def cycles(mca, cpu, instructions):
    """The cycles of a block. Branches, which are predicted, are left out."""
    straight = [line for line in instructions if not re.match(r"\t(b|b\.\w+|cbn?z)\t", line)]
    iterations = 100
    output = subprocess.run(
        [mca, "-march=aarch64", f"-mcpu={cpu}", "-mattr=+aes", f"-iterations={iterations}"],
        input="\n".join(straight),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return int(re.search(r"Total Cycles:\s+(\d+)", output)[1]) / iterations / blocks(instructions)
