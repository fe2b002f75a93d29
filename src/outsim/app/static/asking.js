// One question under way, the newest one waiting, all between dropped.

/** Wraps `send`, a function from a state to a promise; the result is a function that takes states at any rate. */
export function oneAtATime(send) {
  let busy = false;
  let waiting = null;
  return function ask(state) {
    if (busy) {
      waiting = { state };
      return;
    }
    busy = true;
    (async () => send(state))() // at once, and a send that throws is caught too
      .catch(() => {})
      .then(() => {
        busy = false;
        const next = waiting;
        waiting = null;
        if (next) ask(next.state);
      });
  };
}
