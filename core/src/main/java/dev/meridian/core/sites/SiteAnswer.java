package dev.meridian.core.sites;

import dev.meridian.core.http.Exchange;
import io.netty.handler.codec.DateFormatter;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.Date;

/** Writes answers; a file's bytes flow in bounded pieces, as fast as the caller takes them. */
final class SiteAnswer {

    private static final int PIECE = 64 << 10;
    private static final OpenOptions READ =
            new OpenOptions().setRead(true).setWrite(false).setCreate(false);

    /**
     * A file that was chosen.
     *
     * @param modifiedMillis when it came to be served
     */
    record Served(SiteFiles files, SiteFile file, int status, long modifiedMillis) {

        Served as(SiteFile form) {
            return new Served(files, form, status, modifiedMillis);
        }
    }

    private final Vertx vertx;

    SiteAnswer(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Whether the caller is gone, or was told that it took too long, while the files were fetched. */
    static boolean isOver(Exchange exchange) {
        return exchange.isResponded() || exchange.ended().isComplete();
    }

    /** @return false, nothing answered, if the file cannot be opened */
    Future<Boolean> send(Exchange exchange, MultiMap headers, Served served) {
        if (!served.file().forms().isEmpty()) {
            headers.set(HttpHeaders.VARY, "Accept-Encoding");
        }
        return send(exchange, headers, served, served.file().best(exchange.request()));
    }

    private Future<Boolean> send(Exchange exchange, MultiMap headers, Served chosen, SiteFile file) {
        Served served = chosen.as(file);
        headers.set(HttpHeaders.CONTENT_TYPE, file.type());
        if (!file.coding().isEmpty()) {
            headers.set(HttpHeaders.CONTENT_ENCODING, file.coding());
        }
        if (served.status() != 200) {
            return whole(exchange, headers, served);
        }
        headers.set(HttpHeaders.ETAG, file.etag())
                .set(
                        HttpHeaders.LAST_MODIFIED,
                        DateFormatter.format(Date.from(Instant.ofEpochMilli(served.modifiedMillis()))))
                .set(HttpHeaders.ACCEPT_RANGES, "bytes");
        return switch (Wanted.of(exchange.request(), file, served.modifiedMillis())) {
            case Wanted.Whole whole -> whole(exchange, headers, served);
            case Wanted.Part part ->
                body(
                        exchange,
                        headers.set(
                                HttpHeaders.CONTENT_RANGE,
                                "bytes " + part.first() + "-" + part.last() + "/" + file.bytes()),
                        served,
                        206,
                        part);
            case Wanted.NotModified held ->
                bodyless(exchange, 304, withoutContent(headers), 0).map(true);
            case Wanted.Failed another ->
                bodyless(exchange, 412, withoutContent(headers), 0).map(true);
            case Wanted.Unsatisfiable none ->
                bodyless(
                                exchange,
                                416,
                                withoutContent(headers).set(HttpHeaders.CONTENT_RANGE, "bytes */" + file.bytes()),
                                0)
                        .map(true);
        };
    }

    private static MultiMap withoutContent(MultiMap headers) {
        return headers.remove(HttpHeaders.CONTENT_TYPE).remove(HttpHeaders.CONTENT_ENCODING);
    }

    private Future<Boolean> whole(Exchange exchange, MultiMap headers, Served served) {
        Wanted.Part all = new Wanted.Part(0, served.file().bytes() - 1);
        return body(exchange, headers, served, served.status(), all);
    }

    private Future<Boolean> body(Exchange exchange, MultiMap headers, Served served, int status, Wanted.Part part) {
        if (exchange.request().method().equals(HttpMethod.HEAD) || part.length() == 0) {
            return bodyless(exchange, status, headers, part.length()).map(true);
        }
        return vertx.fileSystem()
                .open(served.files().path(served.file()).toString(), READ)
                .transform(opened -> opened.succeeded()
                        ? flow(exchange, headers, status, part, opened.result()).map(true)
                        : Future.succeededFuture(false));
    }

    private static Future<Void> flow(
            Exchange exchange, MultiMap headers, int status, Wanted.Part part, AsyncFile file) {
        if (isOver(exchange)) {
            return file.close();
        }
        file.pause()
                .setReadBufferSize((int) Math.min(PIECE, part.length()))
                .setReadPos(part.first())
                .setReadLength(part.length());
        exchange.ended().onComplete(over -> file.close());
        return file.pipe()
                .endOnFailure(false)
                .to(exchange.respond(status, headers, part.length()))
                .onFailure(failure -> exchange.abort());
    }

    /** @param length that the body would have */
    private static Future<Void> bodyless(Exchange exchange, int status, MultiMap headers, long length) {
        return exchange.respond(status, headers, length).end();
    }

    /** Only what is safe may be done to a site. */
    Future<Void> refuse(Exchange exchange, MultiMap headers) {
        return bodyless(exchange, 405, headers.set(HttpHeaders.ALLOW, "GET, HEAD"), 0);
    }

    /** @param path percent-encoded, beginning with one slash */
    Future<Void> move(Exchange exchange, MultiMap headers, String path) {
        String query = exchange.request().query();
        return bodyless(
                exchange, 301, headers.set(HttpHeaders.LOCATION, path + (query.isEmpty() ? "" : "?" + query)), 0);
    }

    /** A page of our own, for a site that has none for this. */
    Future<Void> absent(Exchange exchange, MultiMap headers) {
        Buffer page = Buffer.buffer("""
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><title>404</title></head>
                <body><h1>404</h1><p>There is no such page.</p></body>
                </html>
                """);
        headers.set(HttpHeaders.CONTENT_TYPE, MediaTypes.HTML);
        return exchange.request().method().equals(HttpMethod.HEAD)
                ? bodyless(exchange, 404, headers, page.length())
                : exchange.respond(404, headers, page);
    }
}
