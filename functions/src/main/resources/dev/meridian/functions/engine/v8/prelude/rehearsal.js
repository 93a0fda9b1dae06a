// Goes once through what most calls do, so that the snapshot holds these functions compiled: an isolate's first call is
// for its tenant, not for compiling ours. Leaves nothing behind.
(kit) => {
  'use strict';
  const { field, functions } = kit;
  const frame = (method, body) => [method, 'http', 'a.example', '80', '/p', 'q=1', field('accept') + field('*/*'), body].map(field).join('');
  const handlers = [
    ({ req, res, log }) => { log('x', { a: 1 }); return res.json({ a: req.bodyText, b: req.headers.accept, c: req.query.q, d: req.url }); },
    async ({ res }) => { await null; return res.text('x', 200, { 'x-a': 'b' }); },
    { fetch: async (request) => new Response(`${new URL(request.url).searchParams.get('q')}${request.headers.get('accept')}${await request.text()}`, { headers: { 'x-a': 'b' } }) },
    { fetch: (request, env, ctx) => Response.json({ a: 1 }) },
  ];
  kit.host = { log() {} };
  kit.limits = { timers: 1 };
  let call = 0;
  for (const handler of handlers) {
    functions.install(handler);
    for (const method of ['GET', 'POST', 'GET', 'POST']) functions.invoke(++call, frame(method, 'x'));
  }
  kit.rehearsed = () => {
    functions.take();
    functions.install(() => {});
    kit.host = kit.limits = kit.current = undefined;
    delete kit.rehearsed;
  };
}
