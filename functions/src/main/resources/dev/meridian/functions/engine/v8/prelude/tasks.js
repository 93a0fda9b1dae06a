// Timers, microtasks, the console and the logs of calls (HTML sections 8.6 and 8.7; wire contract 8.3).
(kit) => {
  'use strict';
  const contract = kit.require('contract')({ encode: kit.encodeUtf8, decode: (bytes) => kit.decodeUtf8(bytes, false) });
  const { shown, described: describe, LINE_LIMIT, CONSOLE_NOTICE } = contract;
  const settledPromise = Promise.resolve();
  const then = Function.prototype.call.bind(Promise.prototype.then);

  const timers = new Map();
  let nextTimer = 1;
  const timer = (callback, delay, args, repeats) => {
    if (typeof callback !== 'function') throw new TypeError('The callback of a timer must be a function');
    if (timers.size >= kit.limits.timers) throw new RangeError(`No more than ${kit.limits.timers} timers may run at once`);
    const id = nextTimer++;
    const milliseconds = Math.min(Math.max(Number(delay) || 0, repeats ? 1 : 0), 0x7fffffff);
    timers.set(id, { callback, args, milliseconds, repeats, call: kit.current });
    kit.host.startTimer(id, kit.current?.id ?? 0, milliseconds);
    return id;
  };
  const stopTimer = (id) => { if (timers.delete(id)) kit.host.stopTimer(id); };
  const fire = (id) => {
    const entry = timers.get(id);
    if (!entry) return;
    kit.current = entry.call;
    if (entry.repeats) kit.host.startTimer(id, entry.call?.id ?? 0, entry.milliseconds); else timers.delete(id);
    try { entry.callback(...entry.args); } catch (thrown) { kit.report(entry.call, thrown); }
  };
  const stopTimersOf = (call) => { for (const [id, entry] of timers) if (entry.call === call) stopTimer(id); };

  const line = (values) => {
    const text = values.map(shown).join(' ');
    return text.length > LINE_LIMIT ? text.slice(0, LINE_LIMIT) : text;
  };
  const report = (call, thrown) => { if (call) kit.host.log(call.id, true, describe(thrown)); };

  const captured = (...values) => {
    const call = kit.current;
    if (!call) return;
    if (!call.isNoticed) { call.isNoticed = true; kit.host.log(call.id, false, CONSOLE_NOTICE); }
    kit.host.log(call.id, false, line(values));
  };
  const console = { assert: (holds, ...values) => { if (!holds) captured('Assertion failed:', ...values); } };
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table', 'group']) console[name] = captured;
  for (const name of ['groupEnd', 'time', 'timeEnd', 'timeLog', 'count', 'countReset', 'clear']) console[name] = () => {};

  const begun = Date.now();
  const performance = { timeOrigin: begun, now: () => Date.now() - begun, mark: () => {}, measure: () => {} };

  Object.assign(kit, { contract, then, line, describe, report, fire, stopTimersOf });
  for (const [name, value] of Object.entries({
    console,
    performance,
    setTimeout: (callback, delay, ...args) => timer(callback, delay, args, false),
    setInterval: (callback, delay, ...args) => timer(callback, delay, args, true),
    clearTimeout: stopTimer,
    clearInterval: stopTimer,
    queueMicrotask: (callback) => {
      if (typeof callback !== 'function') throw new TypeError('queueMicrotask takes a function');
      const call = kit.current;
      then(settledPromise, () => { try { callback(); } catch (thrown) { report(call, thrown); } });
    },
  })) kit.expose(name, value);
}
