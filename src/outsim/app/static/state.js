// What the trainer has set. Plain values, never changed in place: each change makes a new one.

export const NAMED = ["anxiety", "alignment", "expectation_gap", "friction"];
export const REPLICATES = 500;
export const TABS = ["overview", "indicators", "why", "packages"];
export const MOST_PACKAGES = 4;
export const LAST_REPLICATE = 1_000_000; // the highest number of a partnership that is looked at

export const START = Object.freeze({
  preset: null, // its name, or null for a plain scenario
  scenario: null,
  parameters: {}, // what differs from the scenario, by dotted name
  levers: {}, // by name: {start, dose}
  seed: 1,
  replicate: 0, // the partnership that is shown by itself
  branch: null, // {replicate, week}: all arms are futures of that one
  indicator: "anxiety",
  week: null, // the cursor
  tab: "overview",
  packages: [], // {name, levers}
  challenge: null, // {under: of 100, budget: USD}
  predict: false, // hide the answer to a change until somebody has said what they expect
});

/** The state in which a preset opens: its challenge, no lever. */
export const opened = (preset, kept = {}) => ({
  ...START,
  ...kept,
  preset: preset.name,
  scenario: preset.scenario,
  parameters: { ...preset.parameters },
  levers: {},
  indicator: preset.indicator ?? START.indicator,
  replicate: 0,
  branch: null,
  week: null,
});

/** The indicators that are asked for: the four of every summary, and the chosen one. */
export const indicatorsOf = (state) => (NAMED.includes(state.indicator) ? NAMED : [...NAMED, state.indicator]);

/** What decides the answer, as the server is asked. */
export const question = (state) => ({
  scenario: state.scenario,
  parameters: state.parameters,
  levers: state.levers,
  seed: state.seed,
  replicates: REPLICATES,
  indicators: indicatorsOf(state),
  ...(state.branch ? { branch: state.branch } : {}),
});

const sorted = (value) =>
  value && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]))
    : value;

/** Equal for equal values, whatever the order in which they were set. */
export const keyOf = (value) => JSON.stringify(sorted(value));

/** What a change of it makes another world: not what is merely looked at. */
export const worldOf = ({ scenario, parameters, levers, seed, branch }) => keyOf({ scenario, parameters, levers, seed, branch });

/** What was opened: an answer to another is no former answer of this one. */
export const openedOf = ({ preset, scenario }) => keyOf([preset, scenario]);

/** What is merely looked at, which stays when steps are undone. */
export const lookedAt = ({ tab, indicator, week, predict, challenge, replicate }) => ({ tab, indicator, week, predict, challenge, replicate });

/** Without one name. */
export const without = (held, name) => Object.fromEntries(Object.entries(held).filter(([each]) => each !== name));
