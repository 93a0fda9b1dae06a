// A function, a site and a file of a project homed in nyc, used once at every edge.
import test from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { Client, Functions, ID, Permission, Role, Sites, Storage } from 'node-appwrite';
import { InputFile } from 'node-appwrite/file';
import { bundle, call, clients, consoleUser, endpoint, eventually, project } from './network.mjs';

test('a function, a site and a file are known at every edge', async () => {
  const home = await project(await consoleUser(), 'nyc');
  const client = new Client().setEndpoint(endpoint).setProject(home.id).setKey(home.key);
  const functions = new Functions(client);
  const id = ID.unique();
  await functions.create({ functionId: id, name: 'hello', runtime: 'edge-js-1', execute: ['any'], entrypoint: 'main.js' });
  await functions.createDeployment({
    functionId: id, activate: true,
    code: InputFile.fromBuffer(bundle({ 'main.js': 'export default ({ res }) => res.text("still here");' }), 'code.tar.gz'),
  });
  const sites = new Sites(client);
  const siteId = ID.unique();
  await sites.create({ siteId, name: 'Shop', framework: 'other', buildRuntime: 'static-1' });
  await sites.createDeployment({
    siteId, activate: true,
    code: InputFile.fromBuffer(bundle({ 'index.html': '<h1>Open</h1>', 'app.js': 'let open' }), 'code.tar.gz'),
  });
  const storage = new Storage(client);
  const bucket = await storage.createBucket({ bucketId: ID.unique(), name: 'b', permissions: [Permission.read(Role.any())] });
  const file = await storage.createFile({
    bucketId: bucket.$id, fileId: ID.unique(), file: InputFile.fromPlainText('cached words', 'words.txt'),
  });
  const path = `/v1/storage/buckets/${bucket.$id}/files/${file.$id}/view?project=${home.id}`;
  const host = `${id}.network.localhost`;
  const site = `${siteId}.network.localhost`;
  for (const [edge, from] of Object.entries(clients)) {
    await eventually(`edge ${edge} runs it`, () => call('/', { host, from }),
      (a) => a.status === 200 && a.headers['meridian-executed-at'] === `edge:${edge}`);
    assert.equal((await call(path, { from })).text, 'cached words');
    await eventually(`edge ${edge} serves it`, () => call('/', { host: site, from }), (a) => a.text === '<h1>Open</h1>');
  }
  writeFileSync(process.env.NOTES,
    JSON.stringify({ project: home.id, key: home.key, bucket: bucket.$id, host, site, file: path }));
});
