// Which futures are drawn: those of all such partnerships, or of one from a week on.

import { node } from "./controls.js";
import { say } from "./say.js";

/** The choice. `choose(branch)` is called with {replicate, week} or null. The result has `show(state)`. */
export function mountFan(root, { texts, choose }) {
  const words = texts.bands;
  let at = null;
  const radio = (name, act) => {
    const field = node("input", { type: "radio", name: "fan", value: name });
    field.addEventListener("change", act);
    const text = node("span", {});
    return { field, text, root: node("label", { class: "choice" }, field, text) };
  };
  const all = radio("all", () => choose(null));
  const branch = radio("branch", () => choose(at));
  const move = node("button", { type: "button", class: "small", onclick: () => choose(at) });
  all.text.textContent = words.all;
  branch.root.title = words.branchAbout;
  root.setAttribute("role", "radiogroup");
  root.setAttribute("aria-label", words.fan);
  root.append(all.root, branch.root, move);
  return {
    show({ branch: chosen, replicate, week }) {
      at = { replicate, week: week ?? 0 };
      all.field.checked = !chosen;
      branch.field.checked = Boolean(chosen);
      const named = chosen ?? at;
      say(branch.text, words.branch(named.replicate, named.week));
      move.hidden = !chosen || (chosen.replicate === at.replicate && chosen.week === at.week);
      say(move, words.move(at.week));
    },
  };
}
