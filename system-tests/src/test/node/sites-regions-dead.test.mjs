// Every region is dead; edge nyc may be a new process.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { call, clients, eventually } from './network.mjs';

const notes = JSON.parse(readFileSync(process.env.NOTES, 'utf8'));

for (const [edge, from] of Object.entries(clients)) {
  test(`edge ${edge} serves the site from its own disk`, async () => {
    const answer = await eventually(`edge ${edge} answers`, () => call('/', { host: notes.host, from }),
      (a) => a.status === 200 && a.headers['meridian-edge'] === edge, 30_000);
    assert.equal(answer.text, '<h1>one</h1>');
    assert.equal(answer.headers['cache-status'], `meridian-${edge}; hit`);
    assert.equal(answer.headers['meridian-deployment'], notes.deployment);
    assert.equal((await call('/app.js', { host: notes.host, from })).text, 'one');
    assert.equal((await call('/', { host: notes.domain, from })).text, '<h1>one</h1>');
  });
}
