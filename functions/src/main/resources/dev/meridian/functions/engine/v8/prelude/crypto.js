// Web Cryptography API. Keys are bytes here (secret ones raw, public ones SPKI, private ones PKCS #8); what is computed
// with them is computed by the host.
(kit) => {
  'use strict';
  const { bytesOf, DOMException } = kit;
  const POOL = 1024;
  let pool = new Uint8Array(), drawn = 0;
  const random = (count) => {
    if (count > POOL) return new Uint8Array(kit.host.random(count));
    if (drawn + count > pool.length) { pool = new Uint8Array(kit.host.random(POOL)); drawn = 0; }
    return pool.slice(drawn, drawn += count);
  };

  const HASHES = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'];
  const CURVES = ['P-256', 'P-384', 'P-521'];
  const BLOCKS = { 'SHA-1': 64, 'SHA-256': 64, 'SHA-384': 128, 'SHA-512': 128 };
  const SIGNING = ['sign', 'verify'], SEALING = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'], DERIVING = ['deriveKey', 'deriveBits'];
  // What each algorithm's keys may be used for; of pairs, which of it falls to the public key.
  const ALGORITHMS = {
    HMAC: { uses: SIGNING }, 'AES-GCM': { uses: SEALING }, 'AES-CBC': { uses: SEALING }, 'AES-CTR': { uses: SEALING }, 'AES-KW': { uses: ['wrapKey', 'unwrapKey'] },
    ECDSA: { uses: SIGNING, open: ['verify'] }, Ed25519: { uses: SIGNING, open: ['verify'] },
    'RSASSA-PKCS1-v1_5': { uses: SIGNING, open: ['verify'] }, 'RSA-PSS': { uses: SIGNING, open: ['verify'] }, 'RSA-OAEP': { uses: SEALING, open: ['encrypt', 'wrapKey'] },
    ECDH: { uses: DERIVING, open: [] }, X25519: { uses: DERIVING, open: [] }, HKDF: { uses: DERIVING }, PBKDF2: { uses: DERIVING },
  };
  const isAes = (name) => name.startsWith('AES-');
  const isRsa = (name) => name.startsWith('RSA');
  const isElliptic = (name) => name === 'ECDSA' || name === 'ECDH';

  const refuse = (name, message) => { throw new DOMException(message, name); };
  const canonical = (list, name, what) => list.find((one) => one.toLowerCase() === `${name}`.toLowerCase()) ?? refuse('NotSupportedError', `${what} ${name} is not supported`);
  const hashOf = (hash) => canonical(HASHES, typeof hash === 'object' && hash !== null ? hash.name : hash, 'The hash');
  const normal = (algorithm) => {
    const given = typeof algorithm === 'string' ? { name: algorithm } : algorithm;
    if (typeof given !== 'object' || given === null) throw new TypeError('An algorithm is a name or an object');
    const name = canonical(Object.keys(ALGORITHMS), given.name, 'The algorithm');
    const all = { ...given, name };
    if (given.hash !== undefined) all.hash = { name: hashOf(given.hash) };
    if (given.namedCurve !== undefined) all.namedCurve = canonical(CURVES, given.namedCurve, 'The curve');
    return all;
  };
  const input = (value) => bytesOf(value) ?? (() => { throw new TypeError('The data must be an ArrayBuffer or a view of one'); })();

  const NOTHING = new Uint8Array();
  /** Has the host compute; what it refuses comes as a text of `name:message`. */
  const computed = (operation, options, key = NOTHING, data = NOTHING, more = NOTHING, extra = NOTHING) => {
    const result = kit.host.crypto(operation, JSON.stringify(options), kit.buffer(key), kit.buffer(data), kit.buffer(more), kit.buffer(extra));
    if (typeof result !== 'string') return new Uint8Array(result);
    const colon = result.indexOf(':');
    return refuse(result.slice(0, colon), result.slice(colon + 1));
  };
  const computedText = (...all) => kit.decodeUtf8(computed(...all), false);

  // A private key's `open` is the public one, where that is known.
  const material = Symbol('material'), open = Symbol('open'), own = Symbol('own');
  class CryptoKey {
    #type; #algorithm; #extractable; #usages;
    constructor(given, type, algorithm, extractable, usages, bytes) {
      if (given !== own) throw new TypeError('Illegal constructor');
      this.#type = type; this.#algorithm = Object.freeze(algorithm); this.#extractable = extractable; this.#usages = Object.freeze([...new Set(usages)]);
      Object.defineProperty(this, material, { value: bytes });
    }
    get type() { return this.#type; }
    get extractable() { return this.#extractable; }
    get algorithm() { return this.#algorithm; }
    get usages() { return this.#usages; }
    get [Symbol.toStringTag]() { return 'CryptoKey'; }
  }
  const make = (type, algorithm, extractable, usages, bytes) => {
    const { uses, open: publicUses } = ALGORITHMS[algorithm.name];
    const allowed = type === 'secret' || !publicUses ? uses : type === 'public' ? publicUses : uses.filter((use) => !publicUses.includes(use));
    if (usages.some((use) => !allowed.includes(use))) refuse('SyntaxError', `A ${type} key of ${algorithm.name} is for ${allowed.join(', ') || 'nothing'} only`);
    if (type !== 'public' && usages.length === 0) refuse('SyntaxError', 'A secret or private key must be for something');
    return new CryptoKey(own, type, algorithm, type === 'public' ? true : !!extractable, usages, bytes);
  };
  const check = (key, algorithm, use) => {
    if (!(key instanceof CryptoKey)) throw new TypeError('A CryptoKey is wanted');
    if (key.algorithm.name !== algorithm.name) refuse('InvalidAccessError', `The key is for ${key.algorithm.name}, not for ${algorithm.name}`);
    if (!key.usages.includes(use)) refuse('InvalidAccessError', `The key is not for ${use}`);
  };

  const hmacAlgorithm = (algorithm, bytes) => ({ name: 'HMAC', hash: algorithm.hash ?? refuse('SyntaxError', 'HMAC wants a hash'), length: bytes.length * 8 });
  const secret = (algorithm, extractable, usages, bytes) => {
    if (bytes.length === 0) refuse('DataError', 'The key is empty');
    if (algorithm.name === 'HMAC') return make('secret', hmacAlgorithm(algorithm, bytes), extractable, usages, bytes);
    if (isAes(algorithm.name)) {
      if (![16, 24, 32].includes(bytes.length)) refuse('DataError', 'A key of AES has 128, 192 or 256 bits');
      return make('secret', { name: algorithm.name, length: bytes.length * 8 }, extractable, usages, bytes);
    }
    if (extractable) refuse('SyntaxError', `A key of ${algorithm.name} must not be extractable`);
    return make('secret', { name: algorithm.name }, false, usages, bytes);
  };
  const asymmetric = (algorithm, type, extractable, usages, bytes) => {
    const { name } = algorithm;
    if (isElliptic(name)) return make(type, { name, namedCurve: algorithm.namedCurve }, extractable, usages, bytes);
    if (!isRsa(name)) return make(type, { name }, extractable, usages, bytes);
    const { modulusLength, publicExponent } = JSON.parse(computedText('describe', { name, type }, bytes));
    return make(type, { name, modulusLength, publicExponent: new Uint8Array(publicExponent), hash: algorithm.hash ?? refuse('SyntaxError', `${name} wants a hash`) }, extractable, usages, bytes);
  };

  const withOpen = (key, bytes) => Object.defineProperty(key, open, { value: bytes });

  const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const fromBase64url = (text) => { try { return Uint8Array.from(atob(`${text}`.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0)); } catch { return refuse('DataError', 'The JWK is not readable'); } };

  const importKey = (format, data, algorithm, extractable, usages) => {
    const isSecret = !ALGORITHMS[algorithm.name].open;
    const options = { name: algorithm.name, namedCurve: algorithm.namedCurve };
    switch (format) {
      case 'raw': {
        const bytes = input(data).slice();
        return isSecret ? secret(algorithm, extractable, usages, bytes) : asymmetric(algorithm, 'public', extractable, usages, computed('importRaw', options, NOTHING, bytes));
      }
      case 'jwk': {
        if (typeof data !== 'object' || data === null) throw new TypeError('A JWK is an object');
        if (data.ext === false && extractable) refuse('DataError', 'The JWK is not to be extractable');
        if (isSecret) return data.kty === 'oct' ? secret(algorithm, extractable, usages, fromBase64url(data.k)) : refuse('DataError', 'The JWK is not of the kind "oct"');
        const key = asymmetric(algorithm, data.d === undefined ? 'public' : 'private', extractable, usages, computed('importJwk', { ...options, jwk: data }));
        return key.type === 'private' ? withOpen(key, computed('importJwk', { ...options, jwk: { ...data, d: undefined } })) : key;
      }
      case 'spki': case 'pkcs8': {
        if (isSecret) refuse('NotSupportedError', `A key of ${algorithm.name} is not imported as ${format}`);
        const type = format === 'spki' ? 'public' : 'private';
        return asymmetric(algorithm, type, extractable, usages, computed('import', { ...options, type }, NOTHING, input(data)));
      }
      default: return refuse('NotSupportedError', `The format ${format} is not supported`);
    }
  };

  const jwkAlgorithm = ({ name, hash, length, namedCurve }) => {
    const size = hash?.name.slice(4);
    if (name === 'HMAC') return `HS${size}`;
    if (isAes(name)) return `A${length}${name.slice(4)}`;
    if (name === 'RSASSA-PKCS1-v1_5') return `RS${size}`;
    if (name === 'RSA-PSS') return `PS${size}`;
    if (name === 'RSA-OAEP') return size === '1' ? 'RSA-OAEP' : `RSA-OAEP-${size}`;
    if (name === 'ECDSA') return { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' }[namedCurve];
    return name === 'Ed25519' ? 'EdDSA' : undefined;
  };
  const exportKey = (format, key) => {
    if (!(key instanceof CryptoKey)) throw new TypeError('A CryptoKey is wanted');
    if (!key.extractable) refuse('InvalidAccessError', 'The key is not extractable');
    const options = { name: key.algorithm.name, namedCurve: key.algorithm.namedCurve, type: key.type };
    if (format === 'jwk') {
      const jwk = key.type === 'secret' ? { kty: 'oct', k: base64url(key[material]) } : JSON.parse(computedText('exportJwk', options, key[material], NOTHING, key[open]));
      const alg = jwkAlgorithm(key.algorithm);
      return { ...jwk, ...(alg && { alg }), key_ops: [...key.usages], ext: key.extractable };
    }
    if (format === 'raw' && key.type === 'secret') return key[material].slice().buffer;
    if (format === 'raw' && key.type === 'public') return computed('exportRaw', options, key[material]).buffer;
    if ((format === 'spki' && key.type === 'public') || (format === 'pkcs8' && key.type === 'private')) return key[material].slice().buffer;
    return refuse(['raw', 'spki', 'pkcs8'].includes(format) ? 'InvalidAccessError' : 'NotSupportedError', `A ${key.type} key of ${key.algorithm.name} is not exported as ${format}`);
  };

  const generateKey = (algorithm, extractable, usages) => {
    const { name } = algorithm;
    if (name === 'HMAC') {
      const bits = algorithm.length ?? BLOCKS[(algorithm.hash ?? refuse('SyntaxError', 'HMAC wants a hash')).name] * 8;
      return secret(algorithm, extractable, usages, random(Math.ceil(bits / 8)));
    }
    if (isAes(name)) return [128, 192, 256].includes(algorithm.length) ? secret(algorithm, extractable, usages, random(algorithm.length / 8)) : refuse('OperationError', 'A key of AES has 128, 192 or 256 bits');
    const { open: publicUses, uses } = ALGORITHMS[name];
    if (!publicUses || isRsa(name)) refuse('NotSupportedError', `Keys of ${name} are not generated here`);
    const pair = computed('generate', { name, namedCurve: algorithm.namedCurve });
    const length = (pair[0] << 8) | pair[1];
    const isPrivate = (use) => !publicUses.includes(use);
    if (usages.some((use) => !uses.includes(use))) refuse('SyntaxError', `Keys of ${name} are for ${uses.join(', ')} only`);
    const publicBytes = pair.slice(2, 2 + length);
    return {
      publicKey: asymmetric(algorithm, 'public', true, usages.filter((use) => !isPrivate(use)), publicBytes),
      privateKey: withOpen(asymmetric(algorithm, 'private', extractable, usages.filter(isPrivate), pair.slice(2 + length)), publicBytes),
    };
  };

  const scheme = (algorithm, key) => ({ name: key.algorithm.name, hash: (algorithm.hash ?? key.algorithm.hash)?.name, namedCurve: key.algorithm.namedCurve, saltLength: algorithm.saltLength });
  const seal = (operation, algorithm, key, data) => {
    const { name } = algorithm;
    const options = { ...scheme({}, key), tagLength: algorithm.tagLength ?? 128, length: algorithm.length };
    const vector = isAes(name) && name !== 'AES-KW' ? input(name === 'AES-CTR' ? algorithm.counter : algorithm.iv) : NOTHING;
    const extra = algorithm.additionalData ?? algorithm.label;
    return computed(operation, options, key[material], data, vector, extra === undefined ? NOTHING : input(extra));
  };

  const deriveBits = (algorithm, key, length) => {
    const bytes = length === null || length === undefined ? 0 : length / 8;
    if (!Number.isInteger(bytes)) refuse('OperationError', 'The length must be a multiple of 8');
    switch (algorithm.name) {
      case 'ECDH': case 'X25519': {
        const other = algorithm.public;
        if (!(other instanceof CryptoKey) || other.algorithm.name !== algorithm.name) refuse('InvalidAccessError', 'The public key is not of the same kind');
        const shared = computed('agree', scheme({}, key), key[material], NOTHING, other[material]);
        return bytes > shared.length ? refuse('OperationError', 'The shared secret is not so long') : bytes === 0 ? shared : shared.slice(0, bytes);
      }
      case 'HKDF':
        return computed('hkdf', { hash: algorithm.hash.name, bytes }, key[material], NOTHING, input(algorithm.info), input(algorithm.salt));
      case 'PBKDF2':
        return computed('pbkdf2', { hash: algorithm.hash.name, iterations: algorithm.iterations, bytes }, key[material], NOTHING, NOTHING, input(algorithm.salt));
      default: return refuse('NotSupportedError', `Nothing is derived with ${algorithm.name}`);
    }
  };
  const lengthOf = (algorithm) => {
    if (isAes(algorithm.name)) return algorithm.length;
    if (algorithm.name === 'HMAC') return algorithm.length ?? BLOCKS[algorithm.hash.name] * 8;
    return null;
  };

  class SubtleCrypto {
    async digest(algorithm, data) { return computed('digest', { hash: hashOf(algorithm) }, NOTHING, input(data)).buffer; }
    async importKey(format, data, algorithm, extractable, usages) { return importKey(format, data, normal(algorithm), extractable, [...usages]); }
    async exportKey(format, key) { return exportKey(format, key); }
    async generateKey(algorithm, extractable, usages) { return generateKey(normal(algorithm), extractable, [...usages]); }
    async sign(algorithm, key, data) {
      const how = normal(algorithm);
      check(key, how, 'sign');
      return computed('sign', scheme(how, key), key[material], input(data)).buffer;
    }
    async verify(algorithm, key, signature, data) {
      const how = normal(algorithm);
      check(key, how, 'verify');
      return computed('verify', scheme(how, key), key[material], input(data), input(signature))[0] === 1;
    }
    async encrypt(algorithm, key, data) { const how = normal(algorithm); check(key, how, 'encrypt'); return seal('encrypt', how, key, input(data)).buffer; }
    async decrypt(algorithm, key, data) { const how = normal(algorithm); check(key, how, 'decrypt'); return seal('decrypt', how, key, input(data)).buffer; }
    async deriveBits(algorithm, key, length = null) { const how = normal(algorithm); check(key, how, 'deriveBits'); return deriveBits(how, key, length).buffer; }
    async deriveKey(algorithm, key, wanted, extractable, usages) {
      const how = normal(algorithm), target = normal(wanted);
      check(key, how, 'deriveKey');
      return importKey('raw', deriveBits(how, key, lengthOf(target)), target, extractable, [...usages]);
    }
    async wrapKey(format, key, wrapping, algorithm) {
      const how = normal(algorithm);
      check(wrapping, how, 'wrapKey');
      const exported = exportKey(format, key);
      return seal('encrypt', how, wrapping, format === 'jwk' ? kit.encodeUtf8(JSON.stringify(exported)) : new Uint8Array(exported)).buffer;
    }
    async unwrapKey(format, wrapped, unwrapping, algorithm, wanted, extractable, usages) {
      const how = normal(algorithm);
      check(unwrapping, how, 'unwrapKey');
      const bytes = seal('decrypt', how, unwrapping, input(wrapped));
      return importKey(format, format === 'jwk' ? JSON.parse(kit.decodeUtf8(bytes, true)) : bytes, normal(wanted), extractable, [...usages]);
    }
  }

  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  class Crypto {
    #subtle = new SubtleCrypto();
    get subtle() { return this.#subtle; }
    getRandomValues(array) {
      if (!ArrayBuffer.isView(array) || array instanceof Float32Array || array instanceof Float64Array || array instanceof DataView) refuse('TypeMismatchError', 'getRandomValues takes an array of integers');
      if (array.byteLength > 65536) refuse('QuotaExceededError', 'No more than 65536 random bytes at once');
      bytesOf(array).set(random(array.byteLength));
      return array;
    }
    randomUUID() {
      const bytes = random(16);
      bytes[6] = (bytes[6] & 0x0f) | 0x40;
      bytes[8] = (bytes[8] & 0x3f) | 0x80;
      const text = hex(bytes);
      return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
    }
    get [Symbol.toStringTag]() { return 'Crypto'; }
  }

  for (const [name, value] of Object.entries({ CryptoKey, SubtleCrypto, Crypto, crypto: new Crypto() })) kit.expose(name, value);
}
