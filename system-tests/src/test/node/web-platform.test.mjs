// The cases that light functions are held to, here in Node.js: what they expect is not merely what we have built.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

const source = await readFile(new URL('../../../../functions/src/test/resources/dev/meridian/functions/platform/cases.js', import.meta.url), 'utf8');
const { cases } = await import(`data:text/javascript,${encodeURIComponent(source)}`);

// Timers of signals do not keep Node.js alive.
const alive = setInterval(() => {}, 1_000);
test.after(() => clearInterval(alive));

for (const [name, body] of Object.entries(cases)) test(name, body);
assert.ok(Object.keys(cases).length > 20);
