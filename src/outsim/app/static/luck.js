// Which luck the partnerships have: another number is other people, other events, other weeks.

import { node } from "./controls.js";
import { fill } from "./say.js";

const LAST = 4294967295;

/** The field. `change(seed)` sets another. The result has `root` and `show(seed)`. */
export function luckField({ texts, change }) {
  const words = texts.luck;
  const field = node("input", { id: "luck", type: "number", min: "0", max: String(LAST), step: "1", "aria-describedby": "about-luck" });
  field.addEventListener("change", () => change(Math.min(Math.max(Math.round(Number(field.value) || 0), 0), LAST)));
  return {
    root: node(
      "fieldset",
      {},
      node("legend", {}, words.title),
      node("div", { class: "control" }, node("div", { class: "row" }, node("label", { for: "luck" }, words.label), field), node("p", { class: "about", id: "about-luck" }, words.about)),
    ),
    show: (seed) => fill(field, seed),
  };
}
