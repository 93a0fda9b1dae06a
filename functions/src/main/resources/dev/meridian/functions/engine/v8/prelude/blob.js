// Blob and File (File API), FormData with its multipart encoding (XMLHttpRequest Standard section 4; RFC 7578).
(kit) => {
  'use strict';
  const bytes = Symbol('bytes');
  const { encodeUtf8, decodeUtf8, bytesOf } = kit;

  const joined = (parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { whole.set(part, at); at += part.length; }
    return whole;
  };

  class Blob {
    [bytes]; #type;
    constructor(parts = [], { type = '' } = {}) {
      if (typeof parts !== 'object' || parts === null || typeof parts[Symbol.iterator] !== 'function') throw new TypeError('Blob takes an iterable of parts');
      this[bytes] = joined([...parts].map((part) => (part instanceof Blob ? part[bytes] : bytesOf(part) ?? encodeUtf8(`${part}`))));
      this.#type = /^[\x20-\x7e]*$/.test(type) ? `${type}`.toLowerCase() : '';
    }
    get size() { return this[bytes].length; }
    get type() { return this.#type; }
    slice(start = 0, end = this.size, type = '') { 
      const at = (index) => (index < 0 ? Math.max(this.size + index, 0) : Math.min(index, this.size));
      return new Blob([this[bytes].subarray(at(start), Math.max(at(end), at(start)))], { type });
    }
    async text() { return decodeUtf8(this[bytes], false); }
    async arrayBuffer() { return this[bytes].slice().buffer; }
    async bytes() { return this[bytes].slice(); }
    stream() { return kit.streamOf(this[bytes]); }
    get [Symbol.toStringTag]() { return 'Blob'; }
  }

  class File extends Blob {
    #name; #lastModified;
    constructor(parts, name, options = {}) {
      super(parts, options);
      this.#name = `${name}`;
      this.#lastModified = options.lastModified ?? Date.now();
    }
    get name() { return this.#name; }
    get lastModified() { return this.#lastModified; }
    get [Symbol.toStringTag]() { return 'File'; }
  }

  class FormData {
    #entries = [];
    constructor(form = undefined) { if (form !== undefined) throw new TypeError('There are no forms here'); }
    #entry(name, value, filename) {
      if (!(value instanceof Blob)) return [`${name}`.toWellFormed(), `${value}`.toWellFormed()];
      const isNamed = value instanceof File && filename === undefined;
      return [`${name}`.toWellFormed(), isNamed ? value : new File([value], filename ?? 'blob', { type: value.type })];
    }
    append(name, value, filename = undefined) { this.#entries.push(this.#entry(name, value, filename)); }
    set(name, value, filename = undefined) {
      const entry = this.#entry(name, value, filename);
      const at = this.#entries.findIndex((one) => one[0] === entry[0]);
      this.#entries = this.#entries.filter((one, index) => one[0] !== entry[0] || index === at);
      if (at < 0) this.#entries.push(entry); else this.#entries[this.#entries.findIndex((one) => one[0] === entry[0])] = entry;
    }
    delete(name) { this.#entries = this.#entries.filter((one) => one[0] !== `${name}`); }
    get(name) { return this.#entries.find((one) => one[0] === `${name}`)?.[1] ?? null; }
    getAll(name) { return this.#entries.filter((one) => one[0] === `${name}`).map((one) => one[1]); }
    has(name) { return this.#entries.some((one) => one[0] === `${name}`); }
    forEach(callback, self = undefined) { for (const [name, value] of this.#entries) callback.call(self, value, name, this); }
    *entries() { for (const [name, value] of this.#entries) yield [name, value]; }
    *keys() { for (const [name] of this.#entries) yield name; }
    *values() { for (const [, value] of this.#entries) yield value; }
    [Symbol.iterator]() { return this.entries(); }
    get [Symbol.toStringTag]() { return 'FormData'; }
  }

  const escaped = (name) => name.replace(/\r\n?|\n/g, '%0D%0A').replace(/"/g, '%22');
  const unescaped = (name) => name.replace(/%0D%0A/gi, '\r\n').replace(/%22/g, '"');

  const writeMultipart = (form, boundary) => {
    const parts = [];
    for (const [name, value] of form) {
      const isFile = typeof value !== 'string';
      parts.push(encodeUtf8(`--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"`
        + (isFile ? `; filename="${escaped(value.name)}"\r\nContent-Type: ${value.type || 'application/octet-stream'}` : '') + '\r\n\r\n'));
      parts.push(isFile ? value[bytes] : encodeUtf8(value.replace(/\r\n?|\n/g, '\r\n')), encodeUtf8('\r\n'));
    }
    parts.push(encodeUtf8(`--${boundary}--\r\n`));
    return joined(parts);
  };

  const indexOf = (text, wanted, from) => {
    outer: for (let at = text.indexOf(wanted[0], from); at >= 0; at = text.indexOf(wanted[0], at + 1)) {
      for (let i = 1; i < wanted.length; i++) if (text[at + i] !== wanted[i]) continue outer;
      return at;
    }
    return -1;
  };

  const readMultipart = (body, contentType) => {
    const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
    const bad = () => new TypeError('The body is not readable as multipart/form-data');
    if (!boundary) throw bad();
    const mark = encodeUtf8(`--${boundary[1] ?? boundary[2]}`), ending = encodeUtf8('\r\n\r\n'), line = encodeUtf8('\r\n');
    const form = new FormData();
    let at = indexOf(body, mark, 0);
    if (at < 0) throw bad();
    for (;;) {
      at += mark.length;
      if (body[at] === 45 && body[at + 1] === 45) return form;
      const headEnd = indexOf(body, ending, at);
      const next = headEnd < 0 ? -1 : indexOf(body, joined([line, mark]), headEnd + 2);
      if (next < 0) throw bad();
      const head = decodeUtf8(body.subarray(at, headEnd), false);
      const name = /content-disposition:[^\r\n]*?[; ]name="((?:[^"\\]|\\.)*)"/i.exec(head);
      if (!name) throw bad();
      const filename = /content-disposition:[^\r\n]*?filename="((?:[^"\\]|\\.)*)"/i.exec(head);
      const content = body.slice(Math.min(headEnd + 4, next), next);
      if (filename) {
        const type = /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? 'text/plain';
        form.append(unescaped(name[1]), new File([content], unescaped(filename[1]), { type }));
      } else form.append(unescaped(name[1]), decodeUtf8(content, false));
      at = next + 2;
    }
  };

  Object.assign(kit, { Blob, FormData, joined, blobBytes: (blob) => blob[bytes], writeMultipart, readMultipart });
  for (const [name, value] of Object.entries({ Blob, File, FormData })) kit.expose(name, value);
}
