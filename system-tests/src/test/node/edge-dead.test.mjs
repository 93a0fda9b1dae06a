// Edge sgp was killed a moment ago: its clients' very next requests are served elsewhere.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { call, clients } from './network.mjs';

const notes = JSON.parse(readFileSync(process.env.NOTES, 'utf8'));

test('clients of the dead edge are served by another', async () => {
  for (let i = 0; i < 20; i++) {
    const answer = await call(i % 2 ? '/' : notes.file, { host: i % 2 ? notes.host : undefined, from: clients.sgp });
    assert.equal(answer.status, 200, answer.text);
    assert.notEqual(answer.headers['meridian-edge'], 'sgp');
  }
});
