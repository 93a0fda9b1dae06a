// UTF-8, base64 (Encoding Standard; HTML section 8.3).
(kit) => {
  'use strict';
  const fromCharCodes = Function.prototype.apply.bind(String.fromCharCode, null);

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

  /**
   * Decodes bytes; `rest`, where it is an array, takes the beginning of a character that the bytes end in.
   */
  const decodeUtf8 = (bytes, fatal, rest) => {
    const units = [];
    let text = '';
    const bad = () => { if (fatal) throw new TypeError('The encoded data was not valid utf-8'); units.push(0xfffd); };
    for (let i = 0; i < bytes.length;) {
      const start = i;
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
        if (rest && seen < more && i === bytes.length) { rest.push(...bytes.subarray(start)); break; }
        if (more === 0 || seen < more) bad();
        else if (point < 0x10000) units.push(point);
        else units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff));
      }
      if (units.length > 8000) { text += fromCharCodes(units); units.length = 0; }
    }
    return text + fromCharCodes(units);
  };

  /** The bytes that a buffer or a view of one holds, without copying; undefined for anything else. */
  const bytesOf = (value) => {
    if (value instanceof Uint8Array) return value;
    if (value instanceof ArrayBuffer) return new Uint8Array(value);
    if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return undefined;
  };

  /** Exactly these bytes as a buffer, as the host takes them. */
  const buffer = (bytes) => (bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer);
  /** Bytes in pieces that fit a message to the node. */
  const PIECE = 262144;
  const pieces = function* (bytes) { for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE); };

  class TextEncoder {
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
  }

  class TextDecoder {
    #fatal; #keepsMark; #held = []; #isBegun = false;
    constructor(label = 'utf-8', options = {}) {
      if (!/^(utf-?8|unicode-1-1-utf-8|ascii|us-ascii)$/i.test(`${label}`.trim())) throw new RangeError(`The encoding "${label}" is not supported; only utf-8 is`);
      this.#fatal = !!options.fatal; this.#keepsMark = !!options.ignoreBOM;
    }
    get encoding() { return 'utf-8'; }
    get fatal() { return this.#fatal; }
    get ignoreBOM() { return this.#keepsMark; }
    decode(input = new Uint8Array(), { stream = false } = {}) {
      let bytes = bytesOf(input);
      if (!bytes) throw new TypeError('TextDecoder.decode takes an ArrayBuffer or a view of one');
      if (this.#held.length > 0) {
        const joined = new Uint8Array(this.#held.length + bytes.length);
        joined.set(this.#held); joined.set(bytes, this.#held.length);
        bytes = joined;
      }
      this.#held = [];
      let text = decodeUtf8(bytes, this.#fatal, stream ? this.#held : undefined);
      if (!this.#isBegun && text !== '') {
        this.#isBegun = true;
        if (!this.#keepsMark && text.charCodeAt(0) === 0xfeff) text = text.slice(1);
      }
      if (!stream) this.#isBegun = false;
      return text;
    }
  }

  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const invalid = (message) => new kit.DOMException(message, 'InvalidCharacterError');
  const btoa = (input) => {
    const text = `${input}`;
    let out = '';
    for (let i = 0; i < text.length; i += 3) {
      const a = text.charCodeAt(i), b = text.charCodeAt(i + 1), c = text.charCodeAt(i + 2);
      if (a > 255 || b > 255 || c > 255) throw invalid('btoa takes characters of U+0000 to U+00FF only');
      out += ALPHABET[a >> 2] + ALPHABET[((a & 3) << 4) | (b >> 4)]
        + (i + 1 < text.length ? ALPHABET[((b & 15) << 2) | (c >> 6)] : '=') + (i + 2 < text.length ? ALPHABET[c & 63] : '=');
    }
    return out;
  };
  const atob = (input) => {
    let text = `${input}`.replace(/[\t\n\f\r ]/g, '');
    if (text.length % 4 === 0) text = text.replace(/={1,2}$/, '');
    if (text.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(text)) throw invalid('The string is not correctly base64-encoded');
    let out = '', bits = 0, held = 0;
    for (let i = 0; i < text.length; i++) {
      held = (held << 6) | ALPHABET.indexOf(text[i]); bits += 6;
      if (bits >= 8) { bits -= 8; out += String.fromCharCode((held >> bits) & 255); }
    }
    return out;
  };

  Object.assign(kit, { encodeUtf8, decodeUtf8, bytesOf, buffer, pieces });
  for (const [name, value] of Object.entries({ TextEncoder, TextDecoder, btoa, atob })) kit.expose(name, value);
}
