"""Tests; a package so that the harness in tests/client can be imported by name."""
