"""Run the sandbox alone: ``python -m netcore_aes.sandbox``."""

import typer

from .command import sandbox

# Tracebacks of typer's own can show variables, and with them keys.
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
app.command()(sandbox)
app()
