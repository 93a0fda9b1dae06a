// What a function of JavaScript sees and says (wire contract 8.3), the same in isolates and in Node.js.
'use strict';
// Taken before the tenant's code can change what they are.
const { parse, stringify } = JSON;

/**
 * @param encode makes bytes of a text, as UTF-8
 * @param decode makes a text of such bytes
 */
module.exports = ({ encode, decode }) => {
  class Request {
    #pairs; #headers; #bytes; #text; #query;
    /** @param head its `pairs` gives the header lines; of the body, one of `text` and `bytes` is given */
    constructor({ method, scheme, host, port, path, queryString, pairs }, { text, bytes }) {
      this.method = method;
      this.scheme = scheme;
      this.host = host;
      this.port = port;
      this.path = path;
      this.queryString = queryString;
      this.#pairs = pairs;
      this.#text = text;
      this.#bytes = bytes;
    }
    get headers() {
      if (!this.#headers) {
        this.#headers = {};
        for (const [name, value] of this.#pairs()) {
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
    get bodyText() { return (this.#text ??= decode(this.#bytes)); }
    get bodyRaw() { return this.bodyText; }
    get bodyBinary() { return (this.#bytes ??= encode(this.#text)); }
    get bodyJson() { return parse(this.bodyText); }
    get body() {
      if (!(this.headers['content-type'] ?? '').toLowerCase().startsWith('application/json')) return this.bodyText;
      return this.bodyText === '' ? {} : this.bodyJson;
    }
  }

  const res = Object.freeze({
    send: (body, statusCode = 200, headers = {}) => ({ body, statusCode, headers }),
    text: (body, statusCode = 200, headers = {}) => ({ body, statusCode, headers }),
    binary: (body, statusCode = 200, headers = {}) => ({ body, statusCode, headers }),
    json: (value, statusCode = 200, headers = {}) => ({ body: stringify(value), statusCode, headers: { ...headers, 'content-type': 'application/json' } }),
    empty: () => ({ body: '', statusCode: 204, headers: {} }),
    redirect: (url, statusCode = 301, headers = {}) => ({ body: '', statusCode, headers: { ...headers, location: url } }),
  });

  const shown = (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return described(value);
    if (typeof value === 'object' && value !== null) { try { return stringify(value) ?? `${value}`; } catch { return '[object that is not JSON]'; } }
    return String(value);
  };
  const described = (thrown) => {
    try { return thrown instanceof Error ? `${thrown.stack || thrown}` : `${shown(thrown)}`; } catch { return 'An exception that cannot be shown'; }
  };

  return {
    Request,
    res,
    shown,
    described,
    LINE_LIMIT: 8000,
    CONSOLE_NOTICE: 'Unsupported log detected. Use context.log() or context.error() for logging.',
    RETURN_MISSING: 'Return statement missing. return context.res.empty() if no response is expected.',
  };
};
