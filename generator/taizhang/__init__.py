"""Taizhang 台账: YAML issue ledgers in, a public and accountable portal out."""
