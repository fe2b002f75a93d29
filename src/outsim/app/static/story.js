// The events of both lives, told as the weeks pass, the newest first.

import { element, escaped } from "./svg.js";

/** The events of both arms in one list, the newest first; what happens in both in the same week is told once. */
export function merged({ arms, fork }) {
  const key = (event) => `${event.week} ${event.words}`;
  const both = new Set(arms.with.events.map(key));
  const first = arms.without.events.map((event, place) => ({ ...event, arm: fork === null || both.has(key(event)) ? "both" : "without", place }));
  const shared = new Set(first.filter((event) => event.arm === "both").map(key));
  const second = fork === null ? [] : arms.with.events.filter((event) => !shared.has(key(event))).map((event, place) => ({ ...event, arm: "with", place }));
  return [...first, ...second].sort((one, other) => other.week - one.week || other.place - one.place);
}

/** The list as markup, all of it hidden. */
export function storyMarkup(events, words) {
  return events
    .map((event) => {
      const who = words.arms[event.arm];
      return element(
        "li",
        { class: `event ${event.tone} ${event.arm}`, hidden: "", "data-week": event.week },
        element("span", { class: "when" }, escaped(words.week(event.week))),
        who ? element("span", { class: "who" }, escaped(who)) : "",
        element("span", { class: "words" }, escaped(event.words)),
      );
    })
    .join("");
}

/** What is said aloud of the weeks after `before` up to `week`: whole sentences. */
export function spoken(events, before, week, words) {
  return events
    .filter((event) => event.week > before && event.week <= week)
    .reverse()
    .map((event) => [words.week(event.week), words.arms[event.arm]].filter(Boolean).join(", ") + `: ${event.words}`)
    .join(" ");
}

/** The list inside `root`: `show` a partnership, `tell` it up to a week. */
export function mountStory(root, words) {
  root.innerHTML = element("ol", { class: "events", reversed: "", tabindex: "0", "aria-label": words.story }) + element("p", { class: "none" }, escaped(words.storyNone)) + element("p", { class: "unseen", role: "status", "aria-live": "polite" });
  const [list, none, aloud] = root.children;
  let [events, items, at] = [[], [], -1];

  function tell(week, { aloud: speaks = true } = {}) {
    if (week === at) return;
    for (let place = 0; place < events.length; place += 1) {
      const hidden = events[place].week > week;
      if (items[place].hidden !== hidden) items[place].hidden = hidden;
    }
    none.hidden = events.some((event) => event.week <= week);
    if (speaks && week > at) {
      const said = spoken(events, at, week, words);
      if (said) aloud.textContent = said;
    }
    list.scrollTop = 0;
    at = week;
  }

  return {
    show(told, week) {
      events = merged(told);
      list.innerHTML = storyMarkup(events, words);
      items = [...list.children];
      at = -1;
      tell(week, { aloud: false });
    },
    tell,
  };
}
