// The challenge: failure under a line, within a budget.

import { node } from "./controls.js";
import { icon } from "./icons.js";
import { plain } from "./scales.js";

export const FIRST = Object.freeze({ under: 10, budget: 50_000 });

/** How far the present levers are from what is wanted. */
export function standing({ under, budget }, failed, cost) {
  const count = Math.round(100 * failed);
  return { count, tooMany: Math.max(0, count - under + 1), over: Math.max(0, (cost ?? 0) - budget), won: count < under && cost !== null && cost <= budget };
}

/** The bar. `change(challenge)` sets another, `end()` ends it. The result has `show(challenge)` and `stand(failed, cost)`. */
export function mountChallenge(root, { texts, change, end }) {
  const words = texts.challenge;
  let wanted = FIRST;
  const under = node("input", { type: "number", min: "1", max: "100", step: "1", "aria-label": `${words.lead} … ${words.of}` });
  const budget = node("input", { type: "number", min: "0", step: "5000", class: "wide", "aria-label": `${words.of} …` });
  const said = node("p", { class: "standing", role: "status" });
  root.setAttribute("aria-label", words.label);
  root.append(
    icon("target"),
    node("p", { class: "wanted" }, `${words.lead} `, under, ` ${words.of} `, budget, ` ${words.each}`),
    said,
    node("button", { type: "button", class: "icon-button", "aria-label": words.end, title: words.end, onclick: end }, icon("close")),
  );
  const tell = () =>
    change({
      under: Math.min(Math.max(Math.round(Number(under.value) || 1), 1), 100),
      budget: Math.max(Number(budget.value) || 0, 0),
    });
  under.addEventListener("change", tell);
  budget.addEventListener("change", tell);
  return {
    show(challenge) {
      root.hidden = !challenge;
      if (!challenge) return;
      wanted = challenge;
      if (document.activeElement !== under) under.value = String(challenge.under);
      if (document.activeElement !== budget) budget.value = String(challenge.budget);
    },
    /** Nothing is said while the answer is hidden. */
    wait() {
      said.textContent = "";
      root.classList.remove("won");
    },
    stand(failed, cost) {
      const { count, tooMany, over, won } = standing(wanted, failed, cost);
      const now = cost === null ? words.nowUnknown(count) : words.now(count, plain(Math.round(cost)));
      root.classList.toggle("won", won);
      const far = [tooMany ? words.toGo(tooMany) : "", over ? words.over(plain(Math.round(over))) : ""].filter(Boolean).join(", ");
      said.textContent = won ? `${words.won} ${now}` : [now, far && `${far}.`].filter(Boolean).join(" ");
      root.dataset.drawn = String(Number(root.dataset.drawn ?? 0) + 1);
    },
  };
}
