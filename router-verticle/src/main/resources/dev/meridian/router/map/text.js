// Words, numbers and elements. Text from the network becomes text nodes only, never markup.

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const TENTHS = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export const NOTHING = '–';

/** A number as people read it; a dash where it is not known. */
export function number(value) {
  if (value === null || value === undefined) {
    return NOTHING;
  }
  return Math.abs(value) < 10 && !Number.isInteger(value) ? TENTHS.format(value) : WHOLE.format(value);
}

export function perSecond(value) {
  return value === null || value === undefined ? NOTHING : `${number(value)}/s`;
}

export function percent(share) {
  return share === null || share === undefined ? NOTHING : `${Math.round(share * 100)} %`;
}

export function millis(value) {
  return value === null || value === undefined || value === 0 ? NOTHING : `${number(value)} ms`;
}

export function mebibytes(bytes) {
  return bytes ? `${WHOLE.format(bytes / 2 ** 20)} MiB` : NOTHING;
}

/** How long ago something was, in the largest unit. */
export function ago(then, now) {
  if (!then) {
    return NOTHING;
  }
  const seconds = Math.max(0, Math.round((now - then) / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min`;
  }
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

/** An element with attributes (a function is a listener) and children (texts or elements). */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      made.addEventListener(key, value);
    } else if (value !== false && value !== undefined) {
      made.setAttribute(key, value === true ? '' : value);
    }
  }
  made.append(...children);
  return made;
}

/** Sets a text only where it is another, so that nothing is laid out again in vain. */
export function write(target, text) {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}

export function byId(id) {
  return document.getElementById(id);
}
