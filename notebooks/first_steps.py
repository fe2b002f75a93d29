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
# # First steps
#
# Ten minutes: simulate an outsourcing partnership, read what comes out, pull one lever, and watch a single partnership
# live. All you need is Python 3.11 or newer and, in a checkout of the repository,
#
# ```text
# python3 -m venv .venv && .venv/bin/pip install . jupyterlab && .venv/bin/jupyter lab
# ```

# %%
import outsim

# %% [markdown]
# ## How does it usually go?
#
# A client in the United States hands its call centre to a vendor in the Philippines. One partnership says little, as
# luck plays a part in each. So let the same contract be lived 500 times, over two years.

# %%
base = outsim.load_scenario("offshore_call_center")
runs = outsim.simulate(base, replicates=500, seed=1)
runs.print()

# %% [markdown]
# Behind each share stands its 95 % interval: were you to simulate again with another seed, it would land about there.
# More replicates make it narrower. It does not say how well the model fits the world;
# [that stands elsewhere](../docs/validation.md).
#
# The same as a picture:

# %%
runs.plot()

# %% [markdown]
# On the left, what people live through: the line is the partnership in the middle, the bands hold half and nine in
# ten of those still running. On the right, how many are left, and what ended the others.
#
# Everything is a plain table as well, a row a partnership:

# %%
runs.runs[["replicate", "outcome", "ended_week", "cause", "cost", "satisfaction_last"]].head()

# %% [markdown]
# [What each column means](../docs/tables.md) is written down. From here on it is pandas: what do partnerships cost that
# end well, and those that do not?

# %%
runs.runs.groupby("outcome", observed=True)["cost"].describe()[["count", "mean", "50%"]].round(-3)

# %% [markdown]
# ## What if leaders called every week?
#
# An intervention is a *lever*. This one takes each leader an hour and a half a week, on the phone with the vendor. Both
# arms live through the same luck, replicate by replicate, so that what differs between them is the lever's doing.

# %%
effect = outsim.compare(base, {"check-ins": "leader_checkins"}, replicates=500, seed=1)
print(effect.words)

# %%
effect.plot()

# %% [markdown]
# Top left is the answer: how many failures of 100 partnerships the check-ins prevent, with its interval. Where it
# stays clear of the line at none, the effect is settled; how large it is in the world, the model cannot know.
#
# Try others: `outsim.simulate` and `outsim.compare` take any of the [levers](../docs/tables.md#levers), and any of the
# [parameters](../docs/model.md#parameters) can be changed first, as in `base.with_(contract__clarity=0.4)`.

# %% [markdown]
# ## One partnership, live
#
# Now not 500 but one, week by week. The people in it are objects that you can look at. Let it run for ten weeks: who
# is most afraid?

# %%
model = outsim.PartnershipModel(base, seed=1, replicate=3)
for _ in range(10):
    model.step()

afraid = max(model.staff, key=lambda person: person.anxiety)
peers = ", ".join(f"{peer.anxiety:.2f}" for peer in afraid.peers)
print(f"Most anxious of {len(model.staff)} people in week {model.week}: {afraid.anxiety:.2f}; peers: {peers}.")
print(f"Mean of all: {model.indicators['anxiety']:.2f}.")

# %% [markdown]
# Here the future forks. In one nothing changes; in the other leaders are on the phone with the vendor from now on.
# What was before is the same in both, and so is the luck.

# %%
other = model.fork("leader_checkins")
futures = {"as it was": model.run(), "with check-ins": other.run()}

for name, one in futures.items():
    print(f"{name:<14} {one.outcome}, week {one.week}", f"({one.cause})" if one.cause else "")

# %%
from outsim.plots.style import BLUE, ORANGE, Figure, style, week_axis

with style():
    figure = Figure(figsize=(7, 3), layout="constrained")
    axes = figure.subplots()
    for (name, one), colour in zip(futures.items(), (ORANGE, BLUE), strict=True):
        axes.plot(one.datacollector.get_model_vars_dataframe()["trust"].to_numpy(), color=colour, label=name)
    axes.axvline(10, color="0.6", linewidth=0.8, linestyle="--")
    week_axis(axes, base.weeks)
    axes.set(ylabel="trust, 0 to 1 (higher is better)", title="One partnership, two futures from week 10", ylim=(0, 1))
    axes.legend(frameon=False)
figure

# %% [markdown]
# Left of the dashed line the two are one. Right of it, what check-ins do to *this* partnership; a line that stops is a
# partnership that ended. Another one may go otherwise, which is why the comparison above asked 500.
#
# ## And now
#
# - [What helps, when, at what price, and why](../docs/interventions.md): rank levers, spend a budget, explain.
# - [Sweeps](../docs/sweeps.md): many situations in one table.
# - [All pictures](../docs/gallery.md), with the lines that make them.
