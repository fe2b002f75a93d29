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
# # What if? For one client
#
# A consultant's engagement, from the first interview to a report that stays with the client. The client: a German
# insurer that hands claims handling to a vendor in India. It has signed in a hurry, its leaders are busy, and staff
# hear little.
#
# **Question.** Should they worry, about what, and what should they do first?

# %%
import outsim

# %% [markdown]
# ## The situation, as told in the interview
#
# Start from the nearest scenario that comes along and change what you were told. What you do not know keeps its
# default, and the display says which values those are.

# %%
client = outsim.load_scenario("nearshore_finance").with_(
    name="claims handling to India",
    weeks=104,
    client__staff=40,  # who deal with the vendor: in four departments, each with a head
    client__departments=4,
    leaders__count=4,
    vendor__country="IND",
    vendor__teams=8,
    contract__clarity=0.4,  # "we left the annexes for later"
    contract__decision_rights=0.3,  # "that goes to the steering committee, I think"
    leaders__participation=0.3,  # two of four did not come to the last four meetings
    expectations__leader_optimism=0.6,  # the business case promises a third more
    client__anxiety=0.4,  # from the works council's survey
)
client

# %% [markdown]
# Each value has a unit, a range, a meaning and a source; hover over it above, or ask:

# %%
print(outsim.names.parameters.leaders.participation.__doc__)

# %% [markdown]
# ## Should they worry?

# %%
runs = outsim.simulate(client, replicates=400, seed=1)
runs.print()

# %% [markdown]
# The range behind each share says how far 400 simulated partnerships leave it open. It does not say how far the
# *model* can be off. Much that it needs to know nobody has measured; `parameters="posterior"` lives with every set of
# coefficients that published facts allow, and intervals widen accordingly:

# %%
honest = outsim.simulate(client, replicates=512, seed=1, parameters="posterior")
share = honest.point_summary()["terminated"]
low, high = share["low"], share["high"]
print(f"terminated: {share['share']:.0%}; with what is not known about people, {low:.0%} to {high:.0%}")

# %% [markdown]
# So the level is the model's argument, not a forecast. What differs between two ways to go on is surer, as both meet
# the same luck and the same people.
#
# ## What if?
#
# Four things they could do. One is about the contract, two about what people do, one about both.

# %%
effect = outsim.what_if(
    client,
    {
        "annexes written": {"contract.clarity": 0.7, "contract.decision_rights": 0.6},
        "leaders call every week": "leader_checkins",
        "true progress reported": "progress_updates",
        "all of it": {
            "contract.clarity": 0.7,
            "contract.decision_rights": 0.6,
            "interventions": ["leader_checkins", "progress_updates"],
        },
    },
    replicates=400,
    seed=1,
)
print(effect.words)

# %%
effect.plot()

# %% [markdown]
# Top left is the answer for the client: failures prevented of 100 partnerships, each with the interval of the paired
# difference. The table has the price beside it:

# %%
effect.table[["package", "prevented", "prevented_low", "prevented_high", "cost_per_prevented"]].round(3)

# %% [markdown]
# ## When is it too late?
#
# They will ask whether it can wait until the next budget.

# %%
timing = outsim.timing(client, "leader_checkins", replicates=200, seed=1, options=outsim.TimingOptions(every=26))
print(timing.words)

# %% [markdown]
# ## Why does it fail, when it fails?

# %%
print(outsim.explain(client, replicates=200, seed=1).words)

# %% [markdown]
# ## The recommendation
#
# A report of a few printed pages, to hand over: the situation and what of it is assumed, what is likely, what helps, at
# what price, and how sure that is. One file, which asks nothing of the network.

# %%
effect.report("claims_handling.html")

# %% [markdown]
# What the numbers cannot say: whether this client is like the studies that the model stands on. Ask for three months
# of answers to a short survey, and [fit them](fit_to_a_pulse_survey.py).
