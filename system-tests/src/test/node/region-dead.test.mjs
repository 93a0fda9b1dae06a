// Region nyc was killed a moment ago.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Client, Functions } from 'node-appwrite';
import { call, clients, endpoint } from './network.mjs';

const notes = JSON.parse(readFileSync(process.env.NOTES, 'utf8'));

test('its cached file is answered at every edge', async () => {
  for (const [edge, from] of Object.entries(clients)) {
    const answer = await call(notes.file, { from });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.text, 'cached words');
    assert.equal(answer.headers['meridian-edge'], edge);
  }
});

test('its deployed function is answered at every edge', async () => {
  for (const [edge, from] of Object.entries(clients)) {
    const answer = await call('/', { host: notes.host, from });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.text, 'still here');
    assert.equal(answer.headers['meridian-executed-at'], `edge:${edge}`);
  }
});

test('writes get a clear 503', async () => {
  const functions = new Functions(new Client().setEndpoint(endpoint).setProject(notes.project).setKey(notes.key));
  await assert.rejects(functions.create({ functionId: 'late', name: 'late', runtime: 'edge-js-1' }),
    (e) => e.code === 503 && e.type === 'general_region_unavailable' && /nyc/.test(e.message));
});
