// The page's head: what is opened, and the tools.

import { node } from "./controls.js";
import { icon } from "./icons.js";
import { fill, put, say } from "./say.js";

/** A button with an icon; its words are shown where there is room, and told to everybody. */
export function tool(name, picture, words, act, { about = words, kept = "always", pressed = null } = {}) {
  const made = node(
    "button",
    { type: "button", class: `tool ${kept}`, title: about, "aria-label": words, "data-tool": name, onclick: act },
    icon(picture),
    node("span", { class: "words", "aria-hidden": "true" }, words),
  );
  if (pressed !== null) made.setAttribute("aria-pressed", String(pressed));
  return made;
}

function chooser(texts, offered, open) {
  const field = node("select", { id: "preset", "aria-label": texts.header.preset });
  const group = (label, list, kind) => {
    if (!list.length) return;
    const made = node("optgroup", { label });
    made.append(...list.map((each) => node("option", { value: `${kind}:${each.name}` }, each.title ? texts.header.named(each.title, each.challenge) : each.label)));
    field.append(made);
  };
  group(texts.header.challenges, offered.presets, "preset");
  group(texts.header.scenarios, offered.scenarios, "scenario");
  field.addEventListener("change", () => {
    const at = field.value.indexOf(":");
    open(field.value.slice(0, at), field.value.slice(at + 1));
  });
  return field;
}

/** A menu that a button opens. */
function menu(name, picture, words, entries) {
  const list = node("div", { class: "entries", role: "group", "aria-label": words });
  const root = node(
    "details",
    { class: "menu", "data-tool": name },
    node("summary", { class: "tool always", "aria-label": words, title: words }, icon(picture), node("span", { class: "words", "aria-hidden": "true" }, words)),
    list,
  );
  for (const [label, act, id] of entries) {
    list.append(
      node("button", { type: "button", "data-tool": id, onclick: () => {
        root.open = false;
        root.querySelector("summary").focus();
        act();
      } }, label),
    );
  }
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !root.open) return;
    event.stopPropagation();
    root.open = false;
    root.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (!root.contains(event.target)) root.open = false;
  });
  return root;
}

/** Fills the head. `acts` has a function for each tool. The result has `show(state, {canBack, canForth, ...})`. */
export function mountHeader(root, { texts, offered, acts }) {
  const words = texts.header;
  const field = chooser(texts, offered, acts.open);
  const made = {
    note: tool("note", "note", words.note, acts.note, { kept: "never" }),
    predict: tool("predict", "eye", words.predict, acts.predict, { about: words.predictAbout, pressed: false }),
    replay: tool("replay", "replay", words.replay, acts.replay, { about: words.replayAbout }),
    challenge: tool("challenge", "target", words.challenge, acts.challenge, { about: words.challengeAbout, pressed: false }),
    undo: tool("undo", "undo", words.undo, acts.undo, { kept: "never" }),
    redo: tool("redo", "redo", words.redo, acts.redo, { kept: "never" }),
    reset: tool("reset", "reset", words.reset, acts.reset, { about: words.resetAbout, kept: "wide" }),
    link: tool("link", "link", words.link, acts.link, { kept: "wide" }),
    exports: menu("exports", "down", words.exports, [
      [words.svg, acts.svg, "svg"],
      [words.png, acts.png, "png"],
      [words.csv, acts.csv, "csv"],
      [words.yaml, acts.yaml, "yaml"],
      [words.print, acts.print, "print"],
    ]),
    believe: tool("believe", "shield", words.believe, acts.believe, { kept: "wider" }),
    help: tool("help", "help", words.help, acts.help, { kept: "never" }),
    controls: tool("controls", "sliders", words.controls, acts.controls, { pressed: false }),
    present: tool("present", "screen", words.present, acts.present, { pressed: false }),
  };
  const group = (kind, ...tools) => node("div", { class: `tools ${kind}` }, ...tools);
  root.append(
    node("button", { type: "button", class: "skip", onclick: acts.skip }, words.skip),
    node("h1", { class: "brand" }, node("span", { class: "mark", "aria-hidden": "true" }), node("span", { class: "short" }, texts.name), node("span", { class: "long" }, texts.title)),
    node("div", { class: "opened" }, field, made.note),
    node(
      "div",
      { class: "toolbar", role: "toolbar", "aria-label": words.label },
      group("room", made.predict, made.replay, made.challenge),
      group("steps", made.undo, made.redo, made.reset),
      group("out", made.link, made.exports),
      group("about", made.believe, made.help),
      group("presenting-tools", made.controls, made.present),
    ),
  );
  return {
    show(state, { canBack, canForth, canReplay, presenting, controls, hasNote }) {
      fill(field, state.preset ? `preset:${state.preset}` : `scenario:${state.scenario}`);
      made.note.hidden = !hasNote;
      made.undo.disabled = !canBack;
      made.redo.disabled = !canForth;
      made.replay.disabled = !canReplay;
      put(made.predict, "aria-pressed", state.predict);
      put(made.challenge, "aria-pressed", Boolean(state.challenge));
      put(made.present, "aria-pressed", presenting);
      const shown = presenting ? words.leave : words.present;
      put(made.present, "aria-label", shown);
      put(made.present, "title", shown);
      say(made.present.querySelector(".words"), shown);
      made.controls.hidden = !presenting;
      put(made.controls, "aria-pressed", controls);
    },
  };
}
