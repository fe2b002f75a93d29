// The chosen indicator: which, over which futures, and its bands without and with the levers.

import { drawIndicator } from "./bands.js";
import { node } from "./controls.js";
import { fill, put, say } from "./say.js";
import { NAMED } from "./state.js";

/** What the lines and areas mean. */
function legend(words) {
  const key = (kind) => node("i", { class: `key ${kind}`, "aria-hidden": "true" });
  return node(
    "p",
    { class: "legend" },
    ...Object.entries(words).map(([kind, text]) => node("span", { class: `entry ${kind}` }, key(kind), text)),
  );
}

/** The card. `choose(indicator)` is called. The result has `show(state)`, `draw(answer, state)`. */
export function mountChosen(root, { texts, offered, choose }) {
  const words = texts.bands;
  const by = (name) => offered.indicators.find((each) => each.name === name);
  const buttons = NAMED.filter(by).map((name) => node("button", { type: "button", class: "chip", "data-indicator": name, onclick: () => choose(name) }, by(name).label));
  const others = offered.indicators.filter((each) => !NAMED.includes(each.name));
  const other = node("select", { class: "chip", "aria-label": `${words.choose}: ${words.other}` }, node("option", { value: "" }, words.other), ...others.map((each) => node("option", { value: each.name }, each.label)));
  other.addEventListener("change", () => other.value && choose(other.value));
  const title = node("h2", {});
  const about = node("span", { class: "about" });
  const heads = [node("h3", {}, words.without), node("h3", {}, words.with)];
  const chart = node("div", { class: "chart", tabIndex: -1 });
  const keys = legend(words.legend);
  root.append(
    node(
      "header",
      {},
      title,
      about,
      node("div", { class: "chips", role: "group", "aria-label": words.choose }, ...buttons, other),
    ),
    node("div", { class: "pair-heads" }, ...heads),
    chart,
    keys,
  );
  return {
    show(state) {
      const known = by(state.indicator);
      say(title, known?.label ?? state.indicator);
      say(about, known ? `${known.meaning}; ${known.better > 0 ? words.higher : words.lower}` : "");
      for (const each of buttons) put(each, "aria-pressed", each.dataset.indicator === state.indicator);
      fill(other, NAMED.includes(state.indicator) ? "" : state.indicator);
      other.classList.toggle("on", other.value !== "");
    },
    draw(answer, { indicator, week }) {
      const scale = answer.indicators.find((each) => each.name === indicator) ?? answer.indicators[0];
      say(heads[1], answer.levers.length ? words.with : words.noLever);
      root.classList.toggle("no-lever", !answer.levers.length);
      root.classList.toggle("pinned", answer.changed.length > 0);
      const cursor = week === null ? null : Math.min(week, answer.weeks - 1);
      drawIndicator(chart, answer, scale, { names: words.arms, cursor });
      root.dataset.drawn = String(Number(root.dataset.drawn ?? 0) + 1);
    },
  };
}
