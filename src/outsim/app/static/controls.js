// Sliders, choices and levers from their descriptions (outsim.app.controls). Plain elements: keyboard and screen readers
// know them.

import { fill, say } from "./say.js";
import { plain } from "./scales.js";
import { WORDS } from "./words.js";

/** An element of the document; attributes that are not text are set as properties. */
export function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in made && typeof value !== "string") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** All that a control has to explain of itself, in a few lines. */
export function explanation(control) {
  const range = control.kind === "slider" ? WORDS.controls.range(plain(control.low), plain(control.high)) : "";
  const usual = control.usual ? WORDS.controls.usual(plain(control.usual[0]), plain(control.usual[1])) : "";
  const unit = control.unit === "1" || control.kind === "choice" ? "" : control.unit.replace("..", WORDS.to);
  return [
    `${control.meaning}.`,
    [unit && WORDS.controls.unit(unit), range, usual].filter(Boolean).join(", "),
    WORDS.controls.source(control.source, control.status),
    control.first ? WORDS.controls.first(control.first) : "",
  ].filter(Boolean);
}

let made = 0;

function explained(label, field, lines, shown) {
  made += 1;
  const about = node("p", { class: "about", id: `outsim-about-${made}`, hidden: true }, lines.join(" "));
  const button = node("button", { type: "button", class: "info", title: lines.join("\n"), "aria-expanded": "false", "aria-controls": about.id, "aria-label": WORDS.controls.about(label.textContent) }, "?");
  button.addEventListener("click", () => {
    about.hidden = !about.hidden;
    button.setAttribute("aria-expanded", String(!about.hidden));
  });
  field.setAttribute("aria-describedby", about.id);
  label.title = lines.join("\n");
  return [node("div", { class: "line" }, label, ...(shown ? [shown] : []), button), field, about];
}

/** Says beside a control what is wrong with its value; an empty text takes it away. */
function complain(root, field, text) {
  root.querySelector(".problem")?.remove();
  field.removeAttribute("aria-invalid");
  if (!text) return;
  field.setAttribute("aria-invalid", "true");
  root.append(node("p", { class: "problem", role: "alert" }, text));
}

/** One slider or choice; calls `change(name, value)`; the result has `show(value)`. */
export function control(given, change) {
  made += 1;
  const id = `outsim-control-${made}`;
  const label = node("label", { for: id }, given.label);
  const root = node("div", { class: "control" });
  if (given.kind === "choice") {
    const field = node("select", { id }, ...given.choices.map(([value, text]) => node("option", { value }, text)));
    field.addEventListener("change", () => change(given.name, field.value));
    root.append(...explained(label, field, explanation(given)));
    return {
      name: given.name,
      root,
      show: (value) => mark(root, given, (field.value = value)),
      problem: (text) => complain(root, field, text),
    };
  }
  const field = node("input", { id, type: "range", min: String(given.low), max: String(given.high), step: String(given.step) });
  const shown = node("output", { for: id });
  field.addEventListener("input", () => {
    say(shown, plain(Number(field.value)));
    change(given.name, Number(field.value));
  });
  root.append(...explained(label, field, explanation(given), shown));
  return {
    name: given.name,
    root,
    show(value) {
      if (document.activeElement !== field || Number(field.value) !== value) fill(field, value);
      say(shown, plain(value));
      mark(root, given, value);
    },
    problem: (text) => complain(root, field, text),
  };
}

function mark(root, given, value) {
  root.classList.toggle("changed", value !== given.value);
}

/** One lever: a switch, a dose and a start week; calls `change(name, {start, dose})`, or with null when let go. */
export function leverControl(given, weeks, change) {
  made += 1;
  const id = `outsim-lever-${made}`;
  const on = node("input", { id, type: "checkbox", disabled: given.taken });
  const dose = node("input", { type: "range", min: "0", max: "1", step: "0.05", value: "1", "aria-label": WORDS.controls.doseOf(given.label) });
  const start = node("input", { type: "number", min: "0", max: String(weeks - 1), step: "1", value: "0", "aria-label": WORDS.controls.startOf(given.label), disabled: given.at_start_only });
  const shown = node("output", {}, "1");
  const more = node("div", { class: "more", hidden: true }, node("label", {}, `${WORDS.controls.dose} `, dose, shown), node("label", {}, `${WORDS.controls.from} `, start));
  const now = () => ({ start: Math.min(Math.max(Math.round(Number(start.value) || 0), 0), weeks - 1), dose: Number(dose.value) });
  const tell = () => {
    more.hidden = !on.checked;
    say(shown, plain(Number(dose.value)));
    change(given.name, on.checked ? now() : null);
  };
  on.addEventListener("change", tell);
  dose.addEventListener("input", tell);
  start.addEventListener("change", tell);
  const label = node("label", { for: id }, given.label);
  const lines = [`${given.meaning}.`, WORDS.controls.price(given.price)];
  if (given.at_start_only) lines.push(WORDS.controls.atStart);
  if (given.taken) lines.push(WORDS.controls.taken);
  const root = node("div", { class: "control lever" });
  root.append(...explained(label, on, lines));
  root.firstChild.prepend(on);
  root.append(more);
  return {
    name: given.name,
    root,
    show(pull) {
      on.checked = given.taken || Boolean(pull);
      more.hidden = !pull;
      if (!pull) return;
      fill(dose, pull.dose);
      say(shown, plain(pull.dose));
      fill(start, pull.start);
    },
    /** At full dose if it is pulled next. */
    anew() {
      if (on.checked) return;
      fill(dose, 1);
      say(shown, plain(1));
    },
    /** The week from which it acts if it is pulled next. */
    startAt(week) {
      if (!on.checked && !given.at_start_only) start.value = String(week);
    },
    problem: (text) => complain(root, on, text),
  };
}

/** Everything that can be changed. `changed({parameters, levers})` is called with what differs from the scenario. */
export function controlsPanel(root, offered, changed) {
  const state = { parameters: {}, levers: {} };
  const values = Object.fromEntries(offered.controls.map((each) => [each.name, each.value]));
  const without = (held, name) => Object.fromEntries(Object.entries(held).filter(([each]) => each !== name));
  const setParameter = (name, value) => {
    const rest = without(state.parameters, name);
    state.parameters = value === values[name] ? rest : { ...rest, [name]: value };
    tell();
  };
  const setLever = (name, pull) => {
    state.levers = pull ? { ...state.levers, [name]: pull } : without(state.levers, name);
    tell();
  };
  const reset = node("button", { type: "button", class: "reset" }, WORDS.controls.reset);
  reset.addEventListener("click", () => {
    show({ parameters: {}, levers: {} });
    tell();
  });
  const built = offered.controls.map((each) => ({ ...control(each, setParameter), given: each }));
  const levers = offered.levers.map((each) => leverControl(each, offered.weeks, setLever));
  const first = built.filter(({ given }) => given.first);
  const rest = node("details", {}, node("summary", {}, WORDS.controls.more));
  for (const group of new Set(offered.controls.map((each) => each.group))) {
    const own = built.filter(({ given }) => given.group === group && !given.first);
    if (own.length) rest.append(node("fieldset", {}, node("legend", {}, group), ...own.map((each) => each.root)));
  }
  const groups = [...new Set(first.map(({ given }) => given.group))].map((group) =>
    node("fieldset", {}, node("legend", {}, group), ...first.filter(({ given }) => given.group === group).map((each) => each.root)),
  );
  root.append(
    node("section", { "aria-label": WORDS.controls.situation }, node("h3", {}, WORDS.controls.situation), ...groups, rest),
    node("section", { "aria-label": WORDS.controls.levers }, node("h3", {}, WORDS.controls.levers), ...levers.map((each) => each.root)),
    reset,
  );
  function tell() {
    for (const each of built) each.root.classList.toggle("changed", each.name in state.parameters);
    reset.disabled = !Object.keys(state.parameters).length && !Object.keys(state.levers).length;
    changed({ parameters: { ...state.parameters }, levers: { ...state.levers } });
  }
  function show({ parameters, levers: pulled }) {
    state.parameters = { ...parameters };
    state.levers = { ...pulled };
    for (const each of built) each.show(parameters[each.name] ?? values[each.name]);
    for (const each of levers) each.show(pulled[each.name]);
    reset.disabled = !Object.keys(parameters).length && !Object.keys(pulled).length;
  }
  show(state);
  return { show };
}
