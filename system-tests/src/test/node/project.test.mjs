// A project's own settings by the unmodified SDK: keys, platforms, variables, switches, policies, mail, providers, phones.
import test from 'node:test';
import assert from 'node:assert/strict';
import { Client, ID, Project, Query, Teams, Users } from 'node-appwrite';
import { call, consoleUser, endpoint, eventually, project } from './network.mjs';

const owner = await consoleUser();
const home = await project(owner, 'nyc');
const admin = { cookie: owner.cookie, 'x-appwrite-mode': 'admin', 'x-appwrite-project': home.id, 'content-type': 'application/json' };
const scopes = ['project', 'keys', 'platforms', 'mocks', 'policies', 'project.oauth2', 'templates', 'users', 'teams']
  .flatMap((name) => [`${name}.read`, `${name}.write`]);
const made = await call('/v1/project/keys', {
  method: 'POST', headers: admin, body: JSON.stringify({ keyId: ID.unique(), name: 'settings', scopes }),
});
assert.equal(made.status, 201, made.text);
const client = (key) => new Client().setEndpoint(endpoint).setProject(home.id).setKey(key);
const settings = new Project(client(made.json().secret));

test('keys are made, found, changed and made for a while', async () => {
  const key = await settings.createKey({ keyId: 'reader', name: 'Reader', scopes: ['users.read'] });
  assert.match(key.secret, /^standard_/);
  assert.equal((await settings.listKeys({ queries: [Query.equal('name', 'Reader')] })).total, 1);
  await settings.updateKey({ keyId: 'reader', name: 'Reader', scopes: ['teams.read'] });
  await assert.rejects(new Users(client(key.secret)).list(), (e) => e.type === 'general_unauthorized_scope');
  assert.equal((await new Teams(client(key.secret)).list()).total, 0);
  const brief = await settings.createEphemeralKey({ scopes: ['users.read'], duration: 60 });
  assert.match(brief.secret, /^ephemeral_/);
  assert.equal((await new Users(client(brief.secret)).list()).total, 0);
  await settings.deleteKey({ keyId: 'reader' });
  await assert.rejects(settings.getKey({ keyId: 'reader' }), (e) => e.type === 'key_not_found');
});

test('a page of a web platform may call', async () => {
  const origin = 'https://shop.example.com';
  const ask = () => call('/v1/account', { headers: { origin, 'x-appwrite-project': home.id } });
  assert.equal((await ask()).json().type, 'general_unknown_origin');
  await settings.createWebPlatform({ platformId: 'shop', name: 'Shop', hostname: '*.example.com' });
  const answer = await ask();
  assert.equal(answer.json().type, 'general_unauthorized_scope');
  assert.equal(answer.headers['access-control-allow-origin'], origin);
  await settings.updateWebPlatform({ platformId: 'shop', name: 'Shop', hostname: 'elsewhere.example.com' });
  assert.equal((await ask()).json().type, 'general_unknown_origin');
  assert.deepEqual((await settings.listPlatforms()).platforms.map((each) => each.type), ['web']);
});

test('services, ways to log in and policies hold at once', async () => {
  const headers = { 'x-appwrite-project': home.id, 'content-type': 'application/json' };
  const signUp = (password) => call('/v1/account', {
    method: 'POST', headers, body: JSON.stringify({ userId: ID.unique(), email: `${ID.unique()}@example.org`, password }),
  });
  await settings.updateService({ serviceId: 'account', enabled: false });
  assert.equal((await signUp('correct horse')).json().type, 'general_service_disabled');
  await settings.updateService({ serviceId: 'account', enabled: true });
  await settings.updateAuthMethod({ methodId: 'email-password', enabled: false });
  assert.equal((await signUp('correct horse')).json().type, 'user_auth_method_unsupported');
  await settings.updateAuthMethod({ methodId: 'email-password', enabled: true });
  await settings.updatePasswordStrengthPolicy({ min: 12, number: true });
  assert.equal((await signUp('correct horse')).json().type, 'general_argument_invalid');
  assert.equal((await signUp('correct horse 1')).status, 201);
  await settings.updateUserLimitPolicy({ total: 1 });
  assert.equal((await signUp('correct horse 2')).json().type, 'user_count_exceeded');
  assert.equal((await settings.getPolicy({ policyId: 'user-limit' })).total, 1);
  assert.ok((await settings.listPolicies()).policies.length >= 14);
});

test('variables, labels, templates, providers and phones are kept, secrets not shown', async () => {
  const variable = await settings.createVariable({ variableId: ID.unique(), key: 'TOKEN', value: 'hush' });
  assert.deepEqual([variable.value, variable.secret, variable.resourceType], ['', true, 'project']);
  assert.deepEqual((await settings.updateLabels({ labels: ['shop'] })).labels, ['shop']);
  const template = await settings.updateEmailTemplate({ templateId: 'recovery', locale: 'de', subject: 'Neu' });
  assert.equal(template.subject, 'Neu');
  assert.notEqual((await settings.getEmailTemplate({ templateId: 'recovery' })).subject, 'Neu');
  const github = await settings.updateOAuth2GitHub({ clientId: 'id', clientSecret: 'hush', enabled: true });
  assert.deepEqual([github.enabled, github.clientId, github.clientSecret], [true, 'id', '']);
  assert.equal((await settings.listOAuth2Providers({ queries: [Query.limit(2)] })).providers.length, 2);
  const phone = await settings.createMockPhone({ number: '+4930123456', otp: '123456' });
  assert.equal((await settings.getMockPhone({ number: phone.number })).otp, '123456');
  await assert.rejects(
    settings.updateSMTP({ host: '127.0.0.1', port: 1, senderEmail: 'a@example.org', enabled: true }),
    (e) => e.type === 'project_smtp_config_invalid');
});

test('the console shows the settings of a project that lives elsewhere', async () => {
  const listed = await call(`/v1/projects/${home.id}`, { headers: { cookie: owner.cookie } });
  assert.deepEqual(listed.json().labels, ['shop']);
  assert.equal(listed.json().authLimit, 1);
});

test('a project removes itself', async () => {
  await settings.delete();
  await assert.rejects(settings.get(), (e) => e.type === 'project_not_found');
  await eventually('the console lists it no longer', () => call('/v1/projects', { headers: { cookie: owner.cookie } }),
    (answer) => !answer.text.includes(home.id));
});
