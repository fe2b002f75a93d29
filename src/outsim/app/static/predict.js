// Predict first, then reveal: who has said what they expect learns from the answer.

import { node } from "./controls.js";
import { icon } from "./icons.js";

/** The middle of some numbers. */
export function middle(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : Math.round((sorted[half - 1] + sorted[half]) / 2);
}

/** Whose predictions are nearest to the truth, with how far all are off, the nearest first. */
export function judged(predictions, truth) {
  const all = predictions.map((each) => ({ ...each, off: each.value - truth }));
  return all.sort((a, b) => Math.abs(a.off) - Math.abs(b.off));
}

/**
 * The card. `onReveal()` is called when a prediction is in and the answer is to be seen; `onClose()` when the found
 * predictions are put away. The result has `ask({former, levers})`, `wait()`, `found(truth)`, `hide()`, `reveal()` and
 * `guess`.
 */
export function mountPredict(root, { texts, onReveal, onClose }) {
  const words = texts.predict;
  let predictions = [];
  const question = node("label", { for: "guess" });
  const former = node("p", { class: "former" });
  const field = node("input", { type: "range", id: "guess", min: "0", max: "100", step: "1", value: "50" });
  const shown = node("output", { for: "guess", class: "big" }, "50");
  const who = node("input", { type: "text", id: "who", maxLength: 40, autocomplete: "off" });
  const add = node("button", { type: "button", class: "small" }, words.add);
  const reveal = node("button", { type: "button", class: "main-act" }, words.reveal);
  const list = node("ul", { class: "predictions" });
  const asking = node(
    "div",
    { class: "asking" },
    node("div", { class: "ask" }, question, node("div", { class: "slide" }, field, shown)),
    node("div", { class: "people" }, node("label", { for: "who" }, words.who), who, add),
    reveal,
    list,
    former,
  );
  const waiting = node("p", { class: "waiting" }, words.wait);
  const truth = node("p", { class: "truth", role: "status" });
  const closing = node("button", { type: "button", class: "icon-button", "aria-label": words.close, title: words.close, onclick: () => onClose() }, icon("close"));
  const result = node("div", { class: "result" }, truth, node("ul", { class: "predictions" }), closing);
  root.setAttribute("aria-label", words.title);
  root.append(node("h2", {}, words.title), waiting, asking, result);

  const part = (name) => {
    root.hidden = name === null;
    root.dataset.part = name ?? "";
    waiting.hidden = name !== "waiting";
    asking.hidden = name !== "asking";
    result.hidden = name !== "result";
  };
  const entries = () => {
    list.replaceChildren(
      ...predictions.map((each, place) =>
        node(
          "li",
          {},
          `${each.name}: ${each.value}`,
          node("button", { type: "button", class: "icon-button", "aria-label": words.remove(each.name), onclick: () => {
            predictions = predictions.filter((_, other) => other !== place);
            entries();
          } }, icon("close")),
        ),
      ),
    );
  };
  const keep = () => {
    const name = who.value.trim() || words.room;
    predictions = [...predictions.filter((each) => each.name !== name), { name, value: Number(field.value) }];
    who.value = "";
    entries();
  };
  field.addEventListener("input", () => {
    shown.textContent = field.value;
  });
  add.addEventListener("click", () => {
    keep();
    who.focus();
  });
  who.addEventListener("keydown", (event) => {
    if (event.key === "Enter") keep();
  });
  reveal.addEventListener("click", () => onReveal());
  part(null);
  return {
    get asked() {
      return root.dataset.part === "asking";
    },
    /** The prediction of the room: the middle one of all. */
    get guess() {
      return middle(predictions.map((each) => each.value));
    },
    ask({ former: before, levers }) {
      if (root.dataset.part !== "asking") {
        predictions = [];
        entries();
      }
      question.textContent = levers ? words.ask : words.askSituation;
      former.textContent = before === null ? words.before : `${words.former(before)} ${words.before}`;
      part("asking");
    },
    wait: () => part("waiting"),
    hide: () => part(null),
    /** Takes what the slider says where nobody was named. */
    settle() {
      if (!predictions.length || who.value.trim()) keep();
    },
    found(count) {
      truth.textContent = words.found(count);
      const all = judged(predictions, count);
      const best = Math.abs(all[0]?.off ?? 0);
      result.querySelector("ul").replaceChildren(
        ...all.map((each) => node("li", { class: Math.abs(each.off) === best ? "nearest" : "" }, words.of(each.name, each.value, each.off))),
      );
      part("result");
    },
  };
}
