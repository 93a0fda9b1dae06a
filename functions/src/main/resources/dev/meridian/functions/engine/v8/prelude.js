// Runs once in every isolate, before the tenant's code. `host` holds the only ways out of the isolate:
// log(call, isError, line), startTimer(timer, call, milliseconds), stopTimer(timer).
// What it returns is held by the engine alone: the tenant's code can change globals, never these functions.
(host, limits) => {
  'use strict';
  const { stringify, parse } = JSON;
  const { freeze, defineProperty, create } = Object;
  const fromCharCodes = Function.prototype.apply.bind(String.fromCharCode, null);
  const LINE_LIMIT = 8000;
  const CONSOLE_NOTICE = 'Unsupported log detected. Use context.log() or context.error() for logging.';
  const RETURN_MISSING = 'Return statement missing. return context.res.empty() if no response is expected.';

  delete globalThis.SharedArrayBuffer;
  delete globalThis.Atomics;
  delete globalThis.WebAssembly;

  const expose = (name, value) => defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });

  // ---- text ------------------------------------------------------------------------------------------------------
  const encodeUtf8 = (text) => {
    const bytes = new Uint8Array(text.length * 3);
    let size = 0;
    for (let i = 0; i < text.length; i++) {
      let point = text.charCodeAt(i);
      if (point >= 0xd800 && point <= 0xdfff) {
        const low = point < 0xdc00 && i + 1 < text.length ? text.charCodeAt(i + 1) : 0;
        if (low >= 0xdc00 && low <= 0xdfff) { point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00); i++; } else point = 0xfffd;
      }
      if (point < 0x80) bytes[size++] = point;
      else if (point < 0x800) { bytes[size++] = 0xc0 | (point >> 6); bytes[size++] = 0x80 | (point & 63); }
      else if (point < 0x10000) { bytes[size++] = 0xe0 | (point >> 12); bytes[size++] = 0x80 | ((point >> 6) & 63); bytes[size++] = 0x80 | (point & 63); }
      else { bytes[size++] = 0xf0 | (point >> 18); bytes[size++] = 0x80 | ((point >> 12) & 63); bytes[size++] = 0x80 | ((point >> 6) & 63); bytes[size++] = 0x80 | (point & 63); }
    }
    return bytes.slice(0, size);
  };

  const decodeUtf8 = (bytes, fatal) => {
    const units = [];
    let text = '';
    const bad = () => { if (fatal) throw new TypeError('The encoded data was not valid utf-8'); units.push(0xfffd); };
    for (let i = 0; i < bytes.length;) {
      const first = bytes[i++];
      if (first < 0x80) units.push(first);
      else {
        const more = first >= 0xc2 && first <= 0xdf ? 1 : first >= 0xe0 && first <= 0xef ? 2 : first >= 0xf0 && first <= 0xf4 ? 3 : 0;
        let lower = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
        let upper = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
        let point = first & (0x3f >> more);
        let seen = 0;
        while (seen < more && i < bytes.length && bytes[i] >= lower && bytes[i] <= upper) {
          point = (point << 6) | (bytes[i++] & 63); seen++; lower = 0x80; upper = 0xbf;
        }
        if (more === 0 || seen < more) bad();
        else if (point < 0x10000) units.push(point);
        else units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff));
      }
      if (units.length > 8000) { text += fromCharCodes(units); units.length = 0; }
    }
    return text + fromCharCodes(units);
  };

  const bytesOf = (value) => {
    if (value instanceof Uint8Array) return value;
    if (value instanceof ArrayBuffer) return new Uint8Array(value);
    if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return undefined;
  };

  expose('TextEncoder', class TextEncoder {
    get encoding() { return 'utf-8'; }
    encode(text = '') { return encodeUtf8(`${text}`); }
    encodeInto(text, target) {
      let read = 0, written = 0;
      for (const point of `${text}`) {
        const bytes = encodeUtf8(point);
        if (written + bytes.length > target.length) break;
        target.set(bytes, written);
        written += bytes.length; read += point.length;
      }
      return { read, written };
    }
  });

  expose('TextDecoder', class TextDecoder {
    #fatal; #keepMark;
    constructor(label = 'utf-8', options = {}) {
      if (!/^(utf-?8|unicode-1-1-utf-8)$/i.test(`${label}`.trim())) throw new RangeError(`The encoding "${label}" is not supported; only utf-8 is`);
      this.#fatal = !!options.fatal; this.#keepMark = !!options.ignoreBOM;
    }
    get encoding() { return 'utf-8'; }
    get fatal() { return this.#fatal; }
    get ignoreBOM() { return this.#keepMark; }
    decode(input) {
      if (input === undefined) return '';
      const bytes = bytesOf(input);
      if (!bytes) throw new TypeError('TextDecoder.decode takes an ArrayBuffer or a view of one');
      const text = decodeUtf8(bytes, this.#fatal);
      return !this.#keepMark && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    }
  });

  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  expose('btoa', (input) => {
    const text = `${input}`;
    let out = '';
    for (let i = 0; i < text.length; i += 3) {
      const a = text.charCodeAt(i), b = text.charCodeAt(i + 1), c = text.charCodeAt(i + 2);
      if (a > 255 || b > 255 || c > 255) throw new TypeError('btoa takes characters of U+0000 to U+00FF only');
      out += ALPHABET[a >> 2] + ALPHABET[((a & 3) << 4) | (b >> 4)]
        + (i + 1 < text.length ? ALPHABET[((b & 15) << 2) | (c >> 6)] : '=') + (i + 2 < text.length ? ALPHABET[c & 63] : '=');
    }
    return out;
  });
  expose('atob', (input) => {
    let text = `${input}`.replace(/[\t\n\f\r ]/g, '');
    if (text.length % 4 === 0) text = text.replace(/={1,2}$/, '');
    if (text.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(text)) throw new TypeError('The string is not correctly base64-encoded');
    let out = '', bits = 0, held = 0;
    for (let i = 0; i < text.length; i++) {
      held = (held << 6) | ALPHABET.indexOf(text[i]); bits += 6;
      if (bits >= 8) { bits -= 8; out += String.fromCharCode((held >> bits) & 255); }
    }
    return out;
  });

  // ---- tasks and timers ------------------------------------------------------------------------------------------
  const settledPromise = Promise.resolve();
  const then = Function.prototype.call.bind(Promise.prototype.then);
  const timers = new Map();
  let nextTimer = 1;

  const timer = (callback, delay, args, repeats) => {
    if (typeof callback !== 'function') throw new TypeError('The callback of a timer must be a function');
    if (timers.size >= limits.timers) throw new RangeError(`No more than ${limits.timers} timers may run at once`);
    const id = nextTimer++;
    const milliseconds = Math.min(Math.max(Number(delay) || 0, repeats ? 1 : 0), 0x7fffffff);
    timers.set(id, { callback, args, milliseconds, repeats, call: current });
    host.startTimer(id, current?.id ?? 0, milliseconds);
    return id;
  };
  const stopTimer = (id) => { if (timers.delete(id)) host.stopTimer(id); };
  expose('setTimeout', (callback, delay, ...args) => timer(callback, delay, args, false));
  expose('setInterval', (callback, delay, ...args) => timer(callback, delay, args, true));
  expose('clearTimeout', stopTimer);
  expose('clearInterval', stopTimer);
  expose('queueMicrotask', (callback) => {
    if (typeof callback !== 'function') throw new TypeError('queueMicrotask takes a function');
    then(settledPromise, () => { try { callback(); } catch (thrown) { report(current, thrown); } });
  });

  // ---- logs ------------------------------------------------------------------------------------------------------
  const shown = (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return describe(value);
    if (typeof value === 'object' && value !== null) { try { return stringify(value) ?? `${value}`; } catch { return '[object that is not JSON]'; } }
    return String(value);
  };
  const line = (values) => {
    const text = values.map(shown).join(' ');
    return text.length > LINE_LIMIT ? text.slice(0, LINE_LIMIT) : text;
  };
  const describe = (thrown) => {
    try { if (thrown instanceof Error) return `${thrown.stack || thrown}`; return `${shown(thrown)}`; } catch { return 'An exception that cannot be shown'; }
  };
  const report = (call, thrown) => { if (call) host.log(call.id, true, describe(thrown)); };

  let current;
  const captured = (...values) => {
    if (!current) return;
    if (!current.isNoticed) { current.isNoticed = true; host.log(current.id, false, CONSOLE_NOTICE); }
    host.log(current.id, false, line(values));
  };
  expose('console', { log: captured, info: captured, warn: captured, error: captured, debug: captured, trace: captured });

  // ---- request and response --------------------------------------------------------------------------------------
  const fields = (frame) => {
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
  };
  const field = (text) => `${text.length}:${text}`;

  class Request {
    #headerFrame; #headers; #body; #text; #query;
    constructor(frame, binary) {
      const from = fields(frame);
      this.method = from.next();
      this.scheme = from.next();
      this.host = from.next();
      this.port = +from.next();
      this.path = from.next();
      this.queryString = from.next();
      this.#headerFrame = from.next();
      if (binary) this.#body = new Uint8Array(binary); else this.#text = from.next();
    }
    get headers() {
      if (!this.#headers) {
        this.#headers = {};
        for (const from = fields(this.#headerFrame); !from.isEmpty;) {
          const name = from.next(), value = from.next();
          this.#headers[name] = name in this.#headers ? `${this.#headers[name]}${name === 'cookie' ? '; ' : ', '}${value}` : value;
        }
      }
      return this.#headers;
    }
    get url() {
      const isDefaultPort = this.port === (this.scheme === 'https' ? 443 : 80);
      return `${this.scheme}://${this.host}${isDefaultPort ? '' : `:${this.port}`}${this.path}${this.queryString ? `?${this.queryString}` : ''}`;
    }
    get query() {
      if (!this.#query) {
        this.#query = {};
        for (const pair of this.queryString.split('&')) {
          const equals = pair.indexOf('=');
          const key = equals < 0 ? pair : pair.slice(0, equals);
          if (key) this.#query[key] = equals < 0 ? '' : pair.slice(equals + 1);
        }
      }
      return this.#query;
    }
    get bodyText() { return (this.#text ??= decodeUtf8(this.#body, false)); }
    get bodyRaw() { return this.bodyText; }
    get bodyBinary() { return (this.#body ??= encodeUtf8(this.#text)); }
    get bodyJson() { return parse(this.bodyText); }
    get body() {
      if (!(this.headers['content-type'] ?? '').toLowerCase().startsWith('application/json')) return this.bodyText;
      return this.bodyText === '' ? {} : this.bodyJson;
    }
  }

  const res = freeze({
    send: (body, statusCode = 200, headers = {}) => ({ body, statusCode, headers }),
    text: (body, statusCode = 200, headers = {}) => ({ body, statusCode, headers }),
    binary: (body, statusCode = 200, headers = {}) => ({ body, statusCode, headers }),
    json: (value, statusCode = 200, headers = {}) => ({ body: stringify(value), statusCode, headers: { ...headers, 'content-type': 'application/json' } }),
    empty: () => ({ body: '', statusCode: 204, headers: {} }),
    redirect: (url, statusCode = 301, headers = {}) => ({ body: '', statusCode, headers: { ...headers, location: url } }),
  });

  // ---- calls -----------------------------------------------------------------------------------------------------
  let handler;
  let done = '';
  const binaries = new Map();

  // One settled call: number, A(nswered with text) | B(inary) | M(issing return) | E(xception), then its fields.
  // Its timers end with it.
  const settle = (call, kind, rest) => {
    for (const [id, entry] of timers) if (entry.call === call) stopTimer(id);
    done += field(`${call.id}`) + field(kind) + field(rest);
  };
  const fail = (call, thrown) => settle(call, 'E', describe(thrown));

  const answer = (call, response) => {
    try {
      if (response === null || response === undefined) { settle(call, 'M', RETURN_MISSING); return; }
      const { body, statusCode = 200, headers } = response;
      let head = field(`${+statusCode}`);
      let lines = '';
      for (const name of Object.keys(headers ?? {})) {
        const values = Array.isArray(headers[name]) ? headers[name] : [headers[name]];
        for (const value of values) lines += field(`${name}`) + field(`${value}`);
      }
      head += field(lines);
      const bytes = bytesOf(body);
      if (bytes) { binaries.set(call.id, bytes); settle(call, 'B', head); } else settle(call, 'A', head + field(body === undefined || body === null ? '' : typeof body === 'object' ? stringify(body) : `${body}`));
    } catch (thrown) { fail(call, thrown); }
  };

  const invoke = (id, frame, binary) => {
    const call = { id, isNoticed: false };
    current = call;
    try {
      const context = {
        req: new Request(frame, binary),
        res,
        log: (...values) => host.log(id, false, line(values)),
        error: (...values) => host.log(id, true, line(values)),
      };
      const result = handler(context);
      if (typeof result?.then === 'function') then(Promise.resolve(result), (response) => answer(call, response), (thrown) => fail(call, thrown));
      else answer(call, result);
    } catch (thrown) { fail(call, thrown); }
  };

  const fire = (id) => {
    const entry = timers.get(id);
    if (!entry) return;
    current = entry.call;
    if (entry.repeats) host.startTimer(id, entry.call?.id ?? 0, entry.milliseconds); else timers.delete(id);
    try { entry.callback(...entry.args); } catch (thrown) { report(entry.call, thrown); }
  };

  return {
    invoke,
    fire,
    describe,
    take: () => { const all = done; done = ''; return all; },
    binary: (id) => { const bytes = binaries.get(id); binaries.delete(id); return bytes.slice().buffer; },
    environment: (json) => expose('process', freeze({ env: freeze({ __proto__: null, ...parse(json) }) })),
    install: (exported) => {
      if (typeof exported !== 'function') return 'The entrypoint has no default export that is a function.';
      handler = exported;
      return '';
    },
  };
}
