// What is said while the server gets ready, and when it is gone.

import { node } from "./controls.js";

/** Over the whole page until the model is compiled. */
export function startingScreen(texts) {
  const bar = node("progress", { max: 1, value: 0, "aria-label": texts.starting.about });
  const said = node("p", { role: "status" });
  const root = node("div", { class: "starting" }, node("div", { class: "box" }, node("h2", {}, texts.title), bar, said, node("p", { class: "soft" }, texts.starting.about)));
  document.body.append(root);
  return {
    tell(health) {
      bar.value = health?.done ?? 0;
      said.textContent = health ? texts.starting.doing(health.doing, health.done) : texts.starting.gone;
    },
    fail(text) {
      said.textContent = texts.starting.mistake(text);
      said.className = "problem";
    },
    end: () => root.remove(),
  };
}

/** A line over the page while something is wrong; null takes it away. */
export function banner(root) {
  return {
    say(text, kind = "problem") {
      root.hidden = !text;
      root.textContent = text ?? "";
      root.className = `banner ${kind}`;
    },
    /** Takes this text away, if it is still the one. */
    unsay(text) {
      if (root.textContent === text) root.hidden = true;
    },
  };
}
