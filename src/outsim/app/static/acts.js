// What a trainer can set: each act makes the next state from the present one.

import { FIRST as FIRST_CHALLENGE } from "./challenge.js";
import { MOST_PACKAGES, START, opened, without } from "./state.js";
import { texts } from "./texts.js";

/**
 * The acts that set something. `present()` is the state; `change(part, what)` sets parts of it, where `what` names the
 * thing changed; `preset()` is what was opened, or null.
 */
export function settingActs({ present, change, preset, offered }) {
  const acts = {
    open: (kind, name) => {
      const { tab, predict, packages, challenge } = present();
      const kept = { tab, predict, packages, challenge };
      const found = offered().presets.find((each) => each.name === name);
      change(kind === "preset" ? opened(found, kept) : { ...START, ...kept, scenario: name });
    },
    reset: () => acts.open(present().preset ? "preset" : "scenario", present().preset ?? present().scenario),
    setParameter: (name, value, given) => {
      const rest = without(present().parameters, name);
      change({ parameters: value === given.value ? rest : { ...rest, [name]: value } }, name);
    },
    setLever: (name, pull) => {
      const { levers } = present();
      change({ levers: pull ? { ...levers, [name]: pull } : without(levers, name) }, name);
    },
    resetSituation: () => change({ parameters: {} }),
    releaseAll: () => change({ levers: {} }),
    suggested: () => change({ levers: { ...preset().levers } }),
    luck: (seed) => change({ seed }),
    tab: (tab) => change({ tab }),
    indicator: (indicator) => change({ indicator }),
    openIndicator: (indicator) => change({ indicator, tab: "overview" }),
    replicate: (replicate) => {
      const { branch } = present();
      change({ replicate, branch: branch ? { replicate, week: branch.week } : null });
    },
    fan: (branch) => change({ branch }),
    predict: () => change({ predict: !present().predict }),
    challenge: () => change({ challenge: present().challenge ? null : FIRST_CHALLENGE }),
    setChallenge: (challenge) => change({ challenge }),
    keep: (name) => {
      const { levers, packages } = present();
      const room = Object.keys(levers).length && packages.length < MOST_PACKAGES;
      const kept = { name: name ?? texts.packages.suggested(packages.length), levers };
      change({ packages: room ? [...packages, kept] : packages, tab: "packages" });
    },
    removePackage: (place) => change({ packages: present().packages.filter((_, other) => other !== place) }),
    pullPackage: (place) => change({ levers: { ...present().packages[place].levers } }),
  };
  return acts;
}
