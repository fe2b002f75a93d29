// The words of one partnership's panel and of the panel that says why, in one place, so that they can be translated.

/** A number as a reader writes it, with few digits. */
const short = (value, unit = "") => {
  if (value === null || value === undefined) return "?";
  if (unit === "1/week") return `${Number((100 * value).toPrecision(2))} %`;
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return unit === "0..1" || unit === "share" ? value.toFixed(2) : String(Number(value.toPrecision(2)));
};

export const partnershipTexts = {
  title: "One partnership",
  number: "Partnership number",
  show: "Show",
  examples: { failed: "One that fails", saved: "One that is saved", lost: "One that is lost", lasting: "One that lasts" },
  examplesAbout: {
    failed: "The first that is terminated without the levers",
    saved: "The first that is terminated without the levers and not with them",
    lost: "The first that is terminated only with the levers",
    lasting: "The first that is terminated in neither",
  },
  noExample: "none among those simulated",
  without: "As it happens",
  with: "With the levers",
  withFrom: (week) => (week ? `With the levers, from week ${week}` : "With the levers, from the start"),
  same: "No lever is pulled: both are one.",
  past: (week) => `One past until week ${week}`,
  play: "Play",
  pause: "Pause",
  again: "Play again",
  back: "A week back",
  forward: "A week on",
  speed: "Speed",
  times: (speed) => `${speed}×`,
  week: (week) => `Week ${week}`,
  scrub: "Week",
  pull: (week) => (week ? `Pull a lever in week ${week}` : "Pull a lever at the start"),
  pullAbout: "The past stays, the future forks",
  tooLate: "Both lives are over",
  keys: "Space plays and pauses, arrows go a week back or on",
  panel: "The people of one partnership, week by week",
  story: "What happens",
  storyNone: "Nothing yet. Press play.",
  arms: { both: "", without: "as it happens", with: "with levers" },
  before: "Before week 0",
  fork: "the future forks",
  kinds: { staff: "client staff", leaders: "client leader", teams: "vendor team" },
  friction: (least, most) => `ties: friction ${short(least)} to ${short(most)}`,
  noColour: (label) => `${label} is of the partnership as a whole: nobody has a colour.`,
  scale: (label, unit) => (unit === "1" || unit === "" || unit === "0..1" ? `${label}:` : `${label}, ${unit.replace("..", " to ")}`),
  value: short,
  mean: (label, value, unit) => `${label} ${short(value, unit)}`,
  course: (label, low, high, unit) => `${label} of the partnership over its weeks, between ${short(low, unit)} and ${short(high, unit)}`,
  picture: (arm, week, label, value, unit, people, over) =>
    over ? `${arm}, week ${week}: ${over}` : `${arm}, week ${week}: ${label} of the partnership ${short(value, unit)}; ${people}`,
  spread: (kind, low, high) => `${kind} from ${short(low)} to ${short(high)}`,
  tied: (count, low, high) => `${count} ties, friction ${short(low)} to ${short(high)}`,
  waiting: "One partnership is being lived …",
  failed: "This partnership cannot be shown now.",
};

export const whyTexts = {
  title: "Why",
  waiting: "Weeks are being taken apart …",
  all: "This is about all such partnerships, not only about the futures of one that the numbers above count.",
  failed: "The reasons cannot be told now.",
  changed: "What changed",
  first: "What each lever does first",
  through: "Through which mechanisms",
  of: (count) => `Mean over the first ${count} partnerships, each compared in the last week in which both of its lives run; the parts add up to the change. What fades is pushed again week after week, so a part can be larger than the whole change.`,
  part: "Mechanism",
  change: "Change",
  alike: "same sign in",
  whole: "all together",
  share: (share) => `${Math.round(100 * share)} %`,
  interval: (low, high) => `${low} to ${high}`,
  one: (replicate) => `Partnership ${replicate}`,
  saved: "What would have prevented its end",
  endangered: "What would have ended it",
  luck: "On the same luck, one change alone. One partnership is no rule: how many are prevented of 100 stands above.",
  points: "points",
};
