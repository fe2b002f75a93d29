// The widget in a notebook: controls on the left, the picture on the right; the kernel answers.

import { numbersTable, picture } from "./charts.js";
import { oneAtATime } from "./asking.js";
import { controlsPanel } from "./controls.js";

const PATIENCE = 1500; // ms, after which the next question goes out although nothing came back
const REST = 1200; // ms without a newer picture, after which the last one is kept in the notebook

function render({ model, el }) {
  const offered = model.get("offered");
  const side = document.createElement("div");
  side.className = "outsim-controls";
  const main = document.createElement("div");
  main.className = "outsim-main";
  const status = document.createElement("p");
  status.className = "outsim-status";
  status.setAttribute("role", "status");
  const chart = document.createElement("div");
  chart.className = "outsim-chart";
  chart.tabIndex = 0;
  chart.setAttribute("role", "group");
  chart.setAttribute("aria-label", "Picture; left and right arrows move a week cursor, Escape removes it");
  const numbers = document.createElement("details");
  numbers.className = "outsim-details";
  main.append(status, chart, numbers);
  const root = document.createElement("div");
  root.className = "outsim-explorer";
  root.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation(); // keys move sliders here, not the notebook's cells
  });
  root.append(side, main);
  el.append(root);

  const hide = document.createElement("style");
  hide.textContent = `.${offered.still} { display: none; }`;
  document.head.append(hide);

  let cursor = null;
  let kept = null;
  const known = () => Object.keys(model.get("answer")).length > 0;
  const draw = () => {
    if (!known()) return;
    const answer = model.get("answer");
    const width = Math.max(300, (chart.clientWidth || 860) - 14);
    chart.innerHTML = picture(answer, width, { cursor });
    chart.dataset.drawn = String(Number(chart.dataset.drawn ?? 0) + 1);
    const open = numbers.open;
    numbers.innerHTML = `<summary>Numbers</summary>${numbersTable(answer)}`;
    numbers.open = open;
    clearTimeout(kept);
    kept = setTimeout(() => {
      model.set("picture", picture(answer, 860));
      model.save_changes();
    }, REST);
  };
  const tell = () => {
    const problem = model.get("problem");
    const said = { "getting ready": "Getting ready: the model is compiled, once on this machine …", computing: "", ready: "" };
    status.textContent = problem || (said[model.get("status")] ?? "");
    status.classList.toggle("problem", Boolean(problem));
    root.classList.toggle("computing", model.get("status") !== "ready");
  };

  let arrived = () => {};
  const ask = oneAtATime(
    (state) =>
      new Promise((resolve) => {
        arrived = resolve;
        setTimeout(resolve, PATIENCE);
        model.set("parameters", state.parameters);
        model.set("levers", state.levers);
        model.save_changes();
      }),
  );
  const controls = controlsPanel(side, offered, ask);
  const shown = () => controls.show({ parameters: model.get("parameters"), levers: model.get("levers") });
  const answered = () => {
    draw();
    arrived();
  };
  model.on("change:answer", answered);
  model.on("change:status", tell);
  model.on("change:problem", () => {
    tell();
    arrived();
  });
  const elsewhere = () => {
    if (!side.contains(document.activeElement)) shown(); // not under the hand that moves it
  };
  model.on("change:parameters change:levers", elsewhere);

  chart.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -13, PageDown: 13 }[event.key];
    if (event.key === "Escape") cursor = null;
    else if (step && known()) {
      const last = model.get("answer").weeks - 1;
      cursor = Math.min(Math.max((cursor ?? (step > 0 ? -1 : last + 1)) + step, 0), last);
    } else return;
    event.preventDefault();
    draw();
  });
  const resized = new ResizeObserver(() => draw());
  resized.observe(main);
  shown();
  tell();
  draw();
  return () => {
    resized.disconnect();
    clearTimeout(kept);
    hide.remove();
  };
}

export default { render };
