"""The package as it is installed: its files, metadata, stubs and documentation."""

from __future__ import annotations

import ast
import importlib.metadata
import inspect
import re
import subprocess
import sys
from pathlib import Path

import netcore_aes
import pytest
from common import REPOSITORY, python
from netcore_aes import _native

SOURCE = REPOSITORY / "netcore-aes-py"
DISTRIBUTION = importlib.metadata.distribution("netcore-aes")
INSTALLED = Path(netcore_aes.__file__).parent


def test_the_installed_package_is_what_is_tested() -> None:
    assert SOURCE not in INSTALLED.parents


def test_the_wheel_holds_what_it_should() -> None:
    assert DISTRIBUTION.files is not None
    # Files that pip adds have no hash.
    names = {str(file) for file in DISTRIBUTION.files if file.hash and not re.match(r".*\.dist-info/", str(file))}
    sources = {
        path.relative_to(SOURCE / "python").as_posix()
        for path in (SOURCE / "python").rglob("*")
        if path.is_file() and path.suffix not in {".pyc", ".so"}
    }
    assert names == sources | {"netcore_aes/_native.abi3.so"}
    assert names >= {
        "AES256_KEY_generator_V5.py",
        "AES_CBC_standard_decryption.py",
        "AES_CBC_standard_encryption.py",
        "AES_GCM_standard_encryption.py",
        "aes256_data_encryption_script.py",
        "aes256_gcm_decryption_script.py",
        "aes256_key_iv_generator_script.py",
        "netcore_aes/_native.pyi",
        "netcore_aes/cli.py",
        "netcore_aes/py.typed",
        "netcore_aes/vendor/__init__.py",
        "netcore_aes/vendor/inputs.py",
        "netcore_aes/vendor/script.py",
        "netcore_aes/vendor/v5.py",
    }
    wheel = DISTRIBUTION.read_text("WHEEL")
    assert wheel is not None
    assert re.search("^Tag: cp310-abi3-", wheel, re.MULTILINE)


def test_the_metadata_is_right() -> None:
    metadata = DISTRIBUTION.metadata
    # The program that `python -m netcore_aes.cli` and netcore_aes.spark run; the library needs nothing.
    command = rf"netcore-aes-cli=={re.escape(DISTRIBUTION.version)}"
    extras = [rf"{command} ?; extra == 'cli'", rf"{command} ?; extra == 'spark'"]
    extras += [r"pyarrow>=14 ?; extra == 'spark'", r"pyspark>=4\.0 ?; extra == 'spark'"]
    required = DISTRIBUTION.requires or ()
    assert len(required) == len(extras)
    assert all(map(re.fullmatch, extras, required)), required
    assert not DISTRIBUTION.entry_points
    assert metadata["Requires-Python"] == ">=3.10"
    assert metadata["License-Expression"] == "MIT OR Apache-2.0"
    # The wheel of a release also has the licences of the crates in it.
    assert set(metadata.get_all("License-File", [])) - {"LICENSE-THIRD-PARTY"} == {"LICENSE-MIT", "LICENSE-APACHE"}
    for name in ("LICENSE-MIT", "LICENSE-APACHE"):
        assert (SOURCE / name).read_bytes() == (REPOSITORY / name).read_bytes()


def test_the_version_is_the_crates() -> None:
    manifest = (REPOSITORY / "Cargo.toml").read_text(encoding="utf-8")
    version = re.search('^version = "(.*)"$', manifest, re.MULTILINE)
    assert version is not None
    assert netcore_aes.__version__ == DISTRIBUTION.version == version[1]


def test_all_is_all() -> None:
    public = {
        name for name in vars(netcore_aes) if not name.startswith("_") and not inspect.ismodule(vars(netcore_aes)[name])
    }
    assert set(netcore_aes.__all__) == (public - {"annotations"}) | {"__version__"}


def run(*arguments: str, cwd: Path) -> None:
    result = subprocess.run([sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_stubs_are_the_module(tmp_path: Path) -> None:
    # The only module with a stub; the next test checks the others, which are Python.
    run("-m", "mypy.stubtest", "netcore_aes._native", cwd=tmp_path)


@pytest.mark.parametrize("path", [SOURCE / "tests" / "typing_sample.py", SOURCE / "python"])
def test_mypy_is_content(path: Path, tmp_path: Path) -> None:
    # tests/spark has PySpark, and checks the module for it.
    run("-m", "mypy", "--strict", "--python-version", "3.10", "--exclude", "netcore_aes/spark/", str(path), cwd=tmp_path)


def test_the_stubs_document_what_help_does() -> None:
    stub = ast.parse((INSTALLED / "_native.pyi").read_text(encoding="utf-8"))
    compared = 0
    # A private class is a protocol, which only the stub has.
    public = [node for node in stub.body if not (isinstance(node, ast.ClassDef) and node.name.startswith("_"))]
    for scope, node in [(_native, node) for node in public] + [
        (getattr(_native, parent.name), node)
        for parent in public
        if isinstance(parent, ast.ClassDef)
        for node in parent.body
    ]:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and not node.name.startswith("__"):
            documented = ast.get_docstring(node)
            assert documented
            assert inspect.getdoc(getattr(scope, node.name)) == documented, node.name
            compared += 1
    assert compared == 36


def test_the_modules_example_runs() -> None:
    import doctest

    assert doctest.testmod(netcore_aes) == (0, 5)


def test_the_source_tree_says_how_to_build(tmp_path: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(SOURCE / 'python')!r}); import netcore_aes"
    result = python("-c", code, cwd=tmp_path)
    assert result.returncode == 1
    assert "ImportError: " in result.stderr.splitlines()[-1]
    assert "pip install ./netcore-aes-py" in result.stderr.splitlines()[-1]
