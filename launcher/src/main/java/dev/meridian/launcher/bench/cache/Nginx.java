package dev.meridian.launcher.bench.cache;

import dev.meridian.launcher.bench.stage.Contender;
import dev.meridian.launcher.bench.stage.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An nginx with {@code proxy_cache} in front of an origin, where nginx is installed. */
public final class Nginx {

    private Nginx() {}

    /**
     * @param folder for its files, its cache among them
     * @param workers processes that answer
     * @param mebibytes that the cache may take on disk
     * @return empty where nginx is not installed
     */
    public static Optional<Contender> start(Path folder, int port, int originPort, int workers, int mebibytes)
            throws IOException, InterruptedException {
        Optional<Path> program = Programs.find("nginx");
        if (program.isEmpty()) {
            return Optional.empty();
        }
        Files.createDirectories(folder.resolve("cache"));
        Path configuration = folder.resolve("nginx.conf");
        Files.writeString(configuration, """
                daemon off;
                worker_processes %5$d;
                worker_rlimit_nofile 20000;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                %4$s
                events { worker_connections 16384; }
                http {
                  access_log off;
                  sendfile on;
                  keepalive_requests 100000000;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  open_file_cache max=10000;
                  proxy_cache_path %1$s/cache levels=1:2 keys_zone=bench:32m max_size=%6$dm;
                  upstream origin { server 127.0.0.1:%3$d; keepalive 64; }
                  server {
                    listen 127.0.0.1:%2$d backlog=16384;
                    location / {
                      proxy_pass http://origin;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_cache bench;
                      proxy_cache_lock on;
                      proxy_cache_valid 200 1h;
                    }
                  }
                }
                """.formatted(
                        folder, port, originPort, isRoot() ? "user root;" : "", workers, mebibytes));
        List<String> command = List.of(program.get().toString(), "-c", configuration.toString());
        return Optional.of(Contender.start("nginx proxy_cache", port, folder, command));
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
