// The whole tour by the unmodified SDK, on a project homed in each region.
import test from 'node:test';
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { Client, Functions, ID, Permission, Proxy, Query, Role, Storage, TablesDB } from 'node-appwrite';
import { InputFile } from 'node-appwrite/file';
import { bundle, call, clients, consoleUser, endpoint, eventually, project } from './network.mjs';

const owner = await consoleUser();

for (const region of ['fra', 'nyc']) {
  test(`a project homed in ${region}`, async (t) => {
    const home = await project(owner, region);
    const client = new Client().setEndpoint(endpoint).setProject(home.id).setKey(home.key);

    await t.test('is told by the region that owns it', async () => {
      assert.equal(home.created.region, region);
      assert.match(home.key, /^standard_/);
      const pong = await call('/v1/ping', { headers: { 'x-appwrite-project': home.id } });
      assert.equal(pong.text, 'Pong!');
      assert.equal(pong.headers['meridian-region'], region);
    });

    await t.test('runs a function at its region and at the nearest edge', async () => {
      const functions = new Functions(client);
      const id = ID.unique();
      await functions.create({ functionId: id, name: 'hello', runtime: 'edge-js-1', execute: ['any'], entrypoint: 'main.js' });
      const code = bundle({
        'main.js': `import { greet } from './greet.js';
          export default async ({ req, res, log }) => {
            log('called with', req.method, req.path);
            return res.json({ greeting: greet(req.query.name), path: req.path, region: process.env.APPWRITE_REGION });
          };`,
        'greet.js': 'export const greet = (name) => `Hello, ${name ?? "world"}`;',
      });
      const deployment = await functions.createDeployment({
        functionId: id, code: InputFile.fromBuffer(code, 'code.tar.gz'), activate: true,
      });
      const ready = await eventually('the deployment is built',
        () => functions.getDeployment({ functionId: id, deploymentId: deployment.$id }),
        (d) => d.status === 'ready' || d.status === 'failed');
      assert.equal(ready.status, 'ready', ready.buildLogs);

      const atRegion = await eventually('the region serves it',
        () => call('/a/b?name=Ada', { host: `${id}.${region}.run.localhost` }), (a) => a.status === 200);
      assert.equal(atRegion.json().greeting, 'Hello, Ada');
      assert.equal(atRegion.json().path, '/a/b');
      assert.equal(atRegion.headers['meridian-executed-at'], `region:${region}`);

      for (const edge of ['fra', 'nyc', 'sgp']) {
        const atEdge = await eventually(`edge ${edge} serves it`,
          () => call('/?name=Bob', { host: `${id}.network.localhost`, from: clients[edge] }), (a) => a.status === 200);
        assert.equal(atEdge.json().greeting, 'Hello, Bob');
        assert.equal(atEdge.headers['meridian-executed-at'], `edge:${edge}`);
        assert.ok(atEdge.headers['x-appwrite-execution-id']);
      }

      const execution = await functions.createExecution({ functionId: id, body: '', xpath: '/sdk?name=Cyd', method: 'GET' });
      assert.equal(execution.status, 'completed');
      assert.equal(execution.responseStatusCode, 200);
      assert.equal(JSON.parse(execution.responseBody).greeting, 'Hello, Cyd');
      assert.match(execution.logs, /called with GET \/sdk/);

      const proxy = new Proxy(client);
      const domain = `${id.toLowerCase()}.shop.localhost`;
      const rule = await proxy.createFunctionRule({ domain, functionId: id });
      assert.equal(rule.status, 'verified');
      const atDomain = await eventually('the domain leads to the function',
        () => call('/?name=Dee', { host: domain, from: clients.sgp }), (a) => a.status === 200);
      assert.equal(atDomain.json().greeting, 'Hello, Dee');
      assert.equal(atDomain.headers['meridian-executed-at'], 'edge:sgp');
      const rules = await proxy.listRules({ queries: [Query.equal('deploymentResourceId', [id])] });
      assert.equal(rules.total, 3);
      await proxy.deleteRule({ ruleId: rule.$id });
      await eventually('a deleted rule leads nowhere',
        () => call('/', { host: domain, from: clients.sgp }), (a) => a.status === 404);

      await eventually('executions at edges are recorded at home',
        () => functions.listExecutions({ functionId: id }), (list) => list.total >= 5);
    });

    await t.test('stores a file in chunks and serves it from the edge', async () => {
      const storage = new Storage(client);
      const bucket = await storage.createBucket({
        bucketId: ID.unique(), name: 'photos', permissions: [Permission.read(Role.any())],
      });
      const bytes = randomBytes(12 * 1024 * 1024 + 17);
      const file = await storage.createFile({
        bucketId: bucket.$id, fileId: ID.unique(), file: InputFile.fromBuffer(bytes, 'noise.bin'),
      });
      assert.equal(file.chunksUploaded, file.chunksTotal);
      assert.equal(file.sizeOriginal, bytes.length);
      assert.equal(file.signature, createHash('md5').update(bytes).digest('hex'));
      const downloaded = Buffer.from(await storage.getFileDownload({ bucketId: bucket.$id, fileId: file.$id }));
      assert.ok(downloaded.equals(bytes));

      const small = await storage.createFile({
        bucketId: bucket.$id, fileId: ID.unique(), file: InputFile.fromPlainText('hello from the edge', 'hello.txt'),
      });
      const path = `/v1/storage/buckets/${bucket.$id}/files/${small.$id}/view?project=${home.id}`;
      const first = await call(path, { from: clients.sgp });
      assert.equal(first.text, 'hello from the edge');
      assert.match(first.headers['cache-status'], /fwd=uri-miss/);
      assert.equal(first.headers['meridian-edge'], 'sgp');
      const second = await call(path, { from: clients.sgp });
      assert.equal(second.text, 'hello from the edge');
      assert.match(second.headers['cache-status'], /;\s*hit/);
      const part = await call(path, { from: clients.sgp, headers: { range: 'bytes=6-9' } });
      assert.equal(part.status, 206);
      assert.equal(part.text, 'from');

      await storage.deleteFile({ bucketId: bucket.$id, fileId: small.$id });
      await eventually('a deleted file is gone at the edge',
        () => call(path, { from: clients.sgp }), (answer) => answer.status === 404, 5_000);
    });

    await t.test('keeps rows that only those who may can read', async () => {
      const tables = new TablesDB(client);
      const database = await tables.create({ databaseId: ID.unique(), name: 'shop' });
      const table = await tables.createTable({
        databaseId: database.$id, tableId: ID.unique(), name: 'orders', rowSecurity: true,
      });
      const at = { databaseId: database.$id, tableId: table.$id };
      await tables.createStringColumn({ ...at, key: 'title', size: 100, required: true });
      await tables.createIntegerColumn({ ...at, key: 'quantity', required: false, min: 0, max: 1000 });
      await tables.createFloatColumn({ ...at, key: 'price', required: false });
      await tables.createBooleanColumn({ ...at, key: 'paid', required: false, xdefault: false });
      await tables.createDatetimeColumn({ ...at, key: 'due', required: false });
      await eventually('columns are available', () => tables.listColumns(at),
        (list) => list.total === 5 && list.columns.every((column) => column.status === 'available'));
      for (let i = 1; i <= 7; i++) {
        await tables.createRow({
          ...at, rowId: ID.unique(),
          data: { title: `order ${i}`, quantity: i, price: i * 1.5, paid: i % 2 === 0, due: '2026-12-24T18:00:00.000+00:00' },
          permissions: i <= 3 ? [Permission.read(Role.any())] : [],
        });
      }
      const some = await tables.listRows({
        ...at, queries: [Query.greaterThan('quantity', 2), Query.equal('paid', true), Query.orderDesc('quantity'), Query.limit(2)],
      });
      assert.equal(some.total, 2);
      assert.deepEqual(some.rows.map((row) => row.quantity), [6, 4]);
      const next = await tables.listRows({ ...at, queries: [Query.orderAsc('quantity'), Query.cursorAfter(some.rows[1].$id)] });
      assert.deepEqual(next.rows.map((row) => row.quantity), [5, 6, 7]);
      assert.deepEqual(
        (await tables.listRows({ ...at, queries: [Query.between('price', 3, 6)] })).rows.map((row) => row.quantity), [2, 3, 4]);
      const updated = await tables.updateRow({ ...at, rowId: some.rows[0].$id, data: { paid: false } });
      assert.equal(updated.paid, false);
      assert.equal(updated.title, 'order 6');

      const guest = new TablesDB(new Client().setEndpoint(endpoint).setProject(home.id));
      const visible = await guest.listRows(at);
      assert.deepEqual(visible.rows.map((row) => row.quantity), [1, 2, 3]);
      await assert.rejects(guest.getRow({ ...at, rowId: some.rows[0].$id }), (e) => e.code === 404 && e.type === 'row_not_found');
      await assert.rejects(guest.deleteRow({ ...at, rowId: visible.rows[0].$id }), (e) => e.code === 401);

      await tables.deleteRow({ ...at, rowId: some.rows[0].$id });
      await assert.rejects(tables.getRow({ ...at, rowId: some.rows[0].$id }), (e) => e.type === 'row_not_found');
    });
  });
}

test('an unknown project is refused in the contract\'s words', async () => {
  const tables = new TablesDB(new Client().setEndpoint(endpoint).setProject('no-such-project').setKey('standard_00'));
  await assert.rejects(tables.list(), (e) => e.code === 404 && e.type === 'project_not_found');
});
