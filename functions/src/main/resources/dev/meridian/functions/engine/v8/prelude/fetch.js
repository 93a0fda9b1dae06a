// fetch (Fetch Standard section 5.6). What is sent goes out by the node, which decides where a function may connect to;
// redirects are followed here, so that each of them is judged there anew.
(kit) => {
  'use strict';
  const { field, fields, bytesOf } = kit;
  const MOST_REDIRECTS = 20;
  const MOST_AT_ONCE = 1 << 20;
  const BODY_HEADERS = ['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length'];
  const CREDENTIALS = ['authorization', 'cookie', 'proxy-authorization'];

  // Under way, by number: for whom, what to do with what comes, and who waits for more of the body or for room to send.
  const under = new Map();
  let last = 0;

  const end = (id) => { const entry = under.get(id); under.delete(id); return entry; };

  /** Reads what is to be sent and hands it to the node, a piece whenever the node can take one. */
  const upload = async (id, entry, stream) => {
    const reader = stream.getReader();
    const room = () => new Promise((resolve) => { entry.sent = resolve; });
    try {
      await room();
      for (;;) {
        const { done, value } = await reader.read();
        if (!under.has(id)) { reader.cancel().catch(() => {}); return; }
        if (done) { kit.host.fetchWrite(id, new ArrayBuffer(), true); return; }
        const bytes = bytesOf(value);
        if (!bytes) throw new TypeError('The stream of a body must give Uint8Arrays');
        for (const piece of kit.pieces(bytes)) {
          const taken = room();
          kit.host.fetchWrite(id, kit.buffer(piece), false);
          await taken;
        }
      }
    } catch (thrown) {
      if (!end(id)) return;
      kit.host.fetchCancel(id);
      entry.fail(thrown);
    }
  };

  /** One request and its response; `hop` is { method, url, headers, given }. */
  const exchange = (hop, signal, isRedirected) => new Promise((resolve, reject) => {
    const call = kit.current;
    if (!call) throw new TypeError('fetch works within a call only');
    const id = ++last;
    const entry = { call, controller: undefined, pulled: undefined, sent: undefined };
    const abort = () => { if (end(id)) { kit.host.fetchCancel(id); entry.fail(signal.reason); } };
    const settle = () => signal.removeEventListener('abort', abort);
    entry.fail = (reason) => {
      settle();
      reject(reason);
      try { entry.controller?.error(reason); } catch { /* closed already */ }
    };
    entry.answer = (text) => {
      const from = fields(text);
      const status = +from.next(), statusText = from.next(), headers = kit.headersOf(from.next());
      const hasBody = hop.method !== 'HEAD' && !kit.NULL_BODY.has(status);
      const stream = hasBody ? new ReadableStream({
        start(controller) { entry.controller = controller; },
        pull() { kit.host.fetchPull(id); return new Promise((pulled) => { entry.pulled = pulled; }); },
        cancel() { settle(); if (end(id)) kit.host.fetchCancel(id); },
      }, { highWaterMark: 0 }) : null;
      if (!hasBody) { settle(); end(id); kit.host.fetchCancel(id); }
      resolve(kit.received(status, statusText, headers, stream, hop.url, isRedirected));
    };
    entry.settle = settle;
    signal.addEventListener('abort', abort);
    under.set(id, entry);
    let lines = '';
    for (const [name, value] of kit.linesOf(hop.headers)) lines += field(name) + field(value);
    const frame = field(hop.method) + field(hop.url) + field(lines);
    const { text, bytes } = hop.given;
    const stream = hop.given.stream ?? (bytes?.length > MOST_AT_ONCE || text?.length > MOST_AT_ONCE ? kit.streamOf(bytes ?? kit.encodeUtf8(text)) : undefined);
    kit.host.fetch(call.id, id, frame, stream ? '' : text ?? kit.buffer(bytes), !!stream);
    if (stream) upload(id, entry, stream);
  });

  /** What the node tells of a fetch. */
  const deliver = (id, kind, text, binary) => {
    const entry = under.get(id);
    if (!entry) return;
    kit.current = entry.call;
    switch (kind) {
      case 'H': entry.answer(text); break;
      case 'D': entry.controller.enqueue(new Uint8Array(binary)); entry.pulled?.(); break;
      case 'E': end(id); entry.settle(); entry.controller.close(); entry.pulled?.(); break;
      case 'R': entry.sent?.(); break;
      default: end(id); entry.fail(new TypeError(text));
    }
  };

  const follow = async (request, hop, location) => {
    const { status, url } = hop.answered;
    const next = new URL(location, url);
    next.hash ||= new URL(url).hash;
    if (!/^https?:$/.test(next.protocol)) throw new TypeError(`fetch follows no redirect to ${next.protocol}`);
    const isRewritten = status === 303 ? !['GET', 'HEAD'].includes(hop.method) : status < 303 && hop.method === 'POST';
    const headers = new Headers(hop.headers);
    if (isRewritten) BODY_HEADERS.forEach((name) => headers.delete(name));
    if (next.origin !== new URL(url).origin) CREDENTIALS.forEach((name) => headers.delete(name));
    if (!isRewritten && hop.given.stream) throw new TypeError('A streamed body cannot be sent again to where a redirect leads');
    return { method: isRewritten ? 'GET' : hop.method, url: next.href, headers, given: isRewritten ? { text: '' } : hop.given };
  };

  const fetch = async (input, init = undefined) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    if (!/^https?:/.test(request.url)) throw new TypeError(`fetch does not know the scheme of ${request.url}`);
    let hop = { method: request.method, url: request.url, headers: request.headers, given: kit.take(request) };
    for (let redirects = 0; ; redirects++) {
      const response = await exchange(hop, request.signal, redirects > 0);
      const location = kit.REDIRECTS.has(response.status) ? response.headers.get('location') : null;
      if (location === null || request.redirect === 'manual') return response;
      response.body?.cancel().catch(() => {});
      if (request.redirect === 'error') throw new TypeError(`${hop.url} redirects, which was not wanted`);
      if (redirects === MOST_REDIRECTS) throw new TypeError(`More than ${MOST_REDIRECTS} redirects`);
      hop.answered = response;
      hop = await follow(request, hop, location);
    }
  };

  /** A call has ended, and with it what it still fetches. */
  const stopFetchesOf = (call) => {
    for (const [id, entry] of under) {
      if (entry.call === call) { end(id); kit.host.fetchCancel(id); entry.fail(new kit.DOMException('The call that fetched has ended', 'AbortError')); }
    }
  };

  Object.assign(kit, { deliver, stopFetchesOf });
  kit.expose('fetch', fetch);
}
