// URL and URLSearchParams (URL Standard) over the parser of whatwg-url, whose modules are in kit.modules.
(kit) => {
  'use strict';
  const machine = kit.require('url-state-machine');
  const { parseUrlencodedString, serializeUrlencoded } = kit.require('urlencoded');
  const scalars = (value) => `${value}`.toWellFormed();
  const owner = Symbol('owner');

  let renew;
  class URLSearchParams {
    #list = [];
    #url;
    constructor(init = '', url = undefined) {
      this.#url = url?.[owner];
      if (typeof init === 'object' && init !== null && typeof init[Symbol.iterator] === 'function') {
        for (const pair of init) {
          const both = [...pair];
          if (both.length !== 2) throw new TypeError('Each pair of URLSearchParams holds a name and a value');
          this.#list.push([scalars(both[0]), scalars(both[1])]);
        }
      } else if ((typeof init === 'object' && init !== null) || typeof init === 'function') {
        for (const name of Object.keys(init)) this.#list.push([scalars(name), scalars(init[name])]);
      } else {
        const text = scalars(init);
        this.#list = parseUrlencodedString(text.startsWith('?') ? text.slice(1) : text);
      }
    }
    #changed() { this.#url?.(serializeUrlencoded(this.#list)); }
    static { renew = (params, query) => { params.#list = parseUrlencodedString(query); }; }
    get size() { return this.#list.length; }
    append(name, value) { this.#list.push([scalars(name), scalars(value)]); this.#changed(); }
    delete(name, value = undefined) {
      const wanted = scalars(name);
      this.#list = this.#list.filter((pair) => pair[0] !== wanted || (value !== undefined && pair[1] !== scalars(value)));
      this.#changed();
    }
    get(name) { const wanted = scalars(name); return this.#list.find((pair) => pair[0] === wanted)?.[1] ?? null; }
    getAll(name) { const wanted = scalars(name); return this.#list.filter((pair) => pair[0] === wanted).map((pair) => pair[1]); }
    has(name, value = undefined) {
      const wanted = scalars(name);
      return this.#list.some((pair) => pair[0] === wanted && (value === undefined || pair[1] === scalars(value)));
    }
    set(name, value) {
      const wanted = scalars(name);
      let isSet = false;
      this.#list = this.#list.filter((pair) => {
        if (pair[0] !== wanted) return true;
        if (isSet) return false;
        isSet = true;
        pair[1] = scalars(value);
        return true;
      });
      if (!isSet) this.#list.push([wanted, scalars(value)]);
      this.#changed();
    }
    sort() { this.#list.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0)); this.#changed(); }
    forEach(callback, self = undefined) { for (const [name, value] of this.#list) callback.call(self, value, name, this); }
    *entries() { for (let i = 0; i < this.#list.length; i++) yield [this.#list[i][0], this.#list[i][1]]; }
    *keys() { for (let i = 0; i < this.#list.length; i++) yield this.#list[i][0]; }
    *values() { for (let i = 0; i < this.#list.length; i++) yield this.#list[i][1]; }
    [Symbol.iterator]() { return this.entries(); }
    toString() { return serializeUrlencoded(this.#list); }
    get [Symbol.toStringTag]() { return 'URLSearchParams'; }
  }

  const parsed = (url, base) => {
    let start = null;
    if (base !== undefined) {
      start = machine.basicURLParse(scalars(base));
      if (start === null) throw new TypeError(`Invalid base URL: ${base}`);
    }
    const record = machine.basicURLParse(scalars(url), { baseURL: start });
    if (record === null) throw new TypeError(`Invalid URL: ${url}`);
    return record;
  };

  class URL {
    #url; #params;
    constructor(url, base = undefined) { this.#url = parsed(url, base); }
    static canParse(url, base = undefined) { try { parsed(url, base); return true; } catch { return false; } }
    static parse(url, base = undefined) { try { return new URL(url, base); } catch { return null; } }
    #override(value, state) { machine.basicURLParse(`${value}`, { url: this.#url, stateOverride: state }); }
    #cannotHaveCredentials() { return machine.cannotHaveAUsernamePasswordPort(this.#url); }
    get href() { return machine.serializeURL(this.#url); }
    set href(value) { this.#url = parsed(value); if (this.#params) renew(this.#params, this.#url.query ?? ''); }
    get origin() { return machine.serializeURLOrigin(this.#url); }
    get protocol() { return `${this.#url.scheme}:`; }
    set protocol(value) { this.#override(`${scalars(value)}:`, 'scheme start'); }
    get username() { return this.#url.username; }
    set username(value) { if (!this.#cannotHaveCredentials()) machine.setTheUsername(this.#url, scalars(value)); }
    get password() { return this.#url.password; }
    set password(value) { if (!this.#cannotHaveCredentials()) machine.setThePassword(this.#url, scalars(value)); }
    get host() {
      const { host, port } = this.#url;
      return host === null ? '' : machine.serializeHost(host) + (port === null ? '' : `:${port}`);
    }
    set host(value) { if (!machine.hasAnOpaquePath(this.#url)) this.#override(scalars(value), 'host'); }
    get hostname() { return this.#url.host === null ? '' : machine.serializeHost(this.#url.host); }
    set hostname(value) { if (!machine.hasAnOpaquePath(this.#url)) this.#override(scalars(value), 'hostname'); }
    get port() { return this.#url.port === null ? '' : `${this.#url.port}`; }
    set port(value) {
      if (this.#cannotHaveCredentials()) return;
      if (`${value}` === '') this.#url.port = null; else this.#override(scalars(value), 'port');
    }
    get pathname() { return machine.serializePath(this.#url); }
    set pathname(value) {
      if (machine.hasAnOpaquePath(this.#url)) return;
      this.#url.path = [];
      this.#override(scalars(value), 'path start');
    }
    get search() { return this.#url.query ? `?${this.#url.query}` : ''; }
    set search(value) {
      const text = scalars(value);
      if (text === '') { this.#url.query = null; } else {
        this.#url.query = '';
        this.#override(text.startsWith('?') ? text.slice(1) : text, 'query');
      }
      if (this.#params) renew(this.#params, text.startsWith('?') ? text.slice(1) : text);
    }
    get searchParams() {
      return (this.#params ??= new URLSearchParams(this.#url.query ?? '', {
        [owner]: (query) => { this.#url.query = query === '' ? null : query; },
      }));
    }
    get hash() { return this.#url.fragment ? `#${this.#url.fragment}` : ''; }
    set hash(value) {
      const text = scalars(value);
      if (text === '') { this.#url.fragment = null; return; }
      this.#url.fragment = '';
      this.#override(text.startsWith('#') ? text.slice(1) : text, 'fragment');
    }
    toString() { return this.href; }
    toJSON() { return this.href; }
    get [Symbol.toStringTag]() { return 'URL'; }
  }

  kit.expose('URL', URL);
  kit.expose('URLSearchParams', URLSearchParams);
}
