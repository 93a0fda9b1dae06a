package dev.meridian.launcher.bench.hop;

import dev.meridian.core.protect.ClientLimits;
import dev.meridian.launcher.bench.stage.Contender;
import dev.meridian.launcher.bench.stage.NginxServer;
import dev.meridian.launcher.bench.stage.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Other proxies in front of an edge's public door, each with one worker; what is not installed is left out and named. */
final class Proxies {

    /** Connections to the edge that are kept, no fewer than what is under way at a time. */
    private static final int KEPT = 64;

    private Proxies() {}

    /** @param port for HTTP/1.1; the next one is for HTTP/2 */
    static Optional<Contender> nginx(Path folder, int port, int edgePort) throws IOException, InterruptedException {
        return named("nginx", NginxServer.start("nginx proxy_pass", folder, port, 1, """
                upstream edge { server 127.0.0.1:%3$d; keepalive %4$d; }
                server {
                  listen 127.0.0.1:%1$d backlog=16384;
                  listen 127.0.0.1:%2$d http2;
                  http2_max_requests 100000000;
                  location / {
                    proxy_pass http://edge;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_set_header Host $host;
                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                  }
                }
                """.formatted(
                        port, port + 1, edgePort, KEPT)));
    }

    /**
     * An nginx that holds each client to what a node does, by what X-Forwarded-For says; who comes without is not held to
     * anything.
     */
    static Optional<Contender> limitingNginx(Path folder, int port, int edgePort)
            throws IOException, InterruptedException {
        ClientLimits limits = ClientLimits.DEFAULT;
        return named("nginx", NginxServer.start("nginx limit_req, limit_conn", folder, port, 1, """
                upstream edge { server 127.0.0.1:%2$d; keepalive %3$d; }
                limit_req_zone $http_x_forwarded_for zone=rate:10m rate=%4$dr/s;
                limit_conn_zone $http_x_forwarded_for zone=requests:10m;
                server {
                  listen 127.0.0.1:%1$d backlog=16384;
                  limit_req zone=rate burst=%5$d nodelay;
                  limit_req_status 429;
                  limit_req_log_level info;
                  limit_conn requests %6$d;
                  limit_conn_status 429;
                  limit_conn_log_level info;
                  location / {
                    proxy_pass http://edge;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_set_header Host $host;
                    proxy_set_header X-Forwarded-For "";
                  }
                }
                """.formatted(
                        port, edgePort, KEPT, limits.rateEach(), 2 * limits.rateEach(), limits.requestsEach())));
    }

    /** @param port for HTTP/1.1; the next one is for HTTP/2 */
    static Optional<Contender> haproxy(Path folder, int port, int edgePort) throws IOException, InterruptedException {
        Optional<Path> program = Programs.find("haproxy");
        if (program.isEmpty()) {
            return named("haproxy", Optional.empty());
        }
        Path configuration =
                Files.writeString(folder.resolve("haproxy.cfg"), """
                global
                  nbthread 1
                  maxconn 4096
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 60s
                  timeout server 60s
                  option forwardfor
                  http-reuse always
                frontend bench
                  bind 127.0.0.1:%d
                  bind 127.0.0.1:%d proto h2
                  default_backend edge
                backend edge
                  server edge 127.0.0.1:%d pool-max-conn %d
                """.formatted(port, port + 1, edgePort, KEPT));
        List<String> command = List.of(program.get().toString(), "-db", "-f", configuration.toString());
        return Optional.of(Contender.start("HAProxy", port, folder, command));
    }

    private static Optional<Contender> named(String debianPackage, Optional<Contender> contender) {
        if (contender.isEmpty()) {
            System.out.println(
                    "  " + debianPackage + " is not installed (Debian: apt-get install " + debianPackage + ")");
        }
        return contender;
    }
}
