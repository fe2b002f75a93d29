"""Hydra's configuration groups. In a wheel this folder is the package `outsim.configs`."""
