"""A small programme to try everything on: its cast, three weeks of history, and a link for each person."""

from wiseline.demo.cast import load, sign_in_links

__all__ = ["load", "sign_in_links"]
