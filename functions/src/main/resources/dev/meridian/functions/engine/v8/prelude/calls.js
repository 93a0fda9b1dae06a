// A program's handler, and the calls of it: Appwrite's signature `export default async ({ req, res, log, error }) => …`
// (wire contract 8.3), that of the web, `export default { fetch(request, env, ctx) }`, and modules of WebAssembly.
(kit) => {
  'use strict';
  const { stringify, parse } = JSON;
  const { freeze } = Object;
  const { field, fields, encodeUtf8, bytesOf, then, line, describe } = kit;
  const { Request, res, RETURN_MISSING } = kit.contract;

  // ---- what Appwrite's signature is given -------------------------------------------------------------------------
  const appwriteRequest = (frame, binary) => {
    const from = fields(frame);
    const head = {
      method: from.next(), scheme: from.next(), host: from.next(), port: +from.next(), path: from.next(), queryString: from.next(), pairs: undefined,
    };
    const lines = from.next();
    head.pairs = function* () {
      for (const all = fields(lines); !all.isEmpty;) yield [all.next(), all.next()];
    };
    return new Request(head, binary ? { bytes: new Uint8Array(binary) } : { text: from.next() });
  };

  // ---- what the web's signature is given --------------------------------------------------------------------------
  const webRequest = (call, frame, binary) => {
    const from = fields(frame);
    const method = from.next(), scheme = from.next(), host = from.next(), port = from.next(), path = from.next(), query = from.next();
    const isDefaultPort = port === (scheme === 'https' ? '443' : '80');
    const url = `${scheme}://${host || 'localhost'}${isDefaultPort ? '' : `:${port}`}${path}${query ? `?${query}` : ''}`;
    const request = kit.incoming(method, url, kit.headersOf(from.next()), () => (call.controller ??= new AbortController()).signal);
    if (method !== 'GET' && method !== 'HEAD') {
      const body = binary ? new Uint8Array(binary) : from.next();
      if (body.length > 0) {
        const hadType = request.headers.has('content-type');
        kit.setBody(request, body);
        if (!hadType) request.headers.delete('content-type');
      }
    }
    return request;
  };
  const executionContext = (call) => ({
    waitUntil(promise) {
      call.pending++;
      const done = () => { call.pending--; if (call.pending === 0 && call.isSent) settle(call, 'S', ''); };
      then(Promise.resolve(promise), done, (thrown) => { kit.report(call, thrown); done(); });
    },
    passThroughOnException() {},
  });

  // ---- calls ------------------------------------------------------------------------------------------------------
  let handler;
  /** How the handler is called: one of the signatures. */
  let signature;
  let done = '';
  const calls = new Map();
  const binaries = new Map();

  // One settled call: number, A(nswered with text) | B(inary) | S(ent already) | M(issing return) | E(xception), then its
  // fields. Its timers and fetches end with it.
  const settle = (call, kind, rest) => {
    if (!calls.delete(call.id)) return;
    kit.stopTimersOf(call);
    kit.stopFetchesOf(call);
    done += field(`${call.id}`) + field(kind) + field(rest);
  };
  const fail = (call, thrown) => settle(call, 'E', describe(thrown));

  /** Sends a response whose body is not all there yet, or that others of the call's promises outlive. */
  const send = async (call, head, stream, whole) => {
    try {
      const refusal = kit.host.respond(call.id, head);
      if (refusal) throw new TypeError(refusal);
      if (stream) {
        const reader = call.reader = stream.getReader();
        for (;;) {
          const { done: isEnd, value } = await reader.read();
          if (!calls.has(call.id)) return;
          if (isEnd) break;
          const bytes = bytesOf(value) ?? encodeUtf8(`${value}`);
          for (const piece of kit.pieces(bytes)) {
            const taken = new Promise((resolve) => { call.written = resolve; });
            kit.host.write(call.id, kit.buffer(piece), false);
            await taken;
          }
        }
      } else for (const piece of kit.pieces(whole)) kit.host.write(call.id, kit.buffer(piece), false);
      if (!calls.has(call.id)) return;
      kit.host.write(call.id, new ArrayBuffer(), true);
      call.isSent = true;
      if (call.pending === 0) settle(call, 'S', '');
    } catch (thrown) { fail(call, thrown); }
  };

  const answer = (call, response) => {
    try {
      if (response === null || response === undefined) { settle(call, 'M', RETURN_MISSING); return; }
      let status, lines = '', body;
      if (response instanceof kit.Response) {
        status = response.status;
        for (const [name, value] of kit.linesOf(response.headers)) lines += field(name) + field(value);
        const given = kit.take(response);
        body = given.text ?? given.bytes ?? given.stream;
      } else {
        status = response.statusCode ?? 200;
        const headers = response.headers ?? {};
        for (const name of Object.keys(headers)) {
          const values = Array.isArray(headers[name]) ? headers[name] : [headers[name]];
          for (const value of values) lines += field(`${name}`) + field(`${value}`);
        }
        body = response.body;
      }
      const head = field(`${+status}`) + field(lines);
      const bytes = bytesOf(body);
      if (body instanceof ReadableStream) send(call, head, body);
      else {
        const text = bytes ? '' : body === undefined || body === null ? '' : typeof body === 'object' ? stringify(body) : `${body}`;
        if (call.pending > 0) send(call, head, undefined, bytes ?? encodeUtf8(text));
        else if (bytes) { binaries.set(call.id, bytes); settle(call, 'B', head); } else settle(call, 'A', head + field(text));
      }
    } catch (thrown) { fail(call, thrown); }
  };

  const appwrite = (call, frame, binary) => handler({
    req: appwriteRequest(frame, binary),
    res,
    log: (...values) => kit.host.log(call.id, false, line(values)),
    error: (...values) => kit.host.log(call.id, true, line(values)),
  });
  const web = (call, frame, binary) => handler.fetch(webRequest(call, frame, binary), kit.environment, executionContext(call));

  const invoke = (id, frame, binary) => {
    const call = { id, isNoticed: false, pending: 0, isSent: false, controller: undefined, reader: undefined, written: undefined };
    kit.current = call;
    calls.set(id, call);
    try {
      const result = signature(call, frame, binary);
      if (typeof result?.then === 'function') then(Promise.resolve(result), (response) => answer(call, response), (thrown) => fail(call, thrown));
      else answer(call, result);
    } catch (thrown) { fail(call, thrown); }
  };

  /** The node has room for the next piece of a response's body. */
  const written = (id) => {
    const call = calls.get(id);
    if (!call) return;
    kit.current = call;
    call.written?.();
  };
  /** Nobody waits for a call any more. */
  const abandon = (id) => {
    const call = calls.get(id);
    if (!call) return;
    kit.current = call;
    call.controller?.abort();
    const gone = new kit.DOMException('Nobody waits for the response any more', 'AbortError');
    if (call.reader) then(call.reader.cancel(gone), () => {}, () => {});
    fail(call, gone);
  };

  const install = (exported) => {
    const isWeb = typeof exported === 'object' && exported !== null && typeof exported.fetch === 'function';
    if (!isWeb && typeof exported !== 'function') return 'The entrypoint has no default export that is a function, or an object with a function named fetch.';
    handler = exported;
    signature = isWeb ? web : appwrite;
    return '';
  };
  const program = (isCommand, name, bytes) => {
    try { signature = kit.program(isCommand, name, bytes); return ''; } catch (thrown) { return `${thrown}`; }
  };

  // Nothing may be thrown out to the host: what it would do to tell of it, script that has replaced the right functions can
  // make fatal. A prelude that such script has broken says so the next time it is asked, and its isolate is given up.
  const BROKEN = '!';
  let isBroken = false;
  const guarded = (action) => (one, two, three, four) => {
    try { return action(one, two, three, four); } catch { isBroken = true; return BROKEN; }
  };
  const take = () => {
    if (isBroken) return BROKEN;
    const all = done;
    done = '';
    return all;
  };

  kit.functions = {
    invoke: guarded(invoke),
    written: guarded(written),
    abandon: guarded(abandon),
    install: guarded(install),
    program: guarded(program),
    describe: guarded(describe),
    fire: guarded(kit.fire),
    deliver: guarded(kit.deliver),
    take: guarded(take),
    binary: guarded((id) => { const bytes = binaries.get(id); binaries.delete(id); return kit.buffer(bytes); }),
    environment: (json) => {
      kit.environment = freeze({ __proto__: null, ...parse(json) });
      kit.expose('process', freeze({ env: kit.environment }));
    },
  };
}
