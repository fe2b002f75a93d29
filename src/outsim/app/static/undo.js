// What was set before, to go back to and forth again. One drag of a slider is one step.

const TOGETHER = 1200; // ms in which changes of one thing count as one

/** A history of states; `now` gives the time in ms. */
export function history(most = 200, now = () => Date.now()) {
  let past = [];
  let future = [];
  let last = { what: null, at: 0 };
  return {
    /** Keeps the state that a change leaves behind. `what` names the thing changed. */
    keep(state, what) {
      const same = what !== null && what === last.what && now() - last.at < TOGETHER;
      last = { what, at: now() };
      future = [];
      if (same && past.length) return;
      past = [...past, state].slice(-most);
    },
    /** The state before; null at the beginning. */
    back(present) {
      if (!past.length) return null;
      future = [present, ...future];
      last = { what: null, at: 0 };
      return past.pop();
    },
    /** The state that was gone back from; null if nothing was. */
    forth(present) {
      if (!future.length) return null;
      past = [...past, present];
      last = { what: null, at: 0 };
      return future.shift();
    },
    /** The newest state before of which something holds; null if it holds of none. */
    former: (holds) => past.findLast(holds) ?? null,
    get canBack() {
      return past.length > 0;
    },
    get canForth() {
      return future.length > 0;
    },
  };
}
