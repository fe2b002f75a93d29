# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Fit to a pulse survey
#
# A client asks its people four questions every few weeks. What do the answers say about the partnership, and how
# will it go on?

# %%
from importlib.resources import files

import outsim

pulse = outsim.read_pulse(files("outsim") / "data" / "pulse_example.csv")
pulse.weekly().head(12)

# %% [markdown]
# This survey is made up: it comes from a simulated partnership, so that we can see whether the fit finds what is true.
# Your own is a CSV file with a row an answer or a week; [the format](../docs/validation.md) is short. Answers of 1 to 5
# and of 0 to 100 are both read.
#
# ## Fit
#
# Thousands of partnerships are simulated around the scenario, each with other unknowns: how anxious people began, how
# high hopes were, what the vendor can do. Those whose first weeks look like the survey are kept. No likelihood is
# needed, and what the survey cannot tell stays as open as it was.

# %%
client = outsim.load_scenario("offshore_call_center")
found = outsim.forecast(client, pulse, members=3000, seed=1)
print(found.words)

# %%
found.plot()

# %% [markdown]
# Left, what was asked: dots are answers, bands what partnerships like this one go through. Right, how many of them are
# left as the weeks pass. Where a band stays wide after the last answer, the survey does not settle the future, and
# saying so is the honest part.
#
# ## What was learnt?

# %%
found.table.head(8)

# %% [markdown]
# An unknown whose interval is much narrower than before was told by the survey. One that is not was not, and no
# amount of staring at the mean will help: ask for another question instead.
#
# ## And if they did something now?
#
# Take what was learnt into a what-if: set the situation to its most likely values, and fork the future from the last
# week of the survey.

# %%
learnt = client.with_({row.unknown: row.middle for row in found.table.itertuples() if "." in row.unknown})
later = outsim.fork(learnt, pulse.last_week + 1, {"check-ins now": "leader_checkins"}, replicates=200, seed=1)
print(later.words)
