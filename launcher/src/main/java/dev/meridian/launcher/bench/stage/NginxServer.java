package dev.meridian.launcher.bench.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An nginx of a bench's own, where nginx is installed; it logs no requests. */
public final class NginxServer {

    private NginxServer() {}

    /**
     * @param name that the figures are shown under
     * @param folder for its files, which the block can say as {@code $FOLDER}
     * @param workers processes that answer
     * @param http what its {@code http} block says beside that
     * @return empty where nginx is not installed
     */
    public static Optional<Contender> start(String name, Path folder, int port, int workers, String http)
            throws IOException, InterruptedException {
        Optional<Path> program = Programs.find("nginx");
        if (program.isEmpty()) {
            return Optional.empty();
        }
        Path configuration = folder.resolve("nginx.conf");
        Files.writeString(configuration, """
                daemon off;
                worker_processes %3$d;
                worker_rlimit_nofile 20000;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                %2$s
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
                %4$s
                }
                """.formatted(
                        folder,
                        isRoot() ? "user root;" : "",
                        workers,
                        http.replace("$FOLDER", folder.toString()).indent(2)));
        List<String> command = List.of(program.get().toString(), "-c", configuration.toString());
        return Optional.of(Contender.start(name, port, folder, command));
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
