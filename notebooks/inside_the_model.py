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
# # Inside the model
#
# One partnership, live: its people are [Mesa](https://mesa.readthedocs.io) agents, whose attributes read and write the
# same numbers that the fast engine computes. Look at anybody, change anything, and go on.

# %%
import outsim

base = outsim.load_scenario("offshore_call_center")
model = outsim.PartnershipModel(base, seed=1, replicate=3)
for _ in range(12):
    model.step()
model.week, round(model.indicators["anxiety"], 2)

# %% [markdown]
# ## Who are they?

# %%
person = model.staff[0]
print(person, "in department", person.department, "reports to", person.leader)
print("talks with", len(person.ties), "vendor teams and", len(person.peers), "colleagues")
person.anxiety, person.trust, person.expectation

# %%
model.agents_by_type[outsim.ClientStaff].agg("anxiety", [min, max])

# %% [markdown]
# The whole network, coloured by how anxious people are; the wider a tie, the more friction on it:

# %%
model.plot_network("anxiety")

# %% [markdown]
# ## One week by hand
#
# A week is a chain of mechanisms: work arrives, people talk, decisions queue, feelings follow. Live one, and see what
# it changed.

# %%
before = model.indicators
model.step()
{name: round(model.indicators[name] - before[name], 4) for name in ("anxiety", "trust", "friction", "queue")}

# %% [markdown]
# Which mechanism did it? The same partnership, taken apart week by week into the terms of its mechanisms: what moved
# anxiety in week 12, largest first. The parts add up to the change.

# %%
story = outsim.explain(base, replicate=3)
week = story.table.query("week == 12 and indicator == 'anxiety' and change != 0")
week.sort_values("change", key=abs, ascending=False)[["part", "change"]].round(4).head(6)

# %% [markdown]
# ## Why did this one end as it did?

# %%
print(story.words)

# %%
story.plot()

# %% [markdown]
# ## The same past, another future
#
# A fork has lived the same weeks and will meet the same luck. Only what you do differs.

# %%
other = model.fork("leader_checkins", "progress_updates")
print("as it was:", model.run().outcome, "in week", model.week)
print("with leaders who call:", other.run().outcome, "in week", other.week)

# %% [markdown]
# ## An agent of your own
#
# Subclass an agent and give it a step: here, staff who calm a colleague down when they are calm themselves. It runs
# before the week's mechanisms.


# %%
class Calming(outsim.ClientStaff):
    def step(self):
        if self.anxiety < 0.3:
            for colleague in self.peers:
                colleague.anxiety = max(0.0, colleague.anxiety - 0.01)


kind = outsim.PartnershipModel(base, seed=1, replicate=3, staff_class=Calming).run()
usual = outsim.PartnershipModel(base, seed=1, replicate=3).run()
weekly = [each.datacollector.get_model_vars_dataframe()["anxiety"] for each in (usual, kind)]
print(f"mean anxiety: {weekly[0].mean():.3f} as usual, {weekly[1].mean():.3f} with colleagues who calm")

# %% [markdown]
# ## An intervention of your own
#
# A function of the week, last week's state and the levers, compiled with everything else, so that it can be compared
# over hundreds of partnerships like any lever. It says what it changes and what it costs.


# %%
def weekly_retro(week, state, levers):
    trust = state.staff.trust
    return {"staff.trust": trust + 0.02 * (1 - trust), "staff_hours": 1.0, "vendor_hours": 1.0}


retro = {"lever": "retro", "function": weekly_retro, "start": 8}
effect = outsim.compare(base, {"retro": retro}, replicates=128, seed=1)
print(effect.words)

# %% [markdown]
# What each mechanism does, with its equation, its source and its status: [the model](../docs/model.md).
