// structuredClone (HTML section 2.7): what can be kept apart from its script.
(kit) => {
  'use strict';
  const ERRORS = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
  const refuse = (value) => { throw new kit.DOMException(`${String(value)} could not be cloned`, 'DataCloneError'); };

  const clone = (value, seen, given) => {
    if (typeof value === 'function' || typeof value === 'symbol') refuse(value);
    if (typeof value !== 'object' || value === null) return value;
    if (seen.has(value)) return seen.get(value);
    const keep = (copy) => { seen.set(value, copy); return copy; };
    if (value instanceof Date) return keep(new Date(value.getTime()));
    if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags));
    if (value instanceof Boolean || value instanceof Number || value instanceof String || value instanceof BigInt) return keep(Object(value.valueOf()));
    if (value instanceof ArrayBuffer) return keep(given.has(value) ? value.transfer() : value.slice());
    if (ArrayBuffer.isView(value)) {
      const buffer = clone(value.buffer, seen, given);
      return keep(new value.constructor(buffer, value.byteOffset, value instanceof DataView ? value.byteLength : value.length));
    }
    if (value instanceof kit.Blob) return value;
    if (value instanceof Map) {
      const copy = keep(new Map());
      for (const [key, content] of [...value]) copy.set(clone(key, seen, given), clone(content, seen, given));
      return copy;
    }
    if (value instanceof Set) {
      const copy = keep(new Set());
      for (const content of [...value]) copy.add(clone(content, seen, given));
      return copy;
    }
    if (value instanceof kit.DOMException) return keep(new kit.DOMException(value.message, value.name));
    if (value instanceof Error) {
      const copy = keep(new (ERRORS[value.name] ?? Error)(value.message));
      copy.stack = value.stack;
      if ('cause' in value) copy.cause = clone(value.cause, seen, given);
      return copy;
    }
    if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef || value instanceof ReadableStream
        || value instanceof kit.Request || value instanceof kit.Response) refuse(value);
    const copy = keep(Array.isArray(value) ? new Array(value.length) : {});
    for (const key of Object.keys(value)) copy[key] = clone(value[key], seen, given);
    return copy;
  };

  kit.expose('structuredClone', (value, { transfer = [] } = {}) => clone(value, new Map(), new Set(transfer)));
}
