"""Typed messages, and the templates that say them in each language."""
