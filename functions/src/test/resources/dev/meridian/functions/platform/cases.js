// What the web platform promises, as functions rely on it. Every case holds in Node.js as well, where it is run too: so
// that what is expected here is not merely what we have built.
const fail = (what) => { throw new Error(what); };
const show = (value) => JSON.stringify(value);
export const equal = (actual, expected, what = '') => { if (!Object.is(actual, expected) && show(actual) !== show(expected)) fail(`${what} ${show(actual)} instead of ${show(expected)}`); };
const throws = async (action, name, what = '') => {
  let thrown;
  try { await action(); } catch (error) { thrown = error; }
  if (!thrown) fail(`${what} threw nothing instead of ${name}`);
  if (name && thrown.name !== name) fail(`${what} threw ${thrown.name} (${thrown.message}) instead of ${name}`);
};
const bytes = (...all) => new Uint8Array(all);
const text = (value) => new TextEncoder().encode(value);
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
const streamOf = (...chunks) => new ReadableStream({ start(controller) { for (const chunk of chunks) controller.enqueue(chunk); controller.close(); } });

export const cases = {
  'text: encode and decode'() {
    equal(hex(text('aé€😀\ud800')), '61c3a9e282acf09f9880efbfbd');
    equal(new TextDecoder().decode(bytes(0xef, 0xbb, 0xbf, 97)), 'a');
    equal(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes(0xef, 0xbb, 0xbf, 97)), '\ufeffa');
    const decoder = new TextDecoder();
    equal(decoder.decode(bytes(0xe2, 0x82), { stream: true }), '');
    equal(decoder.decode(bytes(0xac, 97), { stream: true }), '€a');
    equal(decoder.decode(bytes(0xf0, 0x9f)), '\ufffd');
    return throws(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes(0xff)), 'TypeError');
  },
  'text: base64'() {
    equal(btoa('\u00ffhello'), '/2hlbGxv');
    equal(atob(' /2hl\nbGxv '), '\u00ffhello');
    return Promise.all([throws(() => btoa('€'), 'InvalidCharacterError'), throws(() => atob('a'), 'InvalidCharacterError')]);
  },
  'url: parsing'() {
    const table = [
      ['http://EXAMPLE.com:80/a/../b?x=1#y', 'http://example.com/b?x=1#y'],
      ['https://user:pa%20ss@h:444/%7Efoo/é', 'https://user:pa%20ss@h:444/%7Efoo/%C3%A9'],
      ['http://0x7f.1/', 'http://127.0.0.1/'], ['http://2130706433', 'http://127.0.0.1/'], ['http://[::ffff:1.2.3.4]/', 'http://[::ffff:102:304]/'],
      ['http://bücher.example/', 'http://xn--bcher-kva.example/'], ['data:text/plain,hi', 'data:text/plain,hi'], ['mailto:a@b', 'mailto:a@b'],
      ['http:\\\\a\\b', 'http://a/b'], ['  https://a/\tb\n ', 'https://a/b'], ['file:///C|/x', 'file:///C:/x'], ['http://a/?q=a b\'"', 'http://a/?q=a%20b%27%22'],
    ];
    for (const [given, expected] of table) equal(new URL(given).href, expected, given);
    for (const bad of ['', 'x', '//a', 'http://', 'http://a b/', 'http://a:99999/', 'http://[::1', 'http://1.2.3.4.5/', 'http://a%00b']) equal(URL.canParse(bad), false, bad);
    equal(new URL('../x?y', 'https://a.b/c/d/e').href, 'https://a.b/c/x?y');
    equal(URL.parse?.('nope') ?? null, null);
    return throws(() => new URL('nope'), 'TypeError');
  },
  'url: parts are set'() {
    const url = new URL('https://a.example/p?q=1#f');
    url.protocol = 'http'; url.host = 'b.example:81'; url.pathname = '/x y'; url.search = 'a=b&a=c'; url.hash = 'z'; url.username = 'me';
    equal(url.href, 'http://me@b.example:81/x%20y?a=b&a=c#z');
    equal(url.searchParams.getAll('a'), ['b', 'c']);
    url.searchParams.set('a', 'd e');
    equal(url.search, '?a=d+e');
    url.port = ''; url.hash = ''; url.username = '';
    equal([url.origin, url.toString()], ['http://b.example', 'http://b.example/x%20y?a=d+e']);
    url.search = '';
    equal([...url.searchParams].length, 0);
  },
  'url: search parameters'() {
    const params = new URLSearchParams('?b=2&a=1&b=%C3%A9+x&c');
    equal(params.toString(), 'b=2&a=1&b=%C3%A9+x&c=');
    params.sort(); params.append('d', '&='); params.delete('c');
    equal([params.toString(), params.size, params.get('b'), params.get('none'), params.has('a', '2')], ['a=1&b=2&b=%C3%A9+x&d=%26%3D', 4, '2', null, false]);
    equal(new URLSearchParams({ x: 1, y: [2, 3] }).toString(), 'x=1&y=2%2C3');
    equal([...new URLSearchParams([['k', 'v']]).entries()], [['k', 'v']]);
  },
  'events: abort'() {
    const controller = new AbortController();
    const seen = [];
    controller.signal.addEventListener('abort', (event) => seen.push(event.type), { once: true });
    controller.signal.onabort = () => seen.push('on');
    controller.abort(); controller.abort();
    equal(seen.sort(), ['abort', 'on']);
    equal([controller.signal.aborted, controller.signal.reason.name, AbortSignal.abort(7).reason], [true, 'AbortError', 7]);
    equal(AbortSignal.any([new AbortController().signal, AbortSignal.abort('why')]).reason, 'why');
    return throws(() => controller.signal.throwIfAborted(), 'AbortError');
  },
  async 'events: a timeout aborts'() {
    const signal = AbortSignal.timeout(5);
    await new Promise((done) => signal.addEventListener('abort', done));
    equal([signal.reason.name, signal.reason instanceof DOMException], ['TimeoutError', true]);
  },
  'events: targets'() {
    const target = new EventTarget();
    const seen = [];
    const listener = { handleEvent: (event) => seen.push(event.detail) };
    target.addEventListener('x', listener); target.addEventListener('x', listener);
    equal(target.dispatchEvent(new CustomEvent('x', { detail: 1 })), true);
    target.removeEventListener('x', listener);
    target.addEventListener('x', (event) => event.preventDefault());
    equal(target.dispatchEvent(new CustomEvent('x', { detail: 2, cancelable: true })), false);
    equal(seen, [1]);
  },
  async 'streams: through transforms'() {
    const upper = new TransformStream({ transform: (chunk, controller) => controller.enqueue(chunk.toUpperCase()) });
    const parts = [];
    const readable = streamOf(bytes(0xe2, 0x82), bytes(0xac, 98)).pipeThrough(new TextDecoderStream()).pipeThrough(upper).pipeThrough(new TextEncoderStream());
    for await (const part of readable) parts.push(hex(part));
    equal(parts.join(''), 'e282ac42');
  },
  async 'streams: tee, pipeTo and cancel'() {
    const [one, other] = streamOf('a', 'b').tee();
    const seen = [];
    await one.pipeTo(new WritableStream({ write: (chunk) => { seen.push(chunk); } }));
    let reason;
    await other.cancel();
    await new ReadableStream({ cancel(why) { reason = why; } }).cancel('enough');
    equal([seen, reason], [['a', 'b'], 'enough']);
  },
  async 'blob: parts'() {
    const blob = new Blob(['héllo', bytes(1, 2), new Blob(['x'])], { type: 'Text/Plain' });
    equal([blob.size, blob.type, await blob.slice(0, 3).text(), hex(await blob.slice(-3).arrayBuffer())], [9, 'text/plain', 'hé', '010278']);
    const file = new File(['abc'], 'a.txt', { type: 'text/plain', lastModified: 5 });
    equal([file.name, file.lastModified, file instanceof Blob, await new Response(file.stream()).text()], ['a.txt', 5, true, 'abc']);
  },
  async 'form: multipart there and back'() {
    const form = new FormData();
    form.append('plain', 'välue\nline'); form.append('file', new File([bytes(0, 255, 13, 10)], 'b"in.dat', { type: 'application/x-bin' })); form.append('plain', 'two');
    const request = new Request('http://a/', { method: 'POST', body: form });
    equal(/^multipart\/form-data; boundary=/.test(request.headers.get('content-type')), true);
    const back = await request.formData();
    equal([back.getAll('plain'), back.get('file').name, back.get('file').type, hex(await back.get('file').arrayBuffer())], [['välue\r\nline', 'two'], 'b"in.dat', 'application/x-bin', '00ff0d0a']);
    form.set('plain', 'only');
    equal([[...form.keys()], form.has('none')], [['plain', 'file'], false]);
  },
  async 'form: urlencoded'() {
    const form = await new Response(new URLSearchParams({ a: 'b c', d: 'é' })).formData();
    equal([...form], [['a', 'b c'], ['d', 'é']]);
  },
  'http: headers'() {
    const headers = new Headers([['B', '2'], ['a', ' 1 '], ['b', '3'], ['Set-Cookie', 'x=1'], ['set-cookie', 'y=2']]);
    equal([...headers], [['a', '1'], ['b', '2, 3'], ['set-cookie', 'x=1'], ['set-cookie', 'y=2']]);
    equal(headers.getSetCookie(), ['x=1', 'y=2']);
    headers.set('B', '4'); headers.delete('A');
    equal([headers.get('b'), headers.has('a'), headers.get('a')], ['4', false, null]);
    return Promise.all([throws(() => headers.append('a b', 'x'), 'TypeError'), throws(() => headers.append('a', 'x\r\ny'), 'TypeError')]);
  },
  async 'http: request'() {
    const first = new Request('http://a/b', { method: 'post', body: '{"x":1}', headers: { 'content-type': 'application/json' } });
    const second = new Request(first, { headers: { y: 'z' } });
    equal([first.bodyUsed, second.method, second.url, second.headers.get('y'), second.headers.get('content-type'), await second.json()], [true, 'POST', 'http://a/b', 'z', null, { x: 1 }]);
    await throws(() => new Request('http://a', { method: 'GET', body: 'x' }), 'TypeError');
    await throws(() => new Request('/relative'), 'TypeError');
    await throws(() => second.text(), 'TypeError');
  },
  async 'http: response'() {
    equal([new Response('x').headers.get('content-type'), new Response(null, { status: 204 }).body, Response.json({ a: 1 }, { status: 201 }).status], ['text/plain;charset=UTF-8', null, 201]);
    equal([Response.redirect('http://a/', 307).headers.get('location'), Response.error().type, new Response(undefined, { status: 404 }).ok], ['http://a/', 'error', false]);
    const response = new Response(streamOf(text('ab'), text('cd')));
    const copy = response.clone();
    equal([await response.text(), await copy.text(), response.bodyUsed], ['abcd', 'abcd', true]);
    equal(hex(await new Response(bytes(1, 2, 3).subarray(1)).arrayBuffer()), '0203');
    await throws(() => response.text(), 'TypeError');
    await throws(() => new Response('x', { status: 204 }), 'TypeError');
    await throws(() => new Response('x', { status: 99 }), 'RangeError');
  },
  async 'crypto: digests and random'() {
    equal(hex(await crypto.subtle.digest('SHA-256', text('abc'))), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    equal(hex(await crypto.subtle.digest({ name: 'sha-1' }, text('abc').subarray(0, 0))), 'da39a3ee5e6b4b0d3255bfef95601890afd80709');
    equal(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()), true);
    equal(crypto.randomUUID() === crypto.randomUUID(), false);
    const filled = crypto.getRandomValues(new Uint32Array(64));
    equal(filled.some((each) => each !== 0), true);
    await throws(() => crypto.getRandomValues(new Uint8Array(65537)), 'QuotaExceededError');
    await throws(() => crypto.subtle.digest('MD4', text('')), 'NotSupportedError');
  },
  async 'crypto: HMAC'() {
    const key = await crypto.subtle.importKey('raw', text('Jefe'), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign', 'verify']);
    const signature = await crypto.subtle.sign('HMAC', key, text('what do ya want for nothing?'));
    equal(hex(signature), '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
    equal([await crypto.subtle.verify('HMAC', key, signature, text('what do ya want for nothing?')), await crypto.subtle.verify('HMAC', key, signature, text('else'))], [true, false]);
    const jwk = await crypto.subtle.exportKey('jwk', key);
    equal([jwk.kty, jwk.k, jwk.alg], ['oct', 'SmVmZQ', 'HS256']);
    const only = await crypto.subtle.importKey('jwk', jwk, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
    await throws(() => crypto.subtle.sign('HMAC', only, text('x')), 'InvalidAccessError');
    await throws(() => crypto.subtle.exportKey('raw', only));
  },
  async 'crypto: AES'() {
    const key = await crypto.subtle.importKey('raw', new Uint8Array(16), 'AES-GCM', false, ['encrypt', 'decrypt']);
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, key, new Uint8Array(16));
    equal(hex(sealed), '0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf');
    equal(hex(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, key, sealed)), '00'.repeat(16));
    await throws(() => crypto.subtle.decrypt({ name: 'AES-GCM', iv: new Uint8Array(12), additionalData: bytes(1) }, key, sealed), 'OperationError');
    const cbc = await crypto.subtle.generateKey({ name: 'AES-CBC', length: 256 }, true, ['encrypt', 'decrypt']);
    const iv = crypto.getRandomValues(new Uint8Array(16));
    equal(new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-CBC', iv }, cbc, await crypto.subtle.encrypt({ name: 'AES-CBC', iv }, cbc, text('hello')))), 'hello');
    const wrapping = await crypto.subtle.importKey('raw', bytes(...Array(16).keys()), 'AES-KW', false, ['wrapKey', 'unwrapKey']);
    const wrapped = await crypto.subtle.wrapKey('raw', cbc, wrapping, 'AES-KW');
    const back = await crypto.subtle.unwrapKey('raw', wrapped, wrapping, 'AES-KW', 'AES-CBC', true, ['encrypt']);
    equal(hex(await crypto.subtle.exportKey('raw', back)), hex(await crypto.subtle.exportKey('raw', cbc)));
  },
  async 'crypto: elliptic curves'() {
    for (const [namedCurve, hash, length] of [['P-256', 'SHA-256', 64], ['P-384', 'SHA-384', 96], ['P-521', 'SHA-512', 132]]) {
      const { publicKey, privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve }, true, ['sign', 'verify']);
      const signature = await crypto.subtle.sign({ name: 'ECDSA', hash }, privateKey, text('m'));
      equal([signature.byteLength, await crypto.subtle.verify({ name: 'ECDSA', hash }, publicKey, signature, text('m'))], [length, true], namedCurve);
      const jwk = await crypto.subtle.exportKey('jwk', privateKey);
      const again = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve }, true, ['sign']);
      equal([jwk.crv, hex(await crypto.subtle.exportKey('pkcs8', again)).length > 0, (await crypto.subtle.exportKey('jwk', again)).x], [namedCurve, true, jwk.x]);
      const raw = await crypto.subtle.exportKey('raw', publicKey);
      const imported = await crypto.subtle.importKey('raw', raw, { name: 'ECDSA', namedCurve }, true, ['verify']);
      equal(await crypto.subtle.verify({ name: 'ECDSA', hash }, imported, signature, text('other')), false);
      equal(hex(await crypto.subtle.exportKey('spki', imported)), hex(await crypto.subtle.exportKey('spki', publicKey)));
    }
    await throws(() => crypto.subtle.importKey('raw', new Uint8Array(65).fill(4), { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']), 'DataError');
  },
  async 'crypto: ECDH, HKDF and PBKDF2'() {
    const algorithm = { name: 'ECDH', namedCurve: 'P-256' };
    const ours = await crypto.subtle.generateKey(algorithm, false, ['deriveBits', 'deriveKey']), theirs = await crypto.subtle.generateKey(algorithm, false, ['deriveBits']);
    const one = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs.publicKey }, ours.privateKey, 256), other = await crypto.subtle.deriveBits({ name: 'ECDH', public: ours.publicKey }, theirs.privateKey, 256);
    equal(hex(one), hex(other));
    const secret = await crypto.subtle.importKey('raw', new Uint8Array(22).fill(11), 'HKDF', false, ['deriveBits']);
    const okm = await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: bytes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), info: bytes(0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9) }, secret, 336);
    equal(hex(okm), '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865');
    const password = await crypto.subtle.importKey('raw', text('password'), 'PBKDF2', false, ['deriveBits', 'deriveKey']);
    equal(hex(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-1', salt: text('salt'), iterations: 2 }, password, 160)), 'ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957');
    const derived = await crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt: text('salt'), iterations: 1 }, password, { name: 'AES-GCM', length: 256 }, true, ['encrypt']);
    equal(hex(await crypto.subtle.exportKey('raw', derived)), '120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b');
  },
  async 'crypto: RSA'() {
    const spki = atob('MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0gunVTLw7onLRnrq0/IzW7yWR7QkrmBL7jTKEn5u+qKhbwKfBstIs+bMY2Zkp18gnTxKLxoS2tFczGkPLPgizskuemMghRniWaoLcyehkd3qqGElvW/VDL5AaWTg0nLVkjRo9z+40RQzuVaE8AkAFmxZzow3x+VJYKdjykkJ0iT9wCS0DRTXu269V264Vf/3jvredZiKRkgwlL9xNAwxXFg0x/XFw005UWVRIkdgcKWTjpBP2dPwVZ4WWC+9aGVd+Gyn1o0CLelf4rEjGoXbAAEgAqeGUxrcIlbjXfbcmwIDAQAB');
    const key = await crypto.subtle.importKey('spki', Uint8Array.from(spki, (c) => c.charCodeAt(0)), { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, true, ['verify']);
    equal([key.algorithm.modulusLength, [...key.algorithm.publicExponent], (await crypto.subtle.exportKey('jwk', key)).alg], [2048, [1, 0, 1], 'RS256']);
    // The example token of jwt.io, signed with the private half.
    const token = 'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiYWRtaW4iOnRydWUsImlhdCI6MTUxNjIzOTAyMn0.NHVaYe26MbtOYhSKkoKYdFVomg4i8ZJd8_-RU8VNbftc4TSMb4bXP3l3YlNWACwyXPGffz5aXHc6lty1Y2t4SWRqGteragsVdZufDn5BlnJl9pdR_kdVFUsra2rWKEofkZeIC4yWytE58sMIihvo9H1ScmmVwBcQP6XETqYd0aSHp1gOa9RdUPDvoXQ5oqygTqVtxaDr6wUFKrKItgBMzWIdNZ6y7O9E0DhEPTbE9rfBo6KTFsHAZnMg4k68CDp2woYIaXbmYTWcvbzIuHO7_37GT79XdIwkm95QJ7hYC9RiwrV7mesbY4PAahERJawntho0my942XheVLmGwLMBkQ';
    const [head, payload, signature] = token.split('.');
    const signed = Uint8Array.from(atob(signature.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
    equal(await crypto.subtle.verify('RSASSA-PKCS1-v1_5', key, signed, text(`${head}.${payload}`)), true);
    equal(await crypto.subtle.verify('RSASSA-PKCS1-v1_5', key, signed, text(`${head}.x`)), false);
  },
  'clone: what can be kept'() {
    const cycle = { date: new Date(5), list: [1, , undefined, null], map: new Map([[{ k: 1 }, new Set(['v'])]]), pattern: /a/gi, big: 10n, bytes: bytes(1, 2, 3).subarray(1) };
    cycle.self = cycle;
    const copy = structuredClone(cycle);
    equal([copy.self === copy, copy !== cycle, copy.date.getTime(), copy.list.length, 1 in copy.list, [...copy.map.values()][0].has('v'), copy.pattern.flags, copy.big === 10n, hex(copy.bytes)], [true, true, 5, 4, false, true, 'gi', true, '0203']);
    equal(structuredClone(new RangeError('x')) instanceof RangeError, true);
    const buffer = new ArrayBuffer(4);
    equal([structuredClone(buffer, { transfer: [buffer] }).byteLength, buffer.byteLength], [4, 0]);
    return Promise.all([throws(() => structuredClone(() => {}), 'DataCloneError'), throws(() => structuredClone({ s: Symbol('x') }), 'DataCloneError')]);
  },
  async 'tasks: their order'() {
    const order = [];
    setTimeout(() => order.push('timer'), 0);
    queueMicrotask(() => order.push('micro'));
    Promise.resolve().then(() => order.push('promise'));
    order.push('script');
    await new Promise((done) => setTimeout(done, 10));
    equal(order, ['script', 'micro', 'promise', 'timer']);
    let ticks = 0;
    await new Promise((done) => { const id = setInterval(() => { if (++ticks === 3) { clearInterval(id); done(); } }, 1); });
    equal([ticks, typeof performance.now()], [3, 'number']);
  },
  async 'the engine itself'() {
    equal([[3, 1, 2].toSorted(), Object.groupBy?.([1, 2], (n) => (n % 2 ? 'odd' : 'even')).odd ?? [1], 'a-b'.replaceAll('-', '+'), (1234.5).toFixed(2), [1, 2].at(-1)], [[1, 2, 3], [1], 'a+b', '1234.50', 2]);
    equal(new Date(0).toISOString(), '1970-01-01T00:00:00.000Z');
  },
};

export const run = async () => {
  const failures = [];
  for (const [name, body] of Object.entries(cases)) {
    try { await body(); } catch (thrown) { failures.push(`${name}: ${thrown.stack ?? thrown}`); }
  }
  return { count: Object.keys(cases).length, failures };
};
