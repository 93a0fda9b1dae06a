// Modules of WebAssembly as functions: commands of WASI, run for each call in the manner of CGI, and handlers, which stay
// and are called. Which of them a module is, and that it fits, the host has found out.
(kit) => {
  'use strict';
  const { fields, refuse } = kit;
  const NO_SYSCALL = () => 52;

  const requestOf = (frame) => {
    const from = fields(frame);
    const request = { method: from.next(), scheme: from.next(), host: from.next(), port: from.next(), path: from.next(), query: from.next(), headers: [] };
    for (const lines = fields(from.next()); !lines.isEmpty;) request.headers.push([lines.next(), lines.next()]);
    return request;
  };
  const listed = (variables) => kit.strings(Object.keys(variables).map((name) => `${name}=${variables[name]}`));

  // The engine collects garbage without regard to what memories have grown by, so that it is told when they are much. Of an
  // instance that could not be made, nobody knows how much it is.
  let left = 0;
  const leave = (process) => { left += process.memory?.buffer.byteLength ?? kit.limits.memory; };

  /** An instance with its process. `sayer` gives the call that it works for just now. */
  const instantiate = (module, process, sayer) => {
    const speech = (isError) => (at, size) => {
      if (size >>> 0 > process.memory.buffer.byteLength) refuse('The text of a log line is not in the memory.');
      kit.host.log(sayer().id, isError, kit.decodeUtf8(process.part(at, Math.min(size >>> 0, 4 * kit.contract.LINE_LIMIT)), false));
    };
    const known = { __proto__: null, wasi_snapshot_preview1: process.functions, meridian: { __proto__: null, log: speech(false), error: speech(true) } };
    const imports = {};
    for (const { module: from, name } of kit.wasm.Module.imports(module)) (imports[from] ??= {})[name] = known[from][name] ?? NO_SYSCALL;
    const { exports } = new kit.wasm.Instance(module, imports);
    process.memory = exports.memory;
    return exports;
  };

  const command = (module, name) => {
    const args = kit.strings([name]);
    const own = listed(kit.environment);
    return (call, frame, binary) => {
      const body = new Uint8Array(binary);
      const output = kit.collector(kit.limits.response + kit.cgi.HEAD_LIMIT);
      const environment = listed(kit.cgi.variables(requestOf(frame), body.length)).concat(own);
      const process = new kit.Process(args, environment, [kit.source(body), output, kit.liner((line) => kit.host.log(call.id, true, line))]);
      try { process.run(() => instantiate(module, process, () => call)._start()); } finally { leave(process); }
      if (process.exitCode !== 0) refuse(`The program ended with exit code ${process.exitCode}.`);
      return kit.cgi.response(output.bytes);
    };
  };

  // ---- handlers: numbers are 32 bits, little-endian; a field is its length, then its bytes --------------------------
  const encoded = ({ method, scheme, host, port, path, query, headers }, body) => {
    const parts = [];
    const number = (value) => parts.push(new Uint8Array(Uint32Array.of(value).buffer));
    const field = (value) => { const bytes = typeof value === 'string' ? kit.encodeUtf8(value) : value; number(bytes.length); parts.push(bytes); };
    [method, scheme, host, port, path, query].forEach(field);
    number(headers.length);
    headers.forEach((line) => line.forEach(field));
    field(body);
    return kit.joined(parts);
  };

  const responseOf = (bytes) => {
    const view = new DataView(bytes.buffer);
    let at = 0;
    const take = (size) => {
      if (size > bytes.length - at) refuse(`The response of ${bytes.length} bytes ends in the middle of what it says is in it.`);
      at += size;
      return at - size;
    };
    const number = () => view.getUint32(take(4), true);
    const field = () => { const size = number(); return bytes.subarray(take(size), at); };
    const text = () => {
      const given = field();
      if (at > kit.cgi.HEAD_LIMIT) refuse(`The headers of the response are longer than ${kit.cgi.HEAD_LIMIT} bytes.`);
      try { return kit.decodeUtf8(given, true); } catch { return refuse('A header of the response is not UTF-8.'); }
    };
    const statusCode = number();
    const headers = { __proto__: null };
    for (let left = number(); left > 0; left--) {
      const name = text().toLowerCase();
      (headers[name] ??= []).push(text());
    }
    const body = field();
    if (at < bytes.length) refuse(`The response has ${bytes.length - at} bytes after its end.`);
    return { statusCode, headers, body };
  };

  const handler = (module, name) => {
    let call;
    /** One in which nothing has gone wrong. */
    let kept;
    const begin = () => {
      const say = (isError) => kit.liner((line) => kit.host.log(call.id, isError, line));
      const streams = [kit.source(new Uint8Array()), say(false), say(true)];
      return { process: new kit.Process(kit.strings([name]), listed(kit.environment), streams), exports: undefined };
    };
    const handle = (live, frame, binary) => {
      const { process } = live;
      const request = encoded(requestOf(frame), new Uint8Array(binary));
      let response;
      process.run(() => {
        if (!live.exports) {
          live.exports = instantiate(module, process, () => call);
          live.exports._initialize?.();
        }
        const at = live.exports.meridian_alloc(request.length) >>> 0;
        const room = process.memory.buffer.byteLength;
        if (at === 0 || at + request.length > room) refuse(`meridian_alloc gave the address ${at} for ${request.length} bytes; the memory has ${room}.`);
        process.part(at, request.length).set(request);
        const packed = BigInt.asUintN(64, live.exports.meridian_handle(at, request.length));
        const from = Number(packed >> 32n), size = Number(packed & 0xffff_ffffn);
        if (from + size > process.memory.buffer.byteLength) refuse(`meridian_handle gave a response of ${size} bytes at ${from}; the memory has ${process.memory.buffer.byteLength}.`);
        response = responseOf(process.part(from, size).slice());
      });
      if (process.hasEnded) refuse(`The module ended itself, with exit code ${process.exitCode}; a handler returns.`);
      return response;
    };
    return (current, frame, binary) => {
      call = current;
      const live = kept ?? begin();
      kept = undefined;
      try {
        const response = handle(live, frame, binary);
        kept = live;
        return response;
      } finally { if (!kept) leave(live.process); }
    };
  };

  /** Bytes of memories that nobody uses any more, since this was last asked. */
  kit.functions.left = () => { const bytes = left; left = 0; return bytes; };
  kit.program = (isCommand, name, bytes) => {
    if (!kit.wasm) refuse(kit.NO_WEBASSEMBLY);
    return (isCommand ? command : handler)(new kit.wasm.Module(bytes), name);
  };
}
