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
# # Teaching the five challenges
#
# A trainer's session. Five things make outsourcing partnerships fail in the literature: people who are afraid of the
# change, cultures that misread each other, hopes that were too high, goals that the contract leaves apart, and secrets
# that leak; and over all of them, leaders who are not there. Each is shown alone, made worse until the room sees it,
# and then overcome.
#
# **How to use it.** Let the room predict *before* you run a cell: how many of a hundred will fail? Write it down, then
# run. The difference is what people remember.

# %%
import matplotlib.pyplot as plt
import pandas as pd

import outsim
from outsim.plots.style import style

calm = outsim.load_scenario("offshore_call_center")
REPLICATES = 200

# %% [markdown]
# One function shows a challenge: the usual case, the challenge alone, and what overcomes it, all on the same luck. Its
# picture is one indicator over the weeks, the middle partnership of each case.


# %%
def challenge(title, indicator, worse, *levers):
    harder = calm.with_(worse)
    cases = {"as usual": calm, title: harder, "overcome": harder.with_interventions(*levers)}
    runs = outsim.simulate(cases, replicates=REPLICATES, seed=1)
    with style():
        _, axes = plt.subplots(figsize=(8, 3.2), layout="constrained")
    for point, (name, look) in enumerate(zip(cases, ("--", "-", "-"), strict=True)):
        axes.plot(runs.bands(indicator, point=point)[0.5], look, color=f"C{point}", label=name)
    axes.set(title=title, xlabel="week", ylabel=indicator.replace("_", " "))
    axes.legend(frameon=False)
    plt.show()
    failed = [runs.point_summary(point)["terminated"] for point in range(3)]
    told = [f"{100 * one['share']:.0f} ({100 * one['low']:.0f} to {100 * one['high']:.0f})" for one in failed]
    return pd.DataFrame([told], columns=list(cases), index=["terminated of 100 (95 % interval)"])


# %% [markdown]
# ## 1. People who are afraid of the change
#
# Jobs are at stake and nobody explains. *Ask:* what happens to people who stay? *Predict:* when is anxiety highest?

# %%
challenge(
    "people are afraid",
    "anxiety",
    {"client.job_impact": 0.9, "client.anxiety": 0.6, "client.involvement": 0.0},
    "change_communication",
    "emotional_support",
)

# %% [markdown]
# Anxiety rises with each wave of work that moves, spreads among colleagues, and settles only slowly. Communication and
# support act on it directly; watch whether the share that fails follows. Where it does not by much, that is a finding
# too: fear makes people unhappy long before it ends a contract.
#
# ## 2. Cultures that misread each other
#
# Far apart in culture and language, and hardly an hour of the day in common.

# %%
challenge(
    "far cultures",
    "friction",
    {"client.country": "DEU", "vendor.country": "VNM", "vendor.working_english": 0.4},
    "cultural_training",
    "language_support",
)

# %% [markdown]
# ## 3. Hopes that were too high
#
# The business case promised the moon, and reports say all is well. *Ask:* who disappoints whom?

# %%
challenge(
    "hopes too high",
    "expectation_gap",
    {"expectations.optimism": 0.8, "expectations.leader_optimism": 0.9, "expectations.openness": 0.1},
    "expectation_setting",
    "progress_updates",
)

# %% [markdown]
# ## 4. Goals that the contract leaves apart
#
# The vendor is paid for being cheap, the client wants to be served well, and the contract does not say who decides.

# %%
challenge(
    "a vague contract",
    "alignment",
    {"contract.clarity": 0.2, "contract.completeness": 0.3, "contract.decision_rights": 0.2},
    "contract_workshop",
    "goal_alignment",
)

# %% [markdown]
# ## 5. Secrets that leak
#
# Everybody has access to everything. Leaks are rare, so look at exposure rather than at failures.

# %%
challenge(
    "open doors",
    "ip_exposure",
    {"security.access": 0.9, "security.partition": 0.0, "security.safeguards": 0.1, "vendor.security": 0.3},
    "ip_safeguards",
    "security_strategy",
)

# %% [markdown]
# ## And over all of them: leaders who are not there
#
# Decisions wait in a queue that nobody empties.

# %%
challenge(
    "absent leaders",
    "queue",
    {"leaders.participation": 0.1, "leaders.other_duties": 0.9},
    "leader_checkins",
    "output_review",
)

# %% [markdown]
# ## Debrief
#
# - Which prediction was furthest off, and why?
# - Which lever would *you* pull first with one person's time to spend? `study=rank` has the model's answer, and
#   [the interventions](../docs/interventions.md) say how it came about.
# - What would you have to know about your own partnership before you believed any of this?
#   [Validation](../docs/validation.md) says where the model misses what is published.
