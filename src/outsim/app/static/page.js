// The trainer's page: the state, what changes it, and what is drawn of it.

import { settingActs } from "./acts.js";
import { answering } from "./answering.js";
import { STYLE } from "./charts.js";
import { followUps } from "./following.js";
import { listenToKeys } from "./keys.js";
import { layOut } from "./layout.js";
import { read, written } from "./link.js";
import { predicting } from "./predicting.js";
import { presentation } from "./presenting.js";
import { replayer } from "./replay.js";
import { get, post, untilReady } from "./server.js";
import { START, TABS, keyOf, lookedAt, opened, openedOf, question, worldOf } from "./state.js";
import { banner, startingScreen } from "./starting.js";
import { fillBeforePrint, takingActs } from "./taking.js";
import { telling } from "./telling.js";
import { texts } from "./texts.js";
import { history } from "./undo.js";

const LINKED = 500; // ms without a move of a slider or the cursor, after which the link says where it is
const REST = 120; // ms after an answer, after which one partnership and the reasons are asked for

document.title = texts.title;
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

const starting = startingScreen(texts);
const main = document.getElementById("main");
const past = history();
const single = { on: true };
const situations = new Map();

let offered; // what the server offers
let situation; // the scenario's controls
let state; // what is set
let parts; // the parts of the page
let drawn = null; // {state, answer}: what is seen
let moving = false; // whether a slider is under a hand
let linking = null; // the timer of the link
let resting = null; // the timer of what is asked for when the answer rests

const preset = (of = state) => offered.presets.find((each) => each.name === of.preset) ?? null;
const inWords = (of = state) => ({
  title: preset(of)?.title ?? situation.label,
  about: preset(of)?.challenge ?? situation.meaning,
  situation: parts.situation.told(of),
  levers: parts.levers.told(of.levers),
});

const { complain, gone, failed, flash, notice, patient } = telling({
  line: banner(document.getElementById("banner")),
  parts: () => parts,
  again: () => (situation?.scenario === state.scenario ? ask(state) : apply(state)),
});

// --- what changes the state -------------------------------------------------------------------------------------------

/** Sets parts of the state. `what` names the thing changed, so that one drag is one step of undo; null: a step of its own. */
function change(part, what = null) {
  const next = { ...state, ...part };
  if (worldOf(next) !== worldOf(state) || next.packages !== state.packages) past.keep(state, what);
  return apply(next);
}

function steps(next) {
  if (!next) return;
  const looked = openedOf(next) === openedOf(state) ? lookedAt(state) : {};
  apply({ ...next, ...looked, ...(next.branch ? { replicate: next.branch.replicate } : {}) });
}

/** What was set before the last change that another answer came of. */
const former = () => past.former((each) => worldOf(each) !== worldOf(state));

/** Levers of what is opened anew begin at the start and at full dose, whatever was pulled before. */
const fromTheStart = (act) => (...given) => {
  act(...given);
  parts.levers.anew();
};

async function apply(next) {
  state = next;
  replaying.stop();
  if (!situation || situation.scenario !== next.scenario) {
    const found = await situationOf(next.scenario);
    if (state !== next || !found) return;
    situation = found;
    parts.situation.offer(situation);
    parts.levers.offer(situation);
    parts.believe.offer(situation);
  }
  prediction.conceal();
  ask(state); // first: the server computes while the rest is shown
  show();
}

async function situationOf(scenario) {
  try {
    if (!situations.has(scenario)) situations.set(scenario, await post("/api/situation", { scenario }));
    return situations.get(scenario);
  } catch (error) {
    failed(error);
    return null;
  }
}

const setting = settingActs({ present: () => state, change, preset, offered: () => offered });
const acts = {
  ...setting,
  ...takingActs({ present: () => state, seen: () => drawn, inWords, writeLink, flash, failed }),
  open: fromTheStart(setting.open),
  reset: fromTheStart(setting.reset),
  undo: () => steps(past.canBack && past.back(state)),
  redo: () => steps(past.canForth && past.forth(state)),
  parameter: (name, value, given) => {
    moving = given.kind !== "choice";
    setting.setParameter(name, value, given);
  },
  lever: (name, pull) => {
    moving = true;
    setting.setLever(name, pull);
  },
  release: () => {
    if (!moving) return;
    moving = false;
    ask(state);
    writeLink();
  },
  pullNow: (week) => {
    if (presenting.on && !presenting.controls) presenting.toggleControls();
    parts.levers.startAt(week);
    parts.levers.focus();
  },
  week: (week) => {
    state = { ...state, week };
    linkSoon();
    parts.fan.show(state);
    redrawAnswer();
  },
  reveal: () => (parts.predict.asked ? prediction.reveal() : acts.replay()),
  replay: async () => {
    const before = former();
    if (!before || prediction.on || !drawn) return;
    try {
      replaying.play(await post("/api/answer", question({ ...before, indicator: state.indicator })), drawn.answer);
    } catch (error) {
      failed(error);
    }
  },
  patient,
  note: () => preset()?.note && parts.note.toggle(preset(), parts.levers.told),
  believe: () => parts.believe.toggle(),
  help: () => parts.keys.toggle(),
  present: () => presenting.toggle(),
  controls: () => presenting.toggleControls(),
  escape: () => presenting.on && (presenting.toggle(), true),
  skip: () => main.focus(),
};

// --- the answer -------------------------------------------------------------------------------------------------------

const asking = answering({
  present: () => state,
  moving: () => moving,
  arrived(asked, answer) {
    complain(null);
    if (prediction.on) prediction.hold(asked, answer);
    else draw(asked, answer);
  },
  refused: (asked, error) => complain(error),
  gone,
  busy(on) {
    main.classList.toggle("busy", on);
    main.setAttribute("aria-busy", String(on));
    const foreign = on && !prediction.on && drawn !== null && openedOf(drawn.state) !== openedOf(state);
    main.classList.toggle("foreign", foreign);
    if (prediction.on) return;
    parts.caption.textContent = foreign ? texts.starting.busy : "";
    parts.caption.hidden = !foreign;
  },
});

function ask(asked) {
  if (drawn && !prediction.on && keyOf(question(drawn.state)) === keyOf(question(asked))) {
    complain(null);
    draw(asked, drawn.answer);
    return;
  }
  main.dataset.settled = "false";
  if (prediction.on) redrawAnswer();
  asking(asked);
}

const prediction = predicting({ main, present: () => state, seen: () => drawn, parts: () => parts, draw: (...given) => draw(...given), ask });

// --- what is drawn ----------------------------------------------------------------------------------------------------

const replaying = replayer({
  texts,
  draw(answer, words) {
    parts.caption.textContent = words ?? "";
    parts.caption.hidden = !words;
    main.classList.toggle("replaying", Boolean(words));
    parts.numbers.show(answer, { guess: words ? null : prediction.count });
    drawView(answer);
    main.dataset.drawn = String(Number(main.dataset.drawn ?? 0) + 1);
  },
});

function draw(asked, answer) {
  const fresh = !drawn || drawn.answer !== answer;
  drawn = { state: asked, answer };
  drawView(answer); // first: it asks how large things are, which nothing has changed yet
  prediction.drawn(asked, answer);
  parts.numbers.show(answer, { guess: prediction.count });
  const settled = keyOf(question(asked)) === keyOf(question(state));
  main.dataset.settled = String(settled);
  main.dataset.drawn = String(Number(main.dataset.drawn ?? 0) + 1);
  clearTimeout(resting);
  if (settled && !moving) resting = setTimeout(atRest, fresh ? REST : 0);
}

/** What follows when the answer rests: the one partnership, the reasons, the packages, the challenge. */
function atRest() {
  if (prediction.on) return;
  if (state.tab === "overview") parts.partnership.show(state, { ...offered, situation, examples: drawn.answer.examples });
  if (state.tab === "why") parts.why.show(state);
  if (state.tab === "packages" && state.packages.length) following.packages();
  if (state.challenge) following.challenge(drawn.answer);
}

const following = followUps({ present: () => state, parts: () => parts, failed });

function drawView(answer) {
  if (state.tab === "overview") parts.chosen.draw(answer, state);
  if (state.tab === "indicators") parts.every.draw(answer, state);
}

function redrawAnswer() {
  if (drawn) drawView(drawn.answer);
  if (state.tab === "packages") parts.packages.redraw();
}

function show() {
  parts.header.show(state, { canBack: past.canBack, canForth: past.canForth, canReplay: former() !== null, presenting: presenting.on, controls: presenting.controls, hasNote: Boolean(preset()?.note) });
  parts.situation.show(state);
  parts.levers.show(state, preset());
  parts.tabs.show(state.tab);
  parts.challenge.show(state.challenge);
  parts.packages.show(state, parts.levers.told);
  parts.chosen.show(state);
  parts.fan.show(state);
  const title = `${inWords().title} · ${texts.name}`;
  if (document.title !== title) document.title = title;
  if (moving) linkSoon();
  else writeLink();
}

/** A browser takes its time over every new address, and counts how often it changes. */
function linkSoon() {
  clearTimeout(linking);
  linking = setTimeout(writeLink, LINKED);
}

function writeLink() {
  clearTimeout(linking);
  const fragment = `#${written(state, offered.presets)}`;
  if (fragment !== location.hash) window.history.replaceState(null, "", fragment);
}

const presenting = presentation(() => {
  if (parts) show();
});

// --- start ------------------------------------------------------------------------------------------------------------

const asOpened = location.hash; // what is shown soon has a link of its own

/** A link whose preset or scenario is not among those here is told, not followed in silence. */
function tellUnknown(link) {
  if (link.length > 1) notice(texts.starting.unknown);
}

function first() {
  const found = read(location.hash, offered);
  if (found) return found;
  return offered.presets.length ? opened(offered.presets[0]) : { ...START, scenario: offered.scenarios.find((each) => each.name === "offshore_call_center")?.name ?? offered.scenarios[0].name };
}

async function start() {
  const health = await untilReady((told) => starting.tell(told));
  if (health.problem) {
    starting.fail(health.problem);
    return;
  }
  offered = { presets: [], ...(await get("/api/offered")) };
  parts = layOut({ texts, offered, acts, single, closePrediction: () => prediction.close(), reveal: () => prediction.reveal() });
  listenToKeys({ ...acts, keep: () => acts.keep(), tab: (place) => acts.tab(TABS[place]), play: () => state.tab === "overview" && (parts.play(), true), step: (by) => state.tab === "overview" && (parts.step(by, state.week, situation.weeks), true) }, single);
  const resized = new ResizeObserver(() => redrawAnswer());
  for (const each of document.querySelectorAll(".view, .view .card")) resized.observe(each);
  window.addEventListener("hashchange", () => {
    const found = read(location.hash, offered);
    if (found) apply(found);
    else tellUnknown(location.hash);
  });
  fillBeforePrint({ seen: () => drawn, inWords, writeLink, offered });
  await apply(first());
  starting.end();
  if (!read(asOpened, offered)) tellUnknown(asOpened);
}

start().catch((error) => starting.fail(error.message));
