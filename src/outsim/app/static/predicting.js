// Predict first: the answer to a change is hidden until somebody has said what they expect of it.

import { worldOf } from "./state.js";
import { texts } from "./texts.js";

/** Of 100, how many fail in the arm that a room predicts. */
const failing = (answer) => Math.round(100 * answer.arms[answer.levers.length ? "with" : "without"].failed.share);

/**
 * `present()` is what is set, `seen()` the {state, answer} that is drawn, or null, `parts()` the parts of the page;
 * `draw(state, answer)` draws an answer, `ask(state)` asks for one.
 */
export function predicting({ main, present, seen, parts, draw, ask }) {
  let waiting = null; // {state, answer}: what is to be revealed
  let guess = null; // {world, count}: the prediction, and for what
  const own = {
    /** Whether the answer to what is set waits for a prediction. */
    on: false,
    /** What was predicted of the answer that is drawn, of 100; null: nothing. */
    get count() {
      return guess?.count ?? null;
    },
    /** Keeps an answer that nobody may see yet. */
    hold(state, answer) {
      waiting = { state, answer };
    },
    /** Hides the answer where what is set wants it hidden. */
    conceal() {
      const state = present();
      const drawn = seen();
      own.on = Boolean(state.predict && drawn && worldOf(drawn.state) !== worldOf(state));
      if (!own.on) waiting = null;
      if (!state.predict) parts().predict.hide();
      else if (own.on) parts().predict.ask({ former: failing(drawn.answer), levers: Object.keys(state.levers).length > 0 });
      else if (guess === null) parts().predict.wait();
      if (own.on) parts().challenge.wait();
      show(own.on);
    },
    reveal() {
      parts().predict.settle();
      guess = { world: worldOf(present()), count: parts().predict.guess };
      own.on = false;
      show(false);
      if (waiting) draw(waiting.state, waiting.answer);
      else ask(present());
    },
    /** An answer is drawn: it is held against the prediction, if that was of it. */
    drawn(state, answer) {
      waiting = null;
      if (guess && guess.world !== worldOf(state)) guess = null;
      if (guess) parts().predict.found(failing(answer));
    },
    /** Puts the prediction away. */
    close() {
      guess = null;
      own.conceal();
      const drawn = seen();
      if (drawn) draw(drawn.state, drawn.answer);
    },
  };
  function show(on) {
    main.classList.toggle("concealed", on);
    parts().caption.textContent = on ? texts.replay.before : "";
    parts().caption.hidden = !on;
  }
  return own;
}
