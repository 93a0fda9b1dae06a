'use strict';
// The Node.js side of a worker: a process of its own for one launch, which speaks the frames of function hosts over a
// socket to the node that started it. First line on standard input: where the node listens, and the token to show there.
const net = require('node:net');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { AsyncLocalStorage } = require('node:async_hooks');
const { Request, res, shown, described, LINE_LIMIT, CONSOLE_NOTICE, RETURN_MISSING } = require('./contract.cjs')({
  encode: (text) => Buffer.from(text, 'utf8'),
  decode: (bytes) => bytes.toString('utf8'),
});

const DEPLOY = 2, INVOKE = 4, ABANDON = 8, WRITTEN = 11;
const ANNOUNCE = 1, RESULT = 5, RESPOND = 9, WRITE = 10;
const PIECE = 262144;
const NOTHING = Buffer.alloc(0);
const ENDING = { completed: 0, exception: 1, timeout: 2, loadFailed: 5, tooLarge: 7 };
const FRAME_LIMIT = 64 << 20;
const LOG_FULL = 'The log limit is reached; what follows is dropped.';
// Taken before the tenant's code can change what they are.
const { parse, stringify } = JSON;
const { now } = performance;
const after = setTimeout;
const cancel = clearTimeout;

// ---- frames ----------------------------------------------------------------------------------------------------
class Reader {
  constructor(frame) { this.frame = frame; this.at = 0; }
  byte() { return this.frame[this.at++]; }
  int() { const value = this.frame.readInt32BE(this.at); this.at += 4; return value; }
  long() { const value = this.frame.readBigInt64BE(this.at); this.at += 8; return value; }
  bytes() { const length = this.int(); const from = this.at; this.at += length; return this.frame.subarray(from, this.at); }
  string() { return this.bytes().toString('utf8'); }
  pairs() { const pairs = []; for (let count = this.int(); count > 0; count--) pairs.push([this.string(), this.string()]); return pairs; }
}

class Writer {
  constructor(type) { this.parts = []; this.byte(type); }
  byte(value) { this.parts.push(Buffer.from([value])); return this; }
  int(value) { const part = Buffer.alloc(4); part.writeInt32BE(value); this.parts.push(part); return this; }
  long(value) { const part = Buffer.alloc(8); part.writeBigInt64BE(BigInt(value)); this.parts.push(part); return this; }
  bytes(value) { this.int(value.length); this.parts.push(value); return this; }
  string(value) { return this.bytes(Buffer.from(value, 'utf8')); }
  pairs(value) { this.int(value.length); for (const [name, text] of value) this.string(name).string(text); return this; }
  frame() {
    const length = this.parts.reduce((sum, part) => sum + part.length, 0);
    const head = Buffer.alloc(4);
    head.writeInt32BE(length);
    return Buffer.concat([head, ...this.parts]);
  }
}

// ---- logs ------------------------------------------------------------------------------------------------------
const calls = new AsyncLocalStorage();

const captured = (...values) => {
  const call = calls.getStore();
  if (!call) return;
  if (!call.isNoticed) { call.isNoticed = true; call.write('logs', CONSOLE_NOTICE); }
  call.write('logs', values.map(shown).join(' '));
};
for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace']) console[name] = captured;

// ---- request and response --------------------------------------------------------------------------------------
const requestOf = (from) => {
  const head = {
    method: from.string(), scheme: from.string(), host: from.string(), port: from.int(), path: from.string(), queryString: from.string(), pairs: undefined,
  };
  const lines = from.pairs();
  head.pairs = () => lines;
  return new Request(head, { bytes: Buffer.from(from.bytes()) });
};

const isStream = (body) => typeof body === 'object' && body !== null && !ArrayBuffer.isView(body) && typeof body[Symbol.asyncIterator] === 'function';

const bytesOf = (body) => {
  if (Buffer.isBuffer(body)) return body;
  if (body instanceof ArrayBuffer) return Buffer.from(body);
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (body === undefined || body === null) return Buffer.alloc(0);
  return Buffer.from(typeof body === 'object' ? stringify(body) : `${body}`, 'utf8');
};

// ---- the program -----------------------------------------------------------------------------------------------
let deployed;
let loading;

const load = async ({ directory, entrypoint }) => {
  const file = path.resolve(directory, entrypoint);
  if (!file.startsWith(directory + path.sep)) throw new Error(`The module ${entrypoint} lies outside of the deployment.`);
  if (!fs.existsSync(file)) throw new Error(`The module ${entrypoint} is not part of the deployment.`);
  let loaded;
  try {
    loaded = require(file);
  } catch (failure) {
    if (!isModule(failure)) throw failure;
    loaded = await import(pathToFileURL(file).href);
  }
  for (const candidate of [loaded, loaded?.default, loaded?.default?.default]) {
    if (typeof candidate === 'function') return candidate;
  }
  throw new Error('The entrypoint has no default export that is a function.');
};

/** Whether what failed to load as CommonJS may be an ES module. */
const isModule = (failure) => ['ERR_REQUIRE_ESM', 'ERR_REQUIRE_ASYNC_MODULE'].includes(failure?.code)
  || (failure instanceof SyntaxError && /import statement outside a module|Unexpected token 'export'|import\.meta|await is only valid/.test(failure.message));

const deploy = (from) => {
  from.int();
  deployed = { directory: from.string(), entrypoint: from.string() };
  for (const [key, value] of from.pairs()) process.env[key] = value;
  from.long(); from.long(); from.long();
  deployed.responseBytes = from.int();
  deployed.logBytes = from.int();
  deployed.isLogging = from.byte() !== 0;
  process.chdir(deployed.directory);
  loading = load(deployed).then((handler) => ({ handler }), (failure) => ({ failure: described(failure) }));
};

// ---- calls -----------------------------------------------------------------------------------------------------
let isCold = true;
/** Calls under way, by number. */
const running = new Map();

class Call {
  constructor(from, link) {
    this.number = from.long();
    from.int();
    const wallMillis = Number(from.long()) / 1e6;
    this.request = requestOf(from);
    this.link = link;
    this.startedMillis = now.call(performance);
    this.cpu = process.cpuUsage();
    this.isCold = isCold;
    isCold = false;
    this.logs = [];
    this.errors = [];
    this.written = 0;
    running.set(this.number, this);
    this.timer = after(() => this.fail(ENDING.timeout, 'Execution timed out.'), wallMillis);
  }

  write(where, line) {
    if (!deployed.isLogging || this.written < 0) return;
    const cut = line.length > LINE_LIMIT ? line.slice(0, LINE_LIMIT) : line;
    if (this.written + cut.length > deployed.logBytes) {
      this.written = -1;
      this[where].push(LOG_FULL);
    } else {
      this.written += cut.length;
      this[where].push(cut);
    }
  }

  async run() {
    const { handler, failure } = await loading;
    if (failure !== undefined) { this.fail(ENDING.loadFailed, failure); return; }
    const line = (where) => (...values) => this.write(where, values.map(shown).join(' '));
    try {
      await calls.run(this, async () => this.answer(await handler({ req: this.request, res, log: line('logs'), error: line('errors') })));
    } catch (thrown) {
      this.fail(ENDING.exception, described(thrown));
    }
  }

  answer(response) {
    if (response === null || response === undefined) { this.fail(ENDING.exception, RETURN_MISSING); return; }
    const { body, statusCode = 200, headers } = response;
    const lines = [];
    for (const name of Object.keys(headers ?? {})) {
      for (const value of Array.isArray(headers[name]) ? headers[name] : [headers[name]]) lines.push([name, `${value}`]);
    }
    const status = Math.trunc(+statusCode) || 0;
    if (isStream(body)) return this.stream(status, lines, body);
    const bytes = bytesOf(body);
    if (bytes.length > deployed.responseBytes) {
      this.fail(ENDING.tooLarge, `The response body has ${bytes.length} bytes; the limit is ${deployed.responseBytes}.`);
    } else {
      this.end(ENDING.completed, status, lines, bytes, '');
    }
  }

  /** Sends a body as it comes, a piece whenever the node has room for one. */
  async stream(status, lines, body) {
    const write = (piece, isLast) => this.link.write(new Writer(WRITE).long(this.number).bytes(piece).byte(isLast ? 1 : 0).frame());
    this.link.write(new Writer(RESPOND).long(this.number).int(status).pairs(lines).bytes(NOTHING).frame());
    for await (const chunk of body) {
      const bytes = bytesOf(chunk);
      for (let at = 0; at < bytes.length && !this.isOver; at += PIECE) {
        const room = new Promise((resolve) => { this.room = resolve; });
        write(bytes.subarray(at, at + PIECE), false);
        await room;
      }
      if (this.isOver) return;
    }
    write(NOTHING, true);
    this.end(ENDING.completed, 0, [], NOTHING, '');
  }

  fail(ending, text) {
    this.write('errors', text);
    this.end(ending, 0, [], NOTHING, text.split('\n', 1)[0]);
  }

  end(ending, status, headers, body, message) {
    if (this.isOver) return;
    this.isOver = true;
    running.delete(this.number);
    this.room?.();
    cancel(this.timer);
    const cpu = process.cpuUsage(this.cpu);
    this.link.write(new Writer(RESULT).long(this.number).byte(ending).int(status).pairs(headers).bytes(body)
      .string(message).string(this.logs.join('\n')).string(this.errors.join('\n'))
      .long(Math.round((now.call(performance) - this.startedMillis) * 1e6)).long((cpu.user + cpu.system) * 1000)
      .byte(this.isCold ? 1 : 0).frame());
  }
}

const accept = (frame, link) => {
  const from = new Reader(frame);
  const type = from.byte();
  if (type === DEPLOY) deploy(from);
  else if (type === INVOKE) new Call(from, link).run();
  else if (type === WRITTEN || type === ABANDON) {
    from.int();
    const call = running.get(from.long());
    if (type === WRITTEN) call?.room?.(); else call?.fail(ENDING.exception, 'Nobody waits for the response any more.');
  }
};

// ---- the link --------------------------------------------------------------------------------------------------
const connect = ({ endpoint, token }) => {
  const where = endpoint.startsWith('unix:') ? { path: endpoint.slice(5) } : { host: '127.0.0.1', port: +endpoint.slice(4) };
  const link = net.connect(where, () => link.write(new Writer(ANNOUNCE).string(token).long(process.pid).frame()));
  let pending = Buffer.alloc(0);
  link.on('data', (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (pending.length >= 4) {
      const length = pending.readInt32BE(0);
      if (length < 1 || length > FRAME_LIMIT) process.exit(70);
      if (pending.length < 4 + length) return;
      accept(pending.subarray(4, 4 + length), link);
      pending = pending.subarray(4 + length);
    }
  });
  link.on('error', () => process.exit(0));
  link.on('close', () => process.exit(0));
};

let orders = '';
let isConnected = false;
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text) => {
  if (isConnected) return;
  orders += text;
  const end = orders.indexOf('\n');
  if (end >= 0) { isConnected = true; connect(parse(orders.slice(0, end))); orders = ''; }
});
process.stdin.on('end', () => process.exit(0));
