package dev.meridian.launcher.bench.cache;

import dev.meridian.launcher.bench.stage.Contender;
import dev.meridian.launcher.bench.stage.NginxServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Files.createDirectories(folder.resolve("cache"));
        return NginxServer.start(
                "nginx proxy_cache", folder, port, workers, """
                open_file_cache max=10000;
                proxy_cache_path $FOLDER/cache levels=1:2 keys_zone=bench:32m max_size=%3$dm;
                upstream origin { server 127.0.0.1:%2$d; keepalive 64; }
                server {
                  listen 127.0.0.1:%1$d backlog=16384;
                  location / {
                    proxy_pass http://origin;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_cache bench;
                    proxy_cache_lock on;
                    proxy_cache_valid 200 1h;
                  }
                }
                """.formatted(port, originPort, mebibytes));
    }
}
