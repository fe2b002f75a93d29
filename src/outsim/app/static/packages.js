// Up to four packages of levers beside each other, on the same luck and one scale.

import { drawIndicator } from "./bands.js";
import { node } from "./controls.js";
import { icon } from "./icons.js";
import { per100, plain } from "./scales.js";
import { MOST_PACKAGES } from "./state.js";

/** The comparison in the form of an answer, so that its panels can be drawn: one arm a package. */
export const asAnswer = (found) => ({
  ...found,
  changed: [],
  levers: [],
  fewest: found.fewest ?? 1,
  arms: Object.fromEntries([["without", found.without], ...found.packages.map((each, place) => [`package ${place}`, each.arm])]),
});

/**
 * The view. `acts` has keep(name), remove(place), pull(place). The result has `show(state, told)`, `draw(found, state)`,
 * `suggest()` and `redraw()`.
 */
export function mountPackages(root, { texts, acts }) {
  const words = texts.packages;
  const name = node("input", { type: "text", id: "package-name", maxLength: 40, autocomplete: "off" });
  const add = node("button", { type: "button", class: "main-act" }, words.add);
  const hint = node("p", { class: "hint" });
  const said = node("p", { class: "said", role: "status" });
  const table = node("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": texts.tabs.packages });
  const multiples = node("div", { class: "multiples" });
  root.append(
    node("div", { class: "row" }, node("label", { for: "package-name" }, words.name), name, add, hint),
    table,
    said,
    multiples,
  );
  const keep = () => {
    if (add.disabled) return;
    acts.keep(name.value.trim() || name.placeholder);
    name.value = "";
  };
  add.addEventListener("click", keep);
  name.addEventListener("keydown", (event) => {
    if (event.key === "Enter") keep();
  });
  let held = null; // {found, state}
  let told = () => [];

  const cell = (tag, ...inside) => node(tag, tag === "th" ? { scope: "col" } : {}, ...inside);
  const range = (found) => node("small", {}, ` ${per100(found.low)} to ${per100(found.high)}`);
  const bar = (share, low, high) => {
    const made = node("span", { class: "bar", "aria-hidden": "true" }, node("i", {}), node("b", {}));
    made.firstChild.style.width = `${100 * share}%`;
    made.lastChild.style.left = `${100 * low}%`;
    made.lastChild.style.width = `${Math.max(0, 100 * (high - low))}%`;
    return made;
  };
  const row = (head, levers, failed, prevented, cost, ...buttons) =>
    node(
      "tr",
      {},
      node("th", { scope: "row" }, head),
      cell("td", levers),
      cell("td", node("b", {}, failed ? per100(failed.share) : "…"), failed ? range(failed) : "", failed ? bar(failed.share, failed.low, failed.high) : ""),
      cell("td", prevented ? node("b", {}, per100(prevented.value)) : "", prevented ? range(prevented) : ""),
      cell("td", cost ? node("b", {}, plain(Math.round(cost.value))) : "", cost ? node("small", {}, ` ${plain(Math.round(cost.low))} to ${plain(Math.round(cost.high))}`) : ""),
      cell("td", ...buttons),
    );
  const rows = (state) => {
    const found = held && held.key === JSON.stringify(state.packages) ? held.found : null;
    const head = node("tr", {}, ...words.columns.map((each) => cell("th", each)), node("td", {}));
    const own = state.packages.map((each, place) => {
      const of = found?.packages[place];
      return row(
        each.name,
        told(each.levers).join(", ") || texts.lever.none,
        of?.arm.failed,
        of?.prevented,
        of?.cost,
        node("button", { type: "button", class: "small", "aria-label": words.pullAbout(each.name), onclick: () => acts.pull(place) }, words.pull),
        node("button", { type: "button", class: "icon-button", "aria-label": words.remove(each.name), title: words.remove(each.name), onclick: () => acts.remove(place) }, icon("close")),
      );
    });
    table.replaceChildren(
      state.packages.length
        ? node("table", {}, node("thead", {}, head), node("tbody", {}, row(words.nothing, texts.lever.none, found?.without.failed, null, null), ...own))
        : node("p", { class: "empty" }, `${words.none} ${words.about}`),
    );
  };
  const redraw = () => {
    if (!held || !root.offsetParent) return;
    const answer = asAnswer(held.found);
    const scale = held.found.indicators.find((each) => each.name === held.indicator) ?? held.found.indicators[0];
    const label = scale.label ?? scale.name.replaceAll("_", " ");
    const wanted = ["without", ...held.found.packages.map((_, place) => `package ${place}`)];
    while (multiples.children.length > wanted.length) multiples.lastChild.remove();
    while (multiples.children.length < wanted.length) multiples.append(node("figure", {}, node("figcaption", {}), node("div", { class: "chart" })));
    wanted.forEach((arm, place) => {
      const [caption, chart] = multiples.children[place].children;
      caption.textContent = place ? held.found.packages[place - 1].name : words.nothing;
      caption.title = words.scaled(label);
      drawIndicator(chart, answer, scale, { arms: [arm], names: [caption.textContent], beside: place ? "without" : null });
    });
    root.dataset.drawn = String(Number(root.dataset.drawn ?? 0) + 1);
  };
  return {
    show(state, toldLevers) {
      told = toldLevers;
      const [full, empty] = [state.packages.length >= MOST_PACKAGES, !Object.keys(state.levers).length];
      add.disabled = full || empty;
      hint.textContent = full ? words.full : empty ? words.noLevers : "";
      name.placeholder = full ? "" : words.suggested(state.packages.length);
      name.disabled = full;
      if (!state.packages.length) {
        held = null;
        multiples.replaceChildren();
        said.textContent = "";
      }
      rows(state);
    },
    draw(found, state) {
      held = { found, key: JSON.stringify(state.packages), indicator: state.indicator };
      rows(state);
      said.textContent = found.words ?? "";
      redraw();
    },
    redraw,
  };
}
