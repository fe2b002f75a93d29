"""Hydra finds here what outsim adds to it."""
