// Single keys for the trainer. They never act while a field has the keyboard.

const FIELDS = 'input:not([type="checkbox"], [type="range"], [type="radio"]), select, textarea, [contenteditable="true"]';
const PRESSED = 'button, summary, a[href], input, [role="tab"]'; // that space or arrows belong to

/** Listens; `acts` has a function for each key; `single` says whether single keys act. */
export function listenToKeys(acts, single) {
  const steps = { ArrowLeft: -1, ArrowRight: 1 };
  const letters = { f: "predict", r: "reveal", u: "undo", g: "challenge", k: "keep", p: "present", c: "controls", n: "note", b: "believe", l: "link", "?": "help" };
  document.addEventListener("keydown", (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.defaultPrevented || event.altKey || target.closest("dialog")) return;
    if (target.closest(FIELDS)) return;
    if (event.ctrlKey || event.metaKey) {
      const act = key === "z" ? (event.shiftKey ? acts.redo : acts.undo) : key === "y" ? acts.redo : null;
      if (act) {
        event.preventDefault();
        act();
      }
      return;
    }
    if (!single.on) return;
    let act = null;
    if (key === " ") act = target.closest(PRESSED) ? null : acts.play;
    else if (key in steps) act = target.closest('[role="tablist"], [role="slider"], input') ? null : () => acts.step(steps[key] * (event.shiftKey ? 13 : 1));
    else if (key === "u" && event.shiftKey) act = acts.redo;
    else if (/^[1-4]$/.test(key)) act = () => acts.tab(Number(key) - 1);
    else if (key === "Escape") act = acts.escape;
    else if (key in letters) act = acts[letters[key]];
    if (!act) return;
    if (act() !== false) event.preventDefault();
  });
}
