// What we do: levers, each with a switch, a dose and a start week.

import { leverControl, node } from "./controls.js";
import { fill, say } from "./say.js";

/**
 * Fills the part of the levers. `change(name, pull)` sets one, null lets go; `acts` has suggested, releaseAll, keep. The
 * result has `offer(situation)`, `show(state, preset)`, `startAt(week)`, `anew()`, `problem(name, text)`, `told(levers)`.
 */
export function mountLevers(root, { texts, change, release, acts }) {
  const words = texts.levers;
  const count = node("span", { class: "count" });
  const list = node("div", { class: "list" });
  const week = node("input", { type: "number", min: "0", step: "1", value: "0", id: "start-week" });
  const said = node("p", { class: "now", role: "status" });
  const suggested = node("button", { type: "button", class: "small", onclick: acts.suggested }, words.suggested);
  const none = node("button", { type: "button", class: "small", onclick: acts.releaseAll }, words.release);
  const keep = node("button", { type: "button", class: "small", title: words.keepAbout, onclick: acts.keep }, words.keep);
  root.setAttribute("aria-label", words.title);
  root.append(
    node("header", {}, node("h2", {}, words.title), count),
    node("div", { class: "row" }, node("label", { for: "start-week" }, words.startAt), week),
    said,
    list,
    node("div", { class: "row acts" }, suggested, keep, none),
  );
  list.addEventListener("change", release);
  list.addEventListener("pointerup", release); // a slider that comes back to where it was changes nothing
  let levers = [];
  let last = 0;
  const startAt = (from) => {
    const start = Math.min(Math.max(Math.round(Number(from) || 0), 0), last);
    fill(week, start);
    for (const each of levers) each.startAt(start);
    say(said, start ? words.now(start) : "");
  };
  week.addEventListener("change", () => startAt(week.value));

  const label = (name) => levers.find((each) => each.name === name)?.label ?? name;
  return {
    startAt,
    /** Levers that are pulled next begin at the start, at full dose. */
    anew() {
      startAt(0);
      for (const each of levers) each.anew();
    },
    focus: () => list.querySelector("input:not(:disabled)")?.focus(),
    offer(situation) {
      last = situation.weeks - 1;
      week.max = String(last);
      levers = situation.levers.map((given) => {
        const made = leverControl(given, situation.weeks, change);
        made.root.dataset.name = given.name;
        return { ...made, label: given.label };
      });
      list.replaceChildren(...levers.map((each) => each.root));
      list.scrollTop = 0;
      startAt(0);
    },
    show(state, preset) {
      const pulled = Object.keys(state.levers).length;
      for (const each of levers) {
        each.show(state.levers[each.name]);
        each.root.classList.toggle("pulled", each.name in state.levers);
      }
      say(count, words.pulled(pulled));
      none.hidden = keep.hidden = !pulled;
      suggested.hidden = !preset || !Object.keys(preset.levers ?? {}).length;
    },
    problem(name, text) {
      for (const each of levers) each.problem(each.name === name ? text : "");
      return levers.some((each) => each.name === name);
    },
    /** Levers in words, in the order of the page. */
    told: (held) => Object.entries(held).map(([name, pull]) => texts.lever.told(label(name), pull)),
  };
}
