"""Many scenarios at once: designs, blocks of work that are kept, launchers, one table.

Dependencies point one way: factors <- designs <- points <- blocks <- stores <- running <- tables <- sweep <- hydra.
"""
