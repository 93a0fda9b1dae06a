// What packages take from undici, an HTTP client for Node.js, as the web platform of light functions has it.
export const { fetch, FormData, File, Headers, Request, Response } = globalThis;

/** Connections are the node's affair: what one is told of them has no effect. */
export class Agent {
  async close() {}
  async destroy() {}
}
export const ProxyAgent = Agent;
export const getGlobalDispatcher = () => new Agent();
export const setGlobalDispatcher = () => {};
export default { fetch, FormData, File, Headers, Request, Response, Agent, ProxyAgent };
