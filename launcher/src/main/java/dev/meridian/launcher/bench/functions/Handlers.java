package dev.meridian.launcher.bench.functions;

/** The same two functions in the form that each server wants: a GET says hello, a POST is the transform. */
final class Handlers {

    private static final String TRANSFORM = """
            const transform = (order) => ({
              ...order,
              lines: order.lines.map((line) => ({ ...line, total: line.quantity * line.price })),
              count: order.lines.length,
            });
            """;

    private static final String OF_THE_WEB = TRANSFORM + """
            const answer = async (request) =>
              request.method === "POST"
                ? Response.json(transform(await request.json()))
                : Response.json({ path: new URL(request.url).pathname, ok: true });
            """;

    /** Appwrite's own signature. */
    static final String APPWRITE = TRANSFORM + """
            export default ({ req, res }) =>
              res.json(req.method === "POST" ? transform(req.bodyJson) : { path: req.path, ok: true });
            """;

    /** The web's signature, for workerd and the edge alike. */
    static final String WEB = OF_THE_WEB + """
            export default { fetch: answer };
            """;

    /** A worker that loads another for each host name it is asked by, when it is first asked. */
    static final String LOADER = """
            export default {
              fetch(request, env) {
                const name = new URL(request.url).hostname;
                return env.LOADER.get(name, () => ({
                  compatibilityDate: "%s",
                  mainModule: "main.js",
                  modules: { "main.js": `// ${name}\\n${env.CODE}` },
                })).getEntrypoint().fetch(request);
              },
            };
            """.formatted(Workerd.COMPATIBLE);

    private Handlers() {}

    static String deno(int port) {
        return OF_THE_WEB + """
                Deno.serve({ hostname: "127.0.0.1", port: %d, onListen() {} }, answer);
                """.formatted(port);
    }

    static String node(int port) {
        return TRANSFORM + """
                import http from "node:http";
                const send = (response, value) => {
                  const body = JSON.stringify(value);
                  response.writeHead(200, {
                    "content-type": "application/json",
                    "content-length": Buffer.byteLength(body),
                  });
                  response.end(body);
                };
                http.createServer((request, response) => {
                  if (request.method !== "POST") {
                    send(response, { path: new URL(request.url, "http://localhost").pathname, ok: true });
                    return;
                  }
                  const pieces = [];
                  request.on("data", (piece) => pieces.push(piece));
                  request.on("end", () => send(response, transform(JSON.parse(Buffer.concat(pieces).toString()))));
                }).listen(%d, "127.0.0.1");
                """.formatted(port);
    }
}
