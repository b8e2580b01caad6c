"""`tagih ...`: click, thin: parse, call, print."""

from tagih.cli.main import cli

__all__ = ["cli"]
