package dev.meridian.system;

import java.util.ArrayList;
import java.util.List;

/** Requests whose head is wrong, whichever door they come to. */
final class BadHeads {

    private static final String BAD = "400 general_bad_request";

    private final List<BadInput> rows = new ArrayList<>();

    private BadHeads() {}

    /** @param unknownHost what the door says of a host that it has never heard of */
    static List<BadInput> at(String unknownHost) {
        BadHeads heads = new BadHeads();
        heads.lines();
        heads.hosts(unknownHost);
        heads.sizes();
        heads.framings();
        heads.targets();
        return heads.rows;
    }

    private void lines() {
        add("a line that is no request", BAD, "NONSENSE\r\n\r\n");
        add("bytes that are no text", BAD, "\0\1\2\u00ff\u00fe\r\n\r\n");
        add("no target", BAD, "GET  HTTP/1.1\r\nHost: localhost\r\n\r\n");
        add("a target that is no path", BAD, "GET shop:80 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        add("a tunnel", BAD, "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        add("a method that is no word", BAD, "G@T\1 / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        add("a version of the future", "501", "GET / HTTP/9.7\r\nHost: localhost\r\n\r\n");
        head("a header without a colon", BAD, "nocolon\r\n");
        head("a blank in a header's name", BAD, "na me: x\r\n");
        head("a blank before the colon", BAD, "name : x\r\n");
        head("a NUL in a header", BAD, "x-a: a\0b\r\n");
        head("settings of HTTP/2 that are none", "400", "Upgrade: h2c\r\nHTTP2-Settings: !\r\nConnection: upgrade\r\n");
        add("garbage after the preface of HTTP/2", "goaway", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\u00ff".repeat(64));
        add("HTTP/1.1 after the preface", "goaway", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nGET / HTTP/1.1\r\n\r\n");
    }

    private void hosts(String unknownHost) {
        add("no Host", BAD, "GET /v1/ping HTTP/1.1\r\n\r\n");
        add("no Host in HTTP/1.0", BAD, "GET /v1/ping HTTP/1.0\r\n\r\n");
        add("two Hosts", BAD, "GET /v1/ping HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n");
        for (String host : List.of("", "a b", "a\1b", "a\u00ffb", "<script>", "user@localhost", "..", "localhost:9x")) {
            add("Host [" + host + "]", BAD, "GET /v1/ping HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        }
        add("an unknown Host", unknownHost, "GET / HTTP/1.1\r\nHost: nobody.example.com\r\n\r\n");
        head("an unknown project", "404 project_not_found", "X-Appwrite-Project: nobodys\r\n");
        head("a project that is a path", "404 project_not_found", "X-Appwrite-Project: ../etc\r\n");
    }

    private void sizes() {
        head("a header of 40 KiB", "431 general_headers_too_large", "x-a: " + "a".repeat(40 << 10) + "\r\n");
        head("200 headers", "431 general_headers_too_large", "x-a: b\r\n".repeat(200));
        add("a URI of 20 KiB", "414 general_uri_too_long", "GET /" + "a".repeat(20 << 10) + " HTTP/1.1\r\n\r\n");
        post("a body of 100 GB", "413 general_body_too_large", "Content-Length: 99999999999\r\n", "{}");
    }

    private void framings() {
        post("a length that is no number", BAD, "Content-Length: abc\r\n", "{}");
        post("a length below nothing", BAD, "Content-Length: -5\r\n", "{}");
        post("a length with a sign", BAD, "Content-Length: +2\r\n", "{}");
        post("a length beyond 64 bits", BAD, "Content-Length: 99999999999999999999999\r\n", "{}");
        post("two lengths", BAD, "Content-Length: 2\r\nContent-Length: 3\r\n", "{}x");
        post("an unknown coding", BAD, "Transfer-Encoding: gzip\r\n", "{}");
        post("a coding after chunked", BAD, "Transfer-Encoding: chunked, gzip\r\n", "{}");
        // The length is dropped (RFC 9112 section 6.3): the body is empty, and so lacks what the route needs.
        post(
                "a length and chunks",
                "400 general_argument_invalid",
                "Content-Length: 12\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n",
                "0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n");
        for (String chunk : List.of("zz\r\n{}\r\n", "-2\r\n{}\r\n", "ffffffffffffffffff\r\n{}\r\n", "2\r\n{}xx")) {
            post(
                    "chunk [" + chunk.strip() + "]",
                    RawHttp.CLOSED,
                    "Transfer-Encoding: chunked\r\n",
                    chunk + "0\r\n\r\n");
        }
    }

    private void targets() {
        get("%zz in the path", "404 storage_bucket_not_found", "/v1/storage/buckets/%zz/files");
        get("bytes of no character in the path", "404 storage_bucket_not_found", "/v1/storage/buckets/%ff%fe");
        get("a NUL in the path", "400 general_argument_invalid", "/v1/storage/buckets/%00");
        get("%zz in the query", BAD, "/v1/storage/buckets?search=%zz");
        get("a NUL in the query", "400 general_argument_invalid", "/v1/storage/buckets?search=%00");
        get("a path that leads out", "404 general_route_not_found", "/v1/../../etc/passwd");
        get("an unknown route", "404 general_route_not_found", "/v1/nothing");
    }

    private void get(String name, String expected, String path) {
        add(name, expected, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + BadInput.SERVER + "\r\n");
    }

    private void head(String name, String expected, String headers) {
        add(name, expected, "GET /v1/account HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
    }

    private void post(String name, String expected, String headers, String body) {
        add(
                name,
                expected,
                "POST /v1/functions HTTP/1.1\r\nHost: localhost\r\n" + BadInput.SERVER
                        + "Content-Type: application/json\r\n" + headers + "\r\n" + body);
    }

    private void add(String name, String expected, String request) {
        rows.add(new BadInput(name, expected, request));
    }
}
