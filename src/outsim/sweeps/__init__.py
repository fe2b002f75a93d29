"""Many scenarios at once: designs, blocks of work that are kept, launchers, one table.

Dependencies point one way: factors <- designs, points <- blocks <- stores <- plan <- running, tables <- computing <-
estimates, folder, result <- sweep, reading <- commanding. Composing (with bases) makes points of what Hydra was given.
"""
