"""Measurements: our portal against what a user would otherwise pick."""
