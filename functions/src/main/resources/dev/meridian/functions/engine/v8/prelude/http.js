// Headers, Request and Response (Fetch Standard sections 5.1 to 5.5).
(kit) => {
  'use strict';
  const { encodeUtf8, decodeUtf8, bytesOf } = kit;
  const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
  const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
  const NULL_BODY = new Set([101, 204, 205, 304]);
  const REDIRECTS = new Set([301, 302, 303, 307, 308]);

  let linesOf;
  class Headers {
    static { linesOf = (headers) => headers.#lines; }
    #lines = [];
    constructor(init = undefined) {
      if (init === undefined || init === null) return;
      if (typeof init !== 'object') throw new TypeError('Headers takes an object or an iterable of pairs');
      if (init instanceof Headers) { for (const [name, value] of linesOf(init)) this.#lines.push([name, value]); return; }
      if (typeof init[Symbol.iterator] === 'function') {
        for (const pair of init) {
          const both = [...pair];
          if (both.length !== 2) throw new TypeError('Each pair of Headers holds a name and a value');
          this.append(both[0], both[1]);
        }
      } else for (const name of Object.keys(init)) this.append(name, init[name]);
    }
    static #name(name) {
      const text = `${name}`;
      if (!NAME.test(text)) throw new TypeError(`"${text}" is not a header's name`);
      return text.toLowerCase();
    }
    static #value(value) {
      const text = `${value}`.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');
      if (!VALUE.test(text)) throw new TypeError('A header\'s value holds a forbidden character');
      return text;
    }
    append(name, value) { this.#lines.push([Headers.#name(name), Headers.#value(value)]); }
    delete(name) { const wanted = Headers.#name(name); this.#lines = this.#lines.filter((line) => line[0] !== wanted); }
    get(name) {
      const wanted = Headers.#name(name);
      let all = null;
      for (const line of this.#lines) if (line[0] === wanted) all = all === null ? line[1] : `${all}, ${line[1]}`;
      return all;
    }
    getSetCookie() { return this.#lines.filter((line) => line[0] === 'set-cookie').map((line) => line[1]); }
    has(name) { const wanted = Headers.#name(name); return this.#lines.some((line) => line[0] === wanted); }
    set(name, value) {
      const wanted = Headers.#name(name), text = Headers.#value(value);
      const at = this.#lines.findIndex((line) => line[0] === wanted);
      if (at < 0) { this.#lines.push([wanted, text]); return; }
      this.#lines = this.#lines.filter((line, index) => line[0] !== wanted || index === at);
      this.#lines[at][1] = text;
    }
    #sorted() {
      const all = [];
      for (const name of [...new Set(this.#lines.map((line) => line[0]))].sort()) {
        if (name === 'set-cookie') for (const cookie of this.getSetCookie()) all.push([name, cookie]);
        else all.push([name, this.get(name)]);
      }
      return all;
    }
    forEach(callback, self = undefined) { for (const [name, value] of this.#sorted()) callback.call(self, value, name, this); }
    *entries() { yield* this.#sorted(); }
    *keys() { for (const [name] of this.#sorted()) yield name; }
    *values() { for (const [, value] of this.#sorted()) yield value; }
    [Symbol.iterator]() { return this.entries(); }
    get [Symbol.toStringTag]() { return 'Headers'; }
  }

  /** A stream of bytes that are there already, in pieces. */
  const PIECE = 65536;
  const streamOf = (bytes) => {
    let at = 0;
    return new ReadableStream({
      pull(controller) {
        if (at < bytes.length) controller.enqueue(bytes.slice(at, at += PIECE));
        if (at >= bytes.length) controller.close();
      },
    }, { highWaterMark: 0 });
  };

  // A body is null, or { text } or { bytes } where it is all there, or { stream }; `used` once somebody has read it.
  const body = Symbol('body');
  const EXTRACTED_TEXT = 'text/plain;charset=UTF-8';

  const extract = (init) => {
    if (init === null || init === undefined) return [null, null];
    if (typeof init === 'string') return [{ text: init }, EXTRACTED_TEXT];
    if (init instanceof ReadableStream) {
      if (init.locked) throw new TypeError('The stream of a body is locked already');
      return [{ stream: init }, null];
    }
    if (init instanceof URLSearchParams) return [{ text: `${init}` }, 'application/x-www-form-urlencoded;charset=UTF-8'];
    if (init instanceof kit.FormData) {
      const boundary = `----meridian-${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
      return [{ bytes: kit.writeMultipart(init, boundary) }, `multipart/form-data; boundary=${boundary}`];
    }
    if (init instanceof kit.Blob) return [{ bytes: kit.blobBytes(init) }, init.type || null];
    const bytes = bytesOf(init);
    if (bytes) return [{ bytes: bytes.slice() }, null];
    return [{ text: `${init}` }, EXTRACTED_TEXT];
  };

  const isUnusable = (given) => given !== null && (given.used || (given.stream?.locked ?? false));

  /** All bytes of a body, which is used afterwards. */
  const consume = async (owner) => {
    const given = owner[body];
    if (given === null) return new Uint8Array();
    if (isUnusable(given)) throw new TypeError('The body has been read already');
    given.used = true;
    if (given.bytes) return given.bytes;
    if (!given.stream) return encodeUtf8(given.text);
    const parts = [];
    const reader = given.stream.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return kit.joined(parts);
      const part = bytesOf(value);
      if (!part) throw new TypeError('The stream of a body must give Uint8Arrays');
      parts.push(part);
    }
  };

  class Body {
    [body] = null;
    get body() {
      const given = this[body];
      if (given === null) return null;
      if (!given.stream) { given.stream = streamOf(given.bytes ?? encodeUtf8(given.text)); given.text = given.bytes = undefined; }
      return given.stream;
    }
    get bodyUsed() { return this[body] !== null && !!this[body].used; }
    async text() {
      const given = this[body];
      if (given !== null && given.text !== undefined && !given.used) { given.used = true; return given.text; }
      const text = decodeUtf8(await consume(this), false);
      return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    }
    async json() { return JSON.parse(await this.text()); }
    async bytes() { return (await consume(this)).slice(); }
    async arrayBuffer() { return (await consume(this)).slice().buffer; }
    async blob() { return new kit.Blob([await consume(this)], { type: this.headers.get('content-type') ?? '' }); }
    async formData() {
      const type = this.headers.get('content-type') ?? '';
      if (/^multipart\/form-data/i.test(type)) return kit.readMultipart(await consume(this), type);
      if (!/^application\/x-www-form-urlencoded/i.test(type)) throw new TypeError(`A body of type "${type}" is no form`);
      const form = new kit.FormData();
      for (const [name, value] of new URLSearchParams(await this.text())) form.append(name, value);
      return form;
    }
  }

  const setBody = (owner, init) => {
    const [given, type] = extract(init);
    owner[body] = given;
    if (type !== null && !owner.headers.has('content-type')) owner.headers.append('content-type', type);
  };
  /** The same body for two owners. */
  const copyBody = (from, to) => {
    const given = from[body];
    if (isUnusable(given)) throw new TypeError('The body has been read already');
    if (given?.stream) {
      const [one, other] = given.stream.tee();
      given.stream = one;
      to[body] = { stream: other };
    } else to[body] = given === null ? null : { ...given };
  };

  const STANDARD_METHOD = /^(?:DELETE|GET|HEAD|OPTIONS|POST|PUT)$/i;
  const FORBIDDEN_METHOD = /^(?:CONNECT|TRACE|TRACK)$/i;

  // A URL that the parser would leave as it is: what comes in by HTTP mostly is one, and parsing it costs more than the
  // rest of a request.
  const NORMAL_URL = /^https?:\/\/(?:(?!xn--)[a-z0-9-]+\.)*(?!xn--)[a-z][a-z0-9-]*(?::[1-9]\d{0,4})?\/(?:[A-Za-z0-9_~!$&()*+,;=:@/-]|\.(?=[A-Za-z0-9_]))*(?:\?[A-Za-z0-9_.~!$&()*+,;=:@/?%-]*)?$/;
  const INCOMING = Symbol('incoming');
  let incoming;
  class Request extends Body {
    /** A request that has come in; `signalOf` makes its signal when somebody asks for it. */
    static { incoming = (method, url, headers, signalOf) => new Request(INCOMING, { method, url, headers, signalOf }); }
    #method = 'GET'; #url; #headers; #redirect = 'follow'; #signal; #signalOf = () => new AbortController().signal;
    constructor(input, init = {}) {
      super();
      if (input === INCOMING) {
        this.#method = init.method;
        this.#url = NORMAL_URL.test(init.url) ? init.url : new URL(init.url).href;
        this.#headers = init.headers;
        this.#signalOf = init.signalOf;
        return;
      }
      const from = input instanceof Request ? input : undefined;
      if (from) { this.#method = from.#method; this.#url = from.#url; this.#redirect = from.#redirect; this.#signal = from.signal; } else {
        const url = new URL(`${input}`);
        if (url.username || url.password) throw new TypeError('The URL of a request must not hold credentials');
        this.#url = url.href;
      }
      if (init.method !== undefined) {
        const method = `${init.method}`;
        if (!NAME.test(method) || FORBIDDEN_METHOD.test(method)) throw new TypeError(`"${method}" is not a method that can be sent`);
        this.#method = STANDARD_METHOD.test(method) ? method.toUpperCase() : method;
      }
      if (init.redirect !== undefined) {
        if (!['follow', 'error', 'manual'].includes(init.redirect)) throw new TypeError(`"${init.redirect}" is no way to treat redirects`);
        this.#redirect = init.redirect;
      }
      if (init.signal !== undefined) this.#signal = init.signal ?? undefined;
      this.#headers = new Headers(init.headers ?? from?.#headers);
      if (init.body !== undefined && init.body !== null) {
        if (this.#method === 'GET' || this.#method === 'HEAD') throw new TypeError(`A request with method ${this.#method} has no body`);
        setBody(this, init.body);
      } else if (from && from[body] !== null) {
        if (isUnusable(from[body])) throw new TypeError('The body has been read already');
        this[body] = { ...from[body] };
        from[body].used = true;
      }
    }
    get method() { return this.#method; }
    get url() { return this.#url; }
    get headers() { return this.#headers; }
    get redirect() { return this.#redirect; }
    get signal() { return (this.#signal ??= this.#signalOf()); }
    get destination() { return ''; }
    get referrer() { return 'about:client'; }
    get referrerPolicy() { return ''; }
    get mode() { return 'cors'; }
    get credentials() { return 'same-origin'; }
    get cache() { return 'default'; }
    get integrity() { return ''; }
    get keepalive() { return false; }
    get duplex() { return 'half'; }
    clone() {
      const copy = new Request(this.#url, { method: this.#method, headers: this.#headers, redirect: this.#redirect, signal: this.signal });
      copyBody(this, copy);
      return copy;
    }
    get [Symbol.toStringTag]() { return 'Request'; }
  }

  let received;
  class Response extends Body {
    #status; #statusText; #headers; #url = ''; #type = 'default'; #isRedirected = false;
    constructor(init = null, { status = 200, statusText = '', headers = undefined } = {}) {
      super();
      this.#status = +status;
      if (!(this.#status >= 200 && this.#status <= 599)) throw new RangeError('The status of a response must be from 200 to 599');
      this.#statusText = `${statusText}`;
      this.#headers = new Headers(headers);
      if (init !== null && init !== undefined) {
        if (NULL_BODY.has(this.#status)) throw new TypeError(`A response with status ${this.#status} has no body`);
        setBody(this, init);
      }
    }
    static error() { const response = new Response(); response.#status = 0; response.#type = 'error'; return response; }
    static json(data, init = {}) {
      const text = JSON.stringify(data);
      if (text === undefined) throw new TypeError('The value cannot be JSON');
      const response = new Response(null, init);
      if (NULL_BODY.has(response.#status)) throw new TypeError(`A response with status ${response.#status} has no body`);
      response[body] = { text };
      if (!response.#headers.has('content-type')) response.#headers.append('content-type', 'application/json');
      return response;
    }
    static redirect(url, status = 302) {
      if (!REDIRECTS.has(+status)) throw new RangeError(`${status} is not the status of a redirect`);
      return new Response(null, { status, headers: { location: new URL(`${url}`).href } });
    }
    /** What came over the network. */
    static #received(status, statusText, headers, stream, url, isRedirected) {
      const response = new Response(null, { status, statusText });
      response.#headers = headers;
      response.#url = url;
      response.#type = 'basic';
      response.#isRedirected = isRedirected;
      if (stream) response[body] = { stream };
      return response;
    }
    static { received = Response.#received; }
    get status() { return this.#status; }
    get statusText() { return this.#statusText; }
    get ok() { return this.#status >= 200 && this.#status <= 299; }
    get headers() { return this.#headers; }
    get url() { return this.#url; }
    get type() { return this.#type; }
    get redirected() { return this.#isRedirected; }
    clone() {
      const copy = new Response(null, { status: this.#status, statusText: this.#statusText, headers: this.#headers });
      copy.#url = this.#url; copy.#type = this.#type; copy.#isRedirected = this.#isRedirected;
      copyBody(this, copy);
      return copy;
    }
    get [Symbol.toStringTag]() { return 'Response'; }
  }

  /** Header lines that came from outside: what is in them is not judged. */
  const headersOf = (frame) => {
    const headers = new Headers();
    const lines = linesOf(headers);
    for (const from = kit.fields(frame); !from.isEmpty;) lines.push([from.next(), from.next()]);
    return headers;
  };

  /** What of a body can be handed over at once: { text } or { bytes }; { stream } is for reading; the body is used then. */
  const take = (owner) => {
    const given = owner[body];
    if (given === null) return { text: '' };
    if (isUnusable(given)) throw new TypeError('The body has been read already');
    given.used = true;
    return given;
  };

  Object.assign(kit, { Request, Response, incoming, received, headersOf, linesOf, take, streamOf, setBody, REDIRECTS, NULL_BODY });
  for (const [name, value] of Object.entries({ Headers, Request, Response })) kit.expose(name, value);
}
