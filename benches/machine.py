"""Describes the machine, without its name or address."""

import os
import platform
import re
from datetime import datetime, timezone

import harnesses

FLAGS = ["aes", "avx", "avx2", "vaes", "pclmulqdq", "vpclmulqdq", "avx512f", "avx512bw", "avx512vbmi", "gfni", "sha_ni"]
IDLE = 0.5


def load():
    return os.getloadavg()[0]


def describe(figures):
    """Pairs of a name and a value."""
    cpu = _cpu()
    flags = [flag for flag in FLAGS if flag in cpu.get("flags", "").split()]
    versions = figures.versions
    peers = [f"{name} {version}" for name, version in versions.items() if version and not name.startswith("java")]
    jdks = [version for name, version in versions.items() if name.startswith("java")]
    return [
        (
            "CPU",
            f"{cpu.get('model name', platform.machine())}, family {cpu.get('cpu family')}, model {cpu.get('model')}",
        ),
        ("its instructions", ", ".join(flags)),
        ("virtual machine", "yes" if "hypervisor" in cpu.get("flags", "").split() else "no"),
        ("path that ran", figures.path),
        ("system", f"{_release()}, kernel {platform.release()}"),
        ("compilers", f"{_first('rustc', '--version')}; {versions.get('compiler of the peers', '')}"),
        ("peers", ", ".join(peer for peer in peers if "compiler" not in peer)),
        ("JDKs", ", ".join(jdks) or "none"),
        ("this project", _first("git", "describe", "--always", "--dirty=, changed")),
        ("date", datetime.now(timezone.utc).strftime("%Y-%m-%d")),
    ]


def _first(*command):
    try:
        return harnesses.run(*command).strip().splitlines()[0]
    except (harnesses.Missing, IndexError):
        return "unknown"


def _cpu():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return dict(re.findall(r"^([\w ]+?)\s*: (.*)$", file.read().split("\n\n")[0], re.MULTILINE))
    except OSError:
        return {}


def _release():
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()
