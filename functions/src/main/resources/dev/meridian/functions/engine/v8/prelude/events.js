// Exceptions, events and cancellation (Web IDL section 2.8, DOM sections 2 and 3).
(kit) => {
  'use strict';
  const CODES = { IndexSizeError: 1, NotFoundError: 8, NotSupportedError: 9, InvalidStateError: 11, SyntaxError: 12, InvalidAccessError: 15,
    TypeMismatchError: 17, SecurityError: 18, NetworkError: 19, AbortError: 20, QuotaExceededError: 22, TimeoutError: 23, InvalidCharacterError: 5, DataCloneError: 25 };

  class DOMException extends Error {
    #name;
    constructor(message = '', name = 'Error') { super(message); this.#name = `${name}`; }
    get name() { return this.#name; }
    get code() { return CODES[this.#name] ?? 0; }
  }

  class Event {
    #type; #cancelable; #isPrevented = false;
    target = null; currentTarget = null; isStopped = false;
    timeStamp = Date.now();
    constructor(type, { cancelable = false } = {}) { this.#type = `${type}`; this.#cancelable = !!cancelable; }
    get type() { return this.#type; }
    get bubbles() { return false; }
    get cancelable() { return this.#cancelable; }
    get defaultPrevented() { return this.#isPrevented; }
    preventDefault() { if (this.#cancelable) this.#isPrevented = true; }
    stopPropagation() {}
    stopImmediatePropagation() { this.isStopped = true; }
  }

  class CustomEvent extends Event {
    #detail;
    constructor(type, options = {}) { super(type, options); this.#detail = options.detail ?? null; }
    get detail() { return this.#detail; }
  }

  class EventTarget {
    #listeners = [];
    addEventListener(type, callback, options) {
      if (!callback) return;
      const once = typeof options === 'object' && options !== null && !!options.once;
      const signal = typeof options === 'object' && options !== null ? options.signal : undefined;
      if (signal?.aborted || this.#listeners.some((one) => one.type === type && one.callback === callback)) return;
      this.#listeners.push({ type: `${type}`, callback, once });
      signal?.addEventListener('abort', () => this.removeEventListener(type, callback), { once: true });
    }
    removeEventListener(type, callback) {
      this.#listeners = this.#listeners.filter((one) => one.type !== type || one.callback !== callback);
    }
    dispatchEvent(event) {
      event.target = event.currentTarget = this;
      for (const listener of [...this.#listeners]) {
        if (listener.type !== event.type || !this.#listeners.includes(listener)) continue;
        if (listener.once) this.removeEventListener(listener.type, listener.callback);
        try {
          if (typeof listener.callback === 'function') listener.callback.call(this, event); else listener.callback.handleEvent(event);
        } catch (thrown) { kit.report(kit.current, thrown); }
        if (event.isStopped) break;
      }
      return !event.defaultPrevented;
    }
  }

  const key = Symbol('abort');
  let abortNow;
  class AbortSignal extends EventTarget {
    #reason; #isAborted = false;
    onabort = null;
    constructor(given) { super(); if (given !== key) throw new TypeError('Illegal constructor'); }
    get aborted() { return this.#isAborted; }
    get reason() { return this.#reason; }
    throwIfAborted() { if (this.#isAborted) throw this.#reason; }
    static #abortNow(signal, reason = new DOMException('This operation was aborted', 'AbortError')) {
      if (signal.#isAborted) return;
      signal.#isAborted = true;
      signal.#reason = reason;
      const event = new Event('abort');
      try { signal.onabort?.(event); } catch (thrown) { kit.report(kit.current, thrown); }
      signal.dispatchEvent(event);
    }
    static { abortNow = AbortSignal.#abortNow; }
    static abort(reason) { const signal = new AbortSignal(key); abortNow(signal, reason); return signal; }
    static timeout(milliseconds) {
      const signal = new AbortSignal(key);
      setTimeout(() => abortNow(signal, new DOMException('The operation timed out', 'TimeoutError')), milliseconds);
      return signal;
    }
    static any(signals) {
      const any = new AbortSignal(key);
      for (const signal of signals) {
        if (signal.aborted) { abortNow(any, signal.reason); break; }
        signal.addEventListener('abort', () => abortNow(any, signal.reason), { once: true });
      }
      return any;
    }
  }

  class AbortController {
    #signal = new AbortSignal(key);
    get signal() { return this.#signal; }
    abort(reason) { abortNow(this.#signal, reason); }
  }

  Object.assign(kit, { DOMException, AbortSignal });
  for (const [name, value] of Object.entries({ DOMException, Event, CustomEvent, EventTarget, AbortSignal, AbortController })) kit.expose(name, value);
}
