"""Tagih: commitments of Indonesia's regional governments, with evidence."""

__version__ = "0.1.0"
