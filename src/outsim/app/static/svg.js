// Markup from plain values: everything that is put in is escaped.

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as markup. */
export const escaped = (text) => String(text).replace(/[&<>"']/g, (sign) => ESCAPES[sign]);

/** An element; children are markup already, attributes are not. */
export function element(tag, attributes = {}, ...children) {
  const given = Object.entries(attributes)
    .filter(([, value]) => value !== null && value !== undefined && value !== false)
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join("");
  return `<${tag}${given}>${children.flat().join("")}</${tag}>`;
}

/** A piece of text in a picture. */
export const label = (x, y, text, attributes = {}) => element("text", { x, y, ...attributes }, escaped(text));

/** A text alternative in words; a browser shows it when pointed at. */
export const title = (text) => element("title", {}, escaped(text));
