// Users by the unmodified SDK: imported passwords, sessions, tokens, targets, and second factors.
import test from 'node:test';
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { Account, AppwriteException, AuthenticationFactor, AuthenticatorType, Client, ID, MessagingProviderType, Query, Users } from 'node-appwrite';
import { consoleUser, endpoint, project } from './network.mjs';

const owner = await consoleUser();
const home = await project(owner, 'fra');
const server = () => new Client().setEndpoint(endpoint).setProject(home.id).setKey(home.key);
const users = new Users(server());
const client = (session) => {
  const fresh = new Client().setEndpoint(endpoint).setProject(home.id);
  return new Account(session ? fresh.setSession(session) : fresh);
};

/** A session of a user, with the client that carries it. */
async function logIn(email, password) {
  const session = await new Account(server()).createEmailPasswordSession({ email, password });
  return client(session.secret);
}

const refused = (type) => (error) => {
  assert.ok(error instanceof AppwriteException);
  assert.equal(error.type, type);
  return true;
};

function code(secret, later = 0) {
  const bits = [...secret].map((digit) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(digit).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const hash = createHmac('sha1', key).update(step).digest();
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('a password that was hashed elsewhere logs in', async () => {
  const password = createHash('sha256').update('correct horse').digest('hex');
  const user = await users.createSHAUser({ userId: ID.unique(), email: 'sha@example.com', password, name: 'Sha' });
  assert.equal(user.hash, 'sha');
  const account = await logIn('sha@example.com', 'correct horse');
  assert.equal((await account.get()).$id, user.$id);
  await assert.rejects(logIn('sha@example.com', 'wrong horse'), refused('user_invalid_credentials'));
});

test('users are changed, found and blocked', async () => {
  const { $id: userId } = await users.create({ userId: 'ada', email: 'ada@example.com', phone: '+4915100000001', password: 'correct horse', name: 'Ada' });
  const account = await logIn('ada@example.com', 'correct horse');
  await users.updateLabels({ userId, labels: ['vip'] });
  await users.updatePrefs({ userId, prefs: { theme: 'dark' } });
  await users.updateEmail({ userId, email: 'ada@lovelace.example' });
  const found = await users.list({ queries: [Query.contains('labels', ['vip']), Query.limit(5)], search: 'lovelace' });
  assert.deepEqual(found.users.map((user) => user.email), ['ada@lovelace.example']);
  assert.equal((await account.getPrefs()).theme, 'dark');
  assert.deepEqual((await account.get()).targets.map((target) => target.identifier).sort(), ['+4915100000001', 'ada@lovelace.example']);
  const target = await users.createTarget({ userId, targetId: ID.unique(), providerType: MessagingProviderType.Push, identifier: 'device' });
  assert.equal((await users.updateTarget({ userId, targetId: target.$id, identifier: 'another' })).identifier, 'another');
  assert.equal((await users.listTargets({ userId })).total, 3);
  await users.updateStatus({ userId, status: false });
  await assert.rejects(account.get(), refused('general_unauthorized_scope'));
});

test('a token lets its user in once, and a JWT speaks for them', async () => {
  const { $id: userId } = await users.create({ userId: ID.unique() });
  const token = await users.createToken({ userId });
  const session = await new Account(server()).createSession({ userId, secret: token.secret });
  assert.equal((await client(session.secret).get()).$id, userId);
  await assert.rejects(client().createSession({ userId, secret: token.secret }), refused('user_invalid_token'));
  const { jwt } = await users.createJWT({ userId });
  const bearer = new Account(new Client().setEndpoint(endpoint).setProject(home.id).setJWT(jwt));
  assert.equal((await bearer.getSession({ sessionId: 'current' })).provider, 'token');
});

test('an anonymous user gets an address and a password', async () => {
  const session = await new Account(server()).createAnonymousSession();
  const account = client(session.secret);
  await account.updateEmail({ email: 'somebody@example.com', password: 'battery staple' });
  await account.updateName({ name: 'Somebody' });
  const again = await logIn('somebody@example.com', 'battery staple');
  await account.updatePassword({ password: 'correct horse', oldPassword: 'battery staple' });
  await assert.rejects(again.get(), refused('general_unauthorized_scope'));
  assert.equal((await account.listLogs()).total, 0);
});

test('a second factor is asked for and proved', async () => {
  await users.create({ userId: 'mia', email: 'mia@example.com', password: 'correct horse' });
  const first = await logIn('mia@example.com', 'correct horse');
  const { secret } = await first.createMFAAuthenticator({ type: AuthenticatorType.Totp });
  await first.updateMFAAuthenticator({ type: AuthenticatorType.Totp, otp: code(secret) });
  const { recoveryCodes } = await first.createMFARecoveryCodes();
  await first.updateMFA({ mfa: true });
  const half = await logIn('mia@example.com', 'correct horse');
  await assert.rejects(half.get(), refused('user_more_factors_required'));
  assert.equal((await half.listMFAFactors()).totp, true);
  const challenge = await half.createMFAChallenge({ factor: AuthenticationFactor.Totp });
  const proved = await half.updateMFAChallenge({ challengeId: challenge.$id, otp: code(secret, 1) });
  assert.deepEqual(proved.factors, ['password', 'totp']);
  assert.equal((await half.get()).$id, 'mia');
  const other = await logIn('mia@example.com', 'correct horse');
  const second = await other.createMFAChallenge({ factor: AuthenticationFactor.Recoverycode });
  await other.updateMFAChallenge({ challengeId: second.$id, otp: recoveryCodes[0] });
  assert.equal((await other.getMFARecoveryCodes()).recoveryCodes.length, 5);
  assert.equal((await users.listMFAFactors({ userId: 'mia' })).recoveryCode, true);
});
