// All indicators at once, survival and causes.

import { drawCauses, drawIndicator, drawSurvival } from "./bands.js";
import { armNames, numbersTable } from "./charts.js";
import { node } from "./controls.js";

/** The view. `choose(indicator)` opens one. The result has `draw(answer, state)`. */
export function mountEvery(root, { texts, offered, choose }) {
  const words = texts.bands;
  const label = (name) => offered.indicators.find((each) => each.name === name)?.label ?? name;
  const card = (kind, title, about) => {
    const made = { title: node("h3", {}, title), about: node("span", { class: "about" }, about), chart: node("div", { class: "chart" }) };
    made.root = node("section", { class: `card ${kind}` }, node("header", {}, made.title, made.about), made.chart);
    return made;
  };
  const survival = card("survival", words.survival, words.survivalAbout);
  const causes = card("causes", words.causes, words.causesAbout);
  const numbers = node("details", { class: "numbers-table" });
  const grid = node("div", { class: "grid" });
  root.append(grid, numbers);
  let held = [];
  return {
    draw(answer, { week }) {
      const names = answer.indicators.map((each) => each.name);
      if (names.join() !== held.map((each) => each.name).join()) {
        held = names.map((name) => {
          const made = card("bands", "", "");
          const open = node("button", { type: "button", class: "plain", onclick: () => choose(name) }, label(name));
          made.title.append(open);
          return { name, ...made };
        });
        grid.replaceChildren(...held.map((each) => each.root), survival.root, causes.root);
        grid.classList.toggle("five", held.length > 4);
      }
      const cursor = week === null ? null : Math.min(week, answer.weeks - 1);
      answer.indicators.forEach((scale, place) => {
        held[place].about.textContent = scale.better > 0 ? words.higher : words.lower;
        drawIndicator(held[place].chart, answer, scale, { names: words.arms, cursor });
      });
      const arms = armNames(answer);
      drawSurvival(survival.chart, answer, arms, { cursor });
      drawCauses(causes.chart, answer, arms);
      const open = numbers.open;
      numbers.innerHTML = `<summary>${words.numbers}</summary><div class="scroll" tabindex="0" role="region" aria-label="${words.numbers}">${numbersTable(answer)}</div>`;
      numbers.open = open;
      root.dataset.drawn = String(Number(root.dataset.drawn ?? 0) + 1);
    },
  };
}
