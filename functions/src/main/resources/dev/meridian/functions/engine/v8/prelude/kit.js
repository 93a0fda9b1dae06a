// What the prelude's files share. None of it is reachable for the tenant's code, which sees only what `expose` puts on
// the global object; changing that harms nobody but the tenant itself.
({
  /** The only ways out of the isolate; given when it is bound, not yet there while the snapshot is made. */
  host: undefined,
  /** The call on whose behalf script was entered last: { id, isNoticed }. */
  current: undefined,
  environment: Object.freeze({ __proto__: null }),

  expose(name, value) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  },

  // Fields of the form `length:characters`, one after another: nothing in them needs escaping.
  field: (text) => `${text.length}:${text}`,
  fields(frame) {
    let at = 0;
    return {
      get isEmpty() { return at >= frame.length; },
      next() {
        const colon = frame.indexOf(':', at);
        const end = colon + 1 + +frame.slice(at, colon);
        at = end;
        return frame.slice(colon + 1, end);
      },
    };
  },
})
