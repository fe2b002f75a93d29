// What opens at the side and closes again: the facilitator's note, why believe this, keys and help.

import { node } from "./controls.js";
import { icon } from "./icons.js";

function sheet(kind, title, closing) {
  const made = node("dialog", { class: `sheet ${kind}`, "aria-labelledby": `sheet-${kind}` });
  const body = node("div", { class: "body", tabIndex: 0, role: "region", "aria-labelledby": `sheet-${kind}` });
  const close = node("button", { type: "button", class: "icon-button", "aria-label": closing, title: closing, onclick: () => made.close() }, icon("close"));
  made.append(node("header", {}, node("h2", { id: `sheet-${kind}` }, title), close), body);
  made.addEventListener("click", (event) => {
    if (event.target === made) made.close(); // beside the sheet
  });
  document.body.append(made);
  return { made, body };
}

const list = (items) => node("ul", {}, ...items.map((each) => node("li", {}, each)));

/** The facilitator's note of a preset; `pull()` pulls its suggested levers. */
export function noteSheet({ texts, pull }) {
  const words = texts.note;
  const { made, body } = sheet("note", texts.header.note, words.close);
  return {
    get open() {
      return made.open;
    },
    toggle(preset, told) {
      if (made.open) {
        made.close();
        return;
      }
      const parts = ["show", "ask", "try", "debrief"].filter((part) => preset.note?.[part]?.length);
      const suggested = Object.keys(preset.levers ?? {}).length
        ? [node("h3", {}, texts.levers.suggested), list(told(preset.levers)), node("button", { type: "button", class: "main-act", onclick: () => {
            made.close();
            pull();
          } }, texts.levers.suggested)]
        : [];
      body.replaceChildren(
        node("p", { class: "challenge-words" }, preset.challenge ?? preset.title),
        node("p", { class: "private" }, words.private),
        ...parts.flatMap((part) => [node("h3", {}, words[part]), list(preset.note[part])]),
        ...suggested,
      );
      made.showModal();
    },
  };
}

/** Sources, assumptions and limits, of the scenario that is open. */
export function believeSheet({ texts }) {
  const { made, body } = sheet("believe", texts.believe.title, texts.note.close);
  const told = (section) => [
    node("h3", {}, section.title),
    ...section.paragraphs.map((text) => node("p", {}, text)),
    ...(section.items.length
      ? [node("ul", {}, ...section.items.map((each) => node("li", {}, each.text, ...(each.source ? [node("cite", {}, each.source)] : []))))]
      : []),
  ];
  return {
    offer: ({ believe }) => body.replaceChildren(...believe.sections.flatMap(told)),
    toggle: () => (made.open ? made.close() : made.showModal()),
  };
}

/** Keys and help; `single` says and sets whether single keys act. */
export function keysSheet({ texts, single }) {
  const words = texts.keys;
  const { made, body } = sheet("keys", words.title, words.close);
  const on = node("input", { type: "checkbox", id: "single-keys", checked: single.on });
  on.addEventListener("change", () => {
    single.on = on.checked;
  });
  body.append(
    list(words.use),
    node("p", { class: "row" }, on, node("label", { for: "single-keys" }, words.single)),
    node("dl", {}, ...words.list.flatMap(([key, what]) => [node("dt", {}, node("kbd", {}, key)), node("dd", {}, what)])),
  );
  return { toggle: () => (made.open ? made.close() : made.showModal()) };
}
