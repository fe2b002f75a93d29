// The state in the fragment of the page's address: short, readable, and only what differs from the preset's own.

import { LAST_REPLICATE, MOST_PACKAGES, START, TABS, opened } from "./state.js";

const AS_GIVEN = "-"; // a parameter that the preset changes and the trainer has set back

const number = (text) => (text !== "" && Number.isFinite(Number(text)) ? Number(text) : null);
const whole = (text, low, high) => {
  const found = number(text);
  return found !== null && Number.isInteger(found) && found >= low && found <= high ? found : null;
};
const value = (text) => number(text) ?? text;

const pullWritten = ({ start, dose }) => (dose === 1 ? `${start}` : `${start},${dose}`);
const pullRead = (text) => {
  const [start, dose = "1"] = text.split(",");
  return number(start) === null || number(dose) === null ? null : { start: number(start), dose: number(dose) };
};

const packageWritten = ({ name, levers }) =>
  [encodeURIComponent(name), ...Object.entries(levers).map(([lever, pull]) => `${lever}:${pullWritten(pull)}`)].join(";");

function packageRead(text) {
  const [name, ...levers] = text.split(";");
  try {
    const read = levers.map((each) => each.split(":")).map(([lever, pull]) => [lever, pullRead(pull ?? "")]);
    return read.every(([, pull]) => pull) ? { name: decodeURIComponent(name), levers: Object.fromEntries(read) } : null;
  } catch {
    return null; // a name that is no text
  }
}

/** The fragment of a state, without its "#". */
export function written(state, presets) {
  const preset = presets.find((each) => each.name === state.preset);
  const own = preset ? opened(preset) : { ...START, scenario: state.scenario };
  const parts = new URLSearchParams();
  if (preset) parts.set("preset", preset.name);
  else parts.set("scenario", state.scenario);
  for (const name of Object.keys({ ...own.parameters, ...state.parameters }).sort()) {
    if (!(name in state.parameters)) parts.set(`p.${name}`, AS_GIVEN);
    else if (state.parameters[name] !== own.parameters[name]) parts.set(`p.${name}`, state.parameters[name]);
  }
  for (const [name, pull] of Object.entries(state.levers)) parts.set(`l.${name}`, pullWritten(pull));
  for (const name of ["seed", "replicate", "indicator", "week", "tab"]) {
    if (state[name] !== own[name]) parts.set(name, state[name]);
  }
  if (state.branch) parts.set("from", `${state.branch.replicate},${state.branch.week}`);
  if (state.challenge) parts.set("challenge", `${state.challenge.under},${state.challenge.budget}`);
  if (state.predict) parts.set("predict", "1");
  for (const each of state.packages) parts.append("package", packageWritten(each));
  return parts.toString();
}

/** The state of a fragment; what it does not know or cannot read is left at its own. Null if it names nothing to open. */
export function read(fragment, offered) {
  const parts = new URLSearchParams(fragment.replace(/^#/, ""));
  const preset = offered.presets.find((each) => each.name === parts.get("preset"));
  const scenario = offered.scenarios.find((each) => each.name === parts.get("scenario"));
  if (!preset && !scenario) return null;
  const state = preset ? opened(preset) : { ...START, scenario: scenario.name, parameters: {}, levers: {} };
  for (const [key, text] of parts) {
    const [kind, name] = [key.slice(0, 2), key.slice(2)];
    if (kind === "p." && text === AS_GIVEN) delete state.parameters[name];
    else if (kind === "p.") state.parameters = { ...state.parameters, [name]: value(text) };
    else if (kind === "l." && pullRead(text)) state.levers = { ...state.levers, [name]: pullRead(text) };
  }
  state.seed = whole(parts.get("seed") ?? "", 0, 4294967295) ?? state.seed;
  state.replicate = whole(parts.get("replicate") ?? "", 0, LAST_REPLICATE) ?? state.replicate;
  state.week = whole(parts.get("week") ?? "", 0, 1e4) ?? state.week;
  if (offered.indicators.some((each) => each.name === parts.get("indicator"))) state.indicator = parts.get("indicator");
  if (TABS.includes(parts.get("tab"))) state.tab = parts.get("tab");
  const [replicate, week] = (parts.get("from") ?? "").split(",").map((text) => whole(text, 0, 1e6));
  if (replicate !== null && week !== null && week !== undefined) state.branch = { replicate, week };
  const [under, budget] = (parts.get("challenge") ?? "").split(",").map(number);
  if (under >= 1 && under <= 100 && budget !== null && budget >= 0) state.challenge = { under: Math.round(under), budget };
  state.predict = parts.get("predict") === "1";
  state.packages = parts.getAll("package").map(packageRead).filter(Boolean).slice(0, MOST_PACKAGES);
  return state;
}
