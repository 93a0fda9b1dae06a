// Every region is dead and edge nyc is a new process.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { call, clients, eventually } from './network.mjs';

const notes = JSON.parse(readFileSync(process.env.NOTES, 'utf8'));

test('the restarted edge runs the function from its own disk', async () => {
  const answer = await eventually('edge nyc answers', () => call('/', { host: notes.host, from: clients.nyc }),
    (a) => a.headers['meridian-executed-at'] === 'edge:nyc', 30_000);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.text, 'still here');
});

test('edges that lived on still have the file', async () => {
  const answer = await call(notes.file, { from: clients.fra });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.text, 'cached words');
});

for (const [edge, from] of Object.entries(clients)) {
  test(`edge ${edge} serves the site from its own disk`, async () => {
    const answer = await eventually(`edge ${edge} answers`, () => call('/', { host: notes.site, from }),
      (a) => a.status === 200 && a.headers['meridian-edge'] === edge, 30_000);
    assert.equal(answer.text, '<h1>Open</h1>');
    assert.equal(answer.headers['cache-status'], `meridian-${edge}; hit`);
    assert.equal((await call('/app.js', { host: notes.site, from })).text, 'let open');
  });
}
