// A function and a file of a project homed in nyc, used once at every edge.
import test from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { Client, Functions, ID, Permission, Role, Storage } from 'node-appwrite';
import { InputFile } from 'node-appwrite/file';
import { bundle, call, clients, consoleUser, endpoint, eventually, project } from './network.mjs';

test('a function and a file are known at every edge', async () => {
  const home = await project(await consoleUser(), 'nyc');
  const client = new Client().setEndpoint(endpoint).setProject(home.id).setKey(home.key);
  const functions = new Functions(client);
  const id = ID.unique();
  await functions.create({ functionId: id, name: 'hello', runtime: 'edge-js-1', execute: ['any'], entrypoint: 'main.js' });
  await functions.createDeployment({
    functionId: id, activate: true,
    code: InputFile.fromBuffer(bundle({ 'main.js': 'export default ({ res }) => res.text("still here");' }), 'code.tar.gz'),
  });
  const storage = new Storage(client);
  const bucket = await storage.createBucket({ bucketId: ID.unique(), name: 'b', permissions: [Permission.read(Role.any())] });
  const file = await storage.createFile({
    bucketId: bucket.$id, fileId: ID.unique(), file: InputFile.fromPlainText('cached words', 'words.txt'),
  });
  const path = `/v1/storage/buckets/${bucket.$id}/files/${file.$id}/view?project=${home.id}`;
  const host = `${id}.network.localhost`;
  for (const [edge, from] of Object.entries(clients)) {
    await eventually(`edge ${edge} runs it`, () => call('/', { host, from }),
      (a) => a.status === 200 && a.headers['meridian-executed-at'] === `edge:${edge}`);
    assert.equal((await call(path, { from })).text, 'cached words');
  }
  writeFileSync(process.env.NOTES, JSON.stringify({ project: home.id, key: home.key, bucket: bucket.$id, host, file: path }));
});
