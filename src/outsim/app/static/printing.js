// One page of paper: what was asked, in words, and the answer, without controls.

import { drawCauses, drawIndicator, drawSurvival } from "./bands.js";
import { legend } from "./charts.js";
import { node } from "./controls.js";

/** Fills the page that is printed. `told` has title, about, situation and levers (lists of words), version. */
export function fillPrint(root, answer, told, texts) {
  const words = texts.print;
  const list = (items, none) => (items.length ? node("ul", {}, ...items.map((each) => node("li", {}, each))) : node("p", {}, none));
  const chart = (title, kind) => node("figure", { class: kind }, node("figcaption", {}, title), node("div", { class: "chart" }));
  const figures = answer.indicators.map((scale) => [scale, chart(told.label(scale.name), "bands")]);
  const [survival, causes] = [chart(`${texts.bands.survival}: ${texts.bands.survivalAbout}`, "survival"), chart(`${texts.bands.causes}: ${texts.bands.causesAbout}`, "causes")];
  root.replaceChildren(
    node("h1", {}, told.title),
    node("p", { class: "about" }, told.about),
    node("div", { class: "asked" }, node("section", {}, node("h2", {}, words.situation), list(told.situation, words.given)), node("section", {}, node("h2", {}, words.levers), list(told.levers, words.none))),
    node("p", { class: "answer-words" }, answer.words),
    node("div", { class: "figures" }, ...figures.map(([, figure]) => figure), survival, causes),
    node("p", { class: "key" }, [words.sides, answer.changed.length ? words.pinned : "", legend(answer)].filter(Boolean).join(" ")),
    node("p", { class: "source" }, `${words.source(told.version)} · ${told.link}`),
  );
  for (const [scale, figure] of figures) drawIndicator(figure.lastChild, answer, scale, { names: texts.bands.arms });
  drawSurvival(survival.lastChild, answer, told.names);
  drawCauses(causes.lastChild, answer, told.names);
}
