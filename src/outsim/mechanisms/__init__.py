"""The mechanisms: one claim about people or organisations a file.

Each is a pure function from a `World` to a `World`: it reads last week's state and the flows made earlier in
the week, and writes its part of this week's. `outsim.week` lists them in order. In the equations ``x'`` is
this week's value and ``x`` last week's, ``[x]+`` is max(x, 0), ``clip(x)`` limits to [0, 1], ``s(x)`` is the
logistic function 1 / (1 + exp(-x)), ``d.lever`` is a lever's dose this week, and a bare name is a coefficient
of the mechanism's own group.
"""
