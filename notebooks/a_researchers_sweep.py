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
# # A researcher's sweep
#
# Design, run, look, and say how sure. The question: **does it depend on the contract how much absent leaders cost?**

# %%
from pathlib import Path

import outsim

base = outsim.load_scenario("offshore_call_center")
folder = Path("sweep")

# %% [markdown]
# ## Design
#
# Two inputs over their whole plausible range, one choice beside them. A Sobol sequence covers the space evenly with few
# points, and a longer one begins with the shorter: more points later cost only the new ones.

# %%
varied = {
    "leaders.participation": (0.1, 0.9),
    "contract.clarity": (0.2, 0.9),
    "interventions": [[], ["contract_workshop"]],
}
found = outsim.sweep(base, varied, replicates=32, seed=1, design="sobol", points=64, out=folder)
print(found.words)

# %% [markdown]
# ## One tidy table
#
# A row a point, with an interval beside each estimate ...

# %%
found.table[[*varied, "terminated", "terminated_low", "terminated_high"]].head()

# %% [markdown]
# ... and a row a partnership, from which every other question can be answered:

# %%
found.runs.groupby("interventions", observed=True)[["cost", "friction_mean", "queue_mean"]].mean()

# %% [markdown]
# It is all in the folder, in parts that survive a kill. The same call again computes nothing; twice the replicates
# compute only the second half:

# %%
again = outsim.sweep(base, varied, replicates=64, seed=1, design="sobol", points=64, out=folder)
print(f"{again.computed:,} of {len(again.runs):,} partnerships were new")

# %% [markdown]
# On the command line this is `outsim -m hydra.sweeper.design=sobol hydra.sweeper.points=64 ...`, and with
# `hydra/launcher=dask` it runs on a cluster: [sweeps](../docs/sweeps.md).
#
# ## Look

# %%
again.map("leaders.participation", "contract.clarity")

# %%
again.plot()

# %% [markdown]
# Points share their luck, so the intervals of means in these pictures come from what each replicate saw over all
# points; the caption says so. A factor's title claims only what is settled.
#
# ## How much is whose?
#
# Sobol indices split the variance between points among the inputs, alone and together, with the noise of replicates
# taken out.

# %%
shares = outsim.sensitivity(
    base,
    {"leaders.participation": [0.1, 0.9], "contract.clarity": [0.2, 0.9], "expectations.optimism": [0, 0.8]},
    outputs=["terminated", "cost"],
    replicates=32,
    options=outsim.SensitivityOptions(method="sobol", points=128),
)
print(shares.words)

# %%
shares.plot()

# %% [markdown]
# Intervals here are wide, as 128 rows and 32 replicates are few: enough for a first look, not for a paper. Ten times
# as many of each take some minutes. [Experiments](../experiments/README.md) show studies at full size, with the
# question, the design and the finding.
#
# ## What to report
#
# The folder's `manifest.json` has it: versions, commit, seed, design, and a digest of the configuration.

# %%
import json

told = json.loads((folder / "manifest.json").read_text())
{name: told[name] for name in ("outsim", "seed", "replicates", "design", "varied", "model")}
