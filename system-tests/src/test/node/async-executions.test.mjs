// Executions that nobody waits for, by the unmodified SDK: at once, at a time, and deleted.
import test from 'node:test';
import assert from 'node:assert/strict';
import { Client, Functions, ID, Query } from 'node-appwrite';
import { InputFile } from 'node-appwrite/file';
import { bundle, consoleUser, endpoint, eventually, project } from './network.mjs';

const home = await project(await consoleUser(), 'nyc');
const functions = new Functions(new Client().setEndpoint(endpoint).setProject(home.id).setKey(home.key));
const id = ID.unique();

await functions.create({ functionId: id, name: 'later', runtime: 'edge-js-1', execute: ['any'], entrypoint: 'main.js' });
await functions.createDeployment({
  functionId: id,
  activate: true,
  code: InputFile.fromBuffer(bundle({
    'main.js': `export default async ({ req, res, log }) => {
      log(req.headers['x-appwrite-trigger'] + ' ' + req.bodyText);
      return res.text('done');
    };`,
  }), 'code.tar.gz'),
});
await eventually('the function is deployed', () => functions.get({ functionId: id }), (f) => f.deploymentId !== '');

test('an execution waits, runs, is read and is deleted', async () => {
  const waiting = await functions.createExecution(id, 'hello', true);
  assert.equal(waiting.status, 'waiting');
  const at = { functionId: id, executionId: waiting.$id };
  const done = await eventually('it has run', () => functions.getExecution(at), (e) => e.status === 'completed');
  assert.equal(done.logs.trim(), 'http hello');
  assert.equal(done.responseStatusCode, 200);
  assert.equal(done.responseBody, '');
  await functions.deleteExecution(at);
  await assert.rejects(functions.getExecution(at), (e) => e.code === 404 && e.type === 'execution_not_found');
});

test('an execution is scheduled, listed and deleted before its time', async () => {
  const when = new Date(Math.ceil(Date.now() / 60_000 + 2) * 60_000).toISOString();
  const scheduled = await functions.createExecution({ functionId: id, async: true, scheduledAt: when });
  assert.equal(scheduled.status, 'scheduled');
  assert.equal(new Date(scheduled.scheduledAt).toISOString(), when);
  const list = await functions.listExecutions({ functionId: id, queries: [Query.equal('status', 'scheduled')] });
  assert.deepEqual(list.executions.map((e) => e.$id), [scheduled.$id]);
  await functions.deleteExecution({ functionId: id, executionId: scheduled.$id });
  assert.equal((await functions.listExecutions({ functionId: id })).total, 0);
});

test('the sizes that a function may have are listed', async () => {
  assert.ok((await functions.listSpecifications()).specifications.length > 0);
});
