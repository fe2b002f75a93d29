// How the world is: sliders and choices, few at first, apart from what we do.

import { control, node } from "./controls.js";
import { icon } from "./icons.js";
import { luckField } from "./luck.js";
import { say } from "./say.js";
import { plain } from "./scales.js";

const shown = (given, value) => (given.kind === "choice" ? (given.choices.find(([name]) => name === value)?.[1] ?? value) : plain(value));

/** One control with the button that sets it back. */
function withReset(texts, given, change) {
  const made = control(given, change);
  const words = texts.situation.reset(given.label, shown(given, given.value));
  const back = node("button", { type: "button", class: "back", title: words, "aria-label": words, hidden: true, onclick: () => change(given.name, given.value) }, icon("undo"));
  made.root.querySelector(".line").append(back);
  made.root.dataset.name = given.name;
  return {
    ...made,
    given,
    show(value) {
      made.show(value);
      back.hidden = value === given.value;
    },
  };
}

/**
 * Fills the part of the situation. `change(name, value, given)` sets one, `release()` says that a hand let go, `resetAll()`
 * sets all back, `luck(seed)` gives other luck. The result has `offer(situation)`, `show(state)`, `problem(name, text)`.
 */
export function mountSituation(root, { texts, change, release, resetAll, luck }) {
  const words = texts.situation;
  const count = node("span", { class: "count" });
  const reset = node("button", { type: "button", class: "icon-button", title: words.resetAll, "aria-label": words.resetAll, onclick: resetAll, hidden: true }, icon("undo"));
  const list = node("div", { class: "list" });
  const ofLuck = luckField({ texts, change: luck });
  root.setAttribute("aria-label", words.title);
  root.append(node("header", {}, node("h2", {}, words.title), count, reset), list);
  list.addEventListener("change", release);
  list.addEventListener("pointerup", release); // a slider that comes back to where it was changes nothing
  let controls = [];

  const fieldset = (name, own) => node("fieldset", {}, node("legend", {}, name), ...own.map((each) => each.root));
  const grouped = (own) => [...new Set(own.map(({ given }) => given.group))].map((group) => fieldset(group, own.filter(({ given }) => given.group === group)));
  return {
    offer(situation) {
      controls = situation.controls.map((given) => withReset(texts, given, (name, value) => change(name, value, given)));
      const [first, rest] = [controls.filter(({ given }) => given.first), controls.filter(({ given }) => !given.first)];
      const more = node("details", { class: "rest" }, node("summary", {}, words.more), ...grouped(rest), ofLuck.root);
      list.replaceChildren(...grouped(first), more);
      list.scrollTop = 0;
    },
    show(state) {
      for (const each of controls) {
        each.show(state.parameters[each.name] ?? each.given.value);
        each.root.classList.toggle("changed", each.name in state.parameters);
      }
      const changed = Object.keys(state.parameters).length;
      say(count, words.changed(changed));
      reset.hidden = !changed;
      ofLuck.show(state.seed);
    },
    /** Whether there is such a control to say it beside. */
    problem(name, text) {
      for (const each of controls) each.problem(each.name === name ? text : "");
      const found = controls.find((each) => each.name === name);
      const folded = found?.root.closest("details");
      if (folded) folded.open = true;
      return Boolean(found);
    },
    /** The parameters that differ, in words. */
    told: (state) =>
      Object.entries(state.parameters).map(([name, value]) => {
        const given = controls.find((each) => each.name === name)?.given;
        return given ? `${given.group}: ${given.label.toLowerCase()} ${shown(given, value)} (${words.none} ${shown(given, given.value)})` : `${name} ${value}`;
      }),
  };
}
