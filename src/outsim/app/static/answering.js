// The answer to what is set: one question under way, the newest waiting; what was overtaken is never drawn.

import { oneAtATime } from "./asking.js";
import { Gone, Refused, post } from "./server.js";
import { keyOf, question } from "./state.js";

const PATIENCE = 300; // ms, after which the page says that it computes

/**
 * Asks for answers. `present()` is the state that is set now, `moving()` whether a slider is under a hand: then answers
 * that are on the way to it may be seen, else only the one to what is set. Calls `arrived(state, answer)`,
 * `refused(state, error)`, `gone()`, `busy(bool)`. The result is a function from a state.
 */
export function answering({ present, moving, arrived, refused, gone, busy }) {
  const own = (state) => keyOf(question(state));
  return oneAtATime(async (state) => {
    const late = setTimeout(() => busy(true), PATIENCE);
    try {
      const answer = await post("/api/answer", question(state));
      if (own(state) === own(present()) || moving()) arrived(state, answer);
    } catch (error) {
      if (error instanceof Gone) gone();
      else if (!(error instanceof Refused)) throw error;
      else if (own(state) === own(present())) refused(state, error);
    } finally {
      clearTimeout(late);
      busy(false);
    }
  });
}
