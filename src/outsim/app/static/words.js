// The words of what a page and a notebook share: charts and controls. Those of the page alone stand in texts.js.

export const WORDS = {
  arms: { same: ["as it is", "as it is"], levers: ["without levers", "with levers"], changed: ["as it was given", "changed"] },
  better: (sign) => (sign > 0 ? "higher is better" : "lower is better"),
  to: " to ",
  week: (week) => `week ${week}`,
  big: {
    within: (weeks, low, high) => `within ${weeks} weeks (${low} to ${high})`,
    terminated: (futures) => `of 100${futures ? " futures" : ""} are terminated`,
    prevented: "Prevented",
    added: "Added",
    of: (range) => `of 100 (${range})`,
    range: (low, high) => `${low} to ${high}`,
  },
  indicator: {
    nothing: (name, arm) => `${name}, ${arm}: nothing is running`,
    said: (name, arm, first, last, week, spread, running) =>
      `${name}, ${arm}: median from ${first} in week 0 to ${last} in week ${week}${spread}, over the ${running} partnerships that still run`,
    spread: (low, high) => `, 90 % between ${low} and ${high}`,
    pulled: (week) => `a lever is pulled from week ${week} on`,
  },
  survival: {
    title: "Survival",
    about: "of 100 partnerships not terminated",
    said: (before, after, names, week) =>
      `Survival: of 100 partnerships ${before} ${names[0]} and ${after} ${names[1]} are not terminated by the end of week ${week}`,
  },
  causes: {
    title: "Causes",
    about: "of 100 partnerships",
    shades: (names) => `of 100: ${names[0]} (pale), ${names[1]} (blue)`,
    none: "No partnership was terminated",
    more: (count) => `and ${count} more`,
    said: (rows) => `Causes, of 100 partnerships: ${rows}`,
  },
  legend: (dashed, starts, replicates, confidence, futures) =>
    "Bands hold the middle half and 90 % of the partnerships still running; numbers are the medians at their ends. " +
    `${dashed ? `Dashed: the median ${dashed}. ` : ""}${starts ? "Triangles: a lever starts. " : ""}` +
    `${replicates} ${futures ? "futures of one partnership" : "partnerships"} each on the same luck; intervals of ${confidence} %.`,
  table: { head: "Median (90 %)", none: "none runs", value: (median, low, high) => `${median} (${low} to ${high})` },
  controls: {
    range: (low, high) => `from ${low} to ${high}`,
    usual: (low, high) => `partnerships usually lie from ${low} to ${high}`,
    unit: (unit) => `Unit: ${unit}`,
    source: (source, status) => `Source: ${source} (${status}).`,
    first: (why) => `Shown first: ${why}.`,
    about: (label) => `About ${label}`,
    dose: "dose",
    from: "from week",
    doseOf: (label) => `${label}: dose`,
    startOf: (label) => `${label}: start week`,
    price: (price) => (price ? `At full dose: ${price}.` : "At no price."),
    atStart: "Acts only before the partnership starts.",
    taken: "The scenario pulls it already.",
    reset: "Reset",
    situation: "Situation",
    more: "More of the situation",
    levers: "Levers",
  },
};
