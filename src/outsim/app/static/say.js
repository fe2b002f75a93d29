// Words and marks that are set only where they change: setting them again would lay the page out again.

/** Sets the text of an element. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Sets an attribute. */
export function put(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

/** Sets the value of a field. */
export function fill(field, value) {
  if (field.value !== String(value)) field.value = value;
}
