// Between two answers: what is drawn while the last change is played again.

const isNumber = (value) => typeof value === "number";

/** A value between two of the same form, at t from 0 to 1; where the form differs, the nearer one. */
export function between(one, other, t) {
  if (isNumber(one) && isNumber(other)) return one + (other - one) * t;
  if (Array.isArray(one) && Array.isArray(other)) {
    if (other.length && other[0]?.cause) return causes(one, other, t);
    if (one.length !== other.length) return t < 0.5 ? one : other;
    return other.map((value, place) => between(one[place], value, t));
  }
  if (one && other && typeof one === "object" && typeof other === "object" && !Array.isArray(one) && !Array.isArray(other)) {
    return Object.fromEntries(Object.keys(other).map((name) => [name, name in one ? between(one[name], other[name], t) : other[name]]));
  }
  return t < 0.5 ? one : other;
}

function causes(one, other, t) {
  const none = (found) => ({ ...found, share: 0, low: 0, high: 0, count: 0 });
  const names = [...new Set([...other, ...one].map((found) => found.cause))];
  return names.map((name) => {
    const [first, last] = [one, other].map((list) => list.find((found) => found.cause === name));
    return between(first ?? none(last), last ?? none(first), t);
  });
}

/** What is prevented between other arms than those compared in the end is no beginning of it: nothing was, until then. */
const comparable = (one, other) => (String(one.compared) === String(other.compared) ? one : { ...one, prevented: { ...other.prevented, value: 0, low: 0, high: 0 } });

/** An answer between two: what is compared is that of the later one. */
export function blended(one, other, t) {
  if (t <= 0) return one;
  if (t >= 1) return other;
  const made = between(comparable(one, other), other, t);
  const later = t < 0.5 ? one : other;
  return {
    ...made,
    weeks: other.weeks,
    replicates: other.replicates,
    fewest: other.fewest,
    confidence: other.confidence,
    compared: later.compared,
    changed: later.changed,
    levers: other.levers,
    words: later.words,
    indicators: made.indicators,
  };
}
