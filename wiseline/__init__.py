"""Wiseline: phone coaching for Dialectical Behavior Therapy."""

__version__ = "0.1.0"
