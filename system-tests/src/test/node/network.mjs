// How the tests reach a running network: its router's URL, hosts that no resolver knows, and the console.
import http from 'node:http';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const router = process.env.MERIDIAN_URL ?? 'http://127.0.0.1:8080';
export const endpoint = `${router}/v1`;

// An address that the built-in table places near each edge (documentation prefixes, RFC 5737).
export const clients = { fra: '192.0.2.10', nyc: '198.51.100.10', sgp: '203.0.113.10' };

/** One request with any Host header; the body comes back as a Buffer. */
export function call(path, { host, method = 'GET', headers = {}, body, from, base = router } = {}) {
  const url = new URL(base);
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: url.hostname,
        port: url.port,
        method,
        path,
        headers: {
          ...(host ? { host: `${host}:${url.port}` } : {}),
          ...(from ? { 'x-forwarded-for': from } : {}),
          ...headers,
        },
      },
      (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          resolve({
            status: response.statusCode,
            headers: response.headers,
            bytes,
            text: bytes.toString(),
            json: () => JSON.parse(bytes.toString()),
          });
        });
      },
    );
    request.setTimeout(30_000, () => request.destroy(new Error(`no answer from ${method} ${path} in 30 s`)));
    request.on('error', reject);
    request.end(body);
  });
}

export async function api(method, path, body, headers = {}) {
  const answer = await call(`/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (answer.status >= 400) {
    throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  }
  return answer;
}

let serial = 0;
export const unique = (prefix) => `${prefix}-${process.pid}-${Date.now().toString(36)}-${serial++}`;

/** Signs a person up at the console and opens a session. */
export async function consoleUser() {
  const email = `${unique('owner')}@example.com`;
  const password = 'correct horse battery';
  const account = (await api('POST', '/account', { userId: 'unique()', email, password, name: 'Owner' })).json();
  const session = await api('POST', '/account/sessions/email', { email, password });
  const cookie = session.headers['set-cookie'].map((line) => line.split(';')[0]).join('; ');
  return { account, session: session.json(), cookie, email, password };
}

/** A new project in a region, with a key that may do everything the tests do. */
export async function project(owner, region, projectId = unique(region)) {
  const team = (await api('POST', '/teams', { teamId: 'unique()', name: 'Tests' }, { cookie: owner.cookie })).json();
  const created = (
    await api('POST', '/projects', { projectId, name: `At ${region}`, teamId: team.$id, region }, { cookie: owner.cookie })
  ).json();
  const key = (
    await api(
      'POST',
      '/project/keys',
      {
        keyId: 'unique()',
        name: 'tests',
        scopes: [
          'databases.read', 'databases.write', 'tables.read', 'tables.write', 'columns.read', 'columns.write',
          'indexes.read', 'indexes.write', 'rows.read', 'rows.write', 'buckets.read', 'buckets.write', 'files.read',
          'files.write', 'functions.read', 'functions.write', 'execution.read', 'execution.write', 'executions.read',
          'executions.write', 'users.read', 'users.write', 'sessions.write', 'rules.read', 'rules.write', 'sites.read',
          'sites.write', 'network.read', 'network.write', 'locale.read', 'health.read',
        ],
      },
      { cookie: owner.cookie, 'x-appwrite-project': projectId, 'x-appwrite-mode': 'admin' },
    )
  ).json();
  return { id: projectId, region, team, key: key.secret, created };
}

/** A deployment as a person would pack it: tar.gz of the given files. */
export function bundle(files) {
  const folder = mkdtempSync(join(tmpdir(), 'meridian-code-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const archive = join(mkdtempSync(join(tmpdir(), 'meridian-tar-')), 'code.tar.gz');
  execFileSync('tar', ['-C', folder, '-czf', archive, '.']);
  return readFileSync(archive);
}

/** Asks until the answer satisfies, or fails with the last one. */
export async function eventually(what, ask, satisfies, limitMillis = 20_000) {
  const end = Date.now() + limitMillis;
  let last;
  do {
    try {
      last = await ask();
      if (satisfies(last)) {
        return last;
      }
    } catch (failure) {
      last = failure;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  } while (Date.now() < end);
  const seen = last instanceof Error ? last.stack : JSON.stringify({ ...last, bytes: undefined });
  throw new Error(`${what}: not so within ${limitMillis} ms; last: ${seen}`);
}
