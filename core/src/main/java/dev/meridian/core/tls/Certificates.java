package dev.meridian.core.tls;

import dev.meridian.core.config.ConfigurationException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of a folder: {@code NAME.crt} and {@code NAME.key} for each. {@code default} is what clients get that
 * name nothing that is there; without it, the first by name.
 *
 * <p>The folder is read again and again. A pair that cannot be used is refused with a log line once, and what its files held
 * before stays in use; a pair whose files are gone goes, unless it is the last. Reading is on one thread of its own; what
 * is in use is swapped whole.
 */
public final class Certificates {

    private static final Logger log = LoggerFactory.getLogger(Certificates.class);
    private static final String FALLBACK = "default";
    private static final int MOST_PAIRS = 1_000;
    private static final long LARGEST_FILE = 1 << 20;

    private final Vertx vertx;
    private final Path folder;
    private final InstantSource clock;
    private final WorkerExecutor executor;
    private final List<Consumer<ServerSSLOptions>> users = new CopyOnWriteArrayList<>();
    /** What each name's files held when they were last read, fit or not; used by the reading thread only. */
    private final Map<String, CertificatePair> read = new HashMap<>();

    private volatile List<CertificatePair> inUse = List.of();
    private volatile CertificateNames covered = CertificateNames.of(List.of());
    private volatile long timer = -1;

    private Certificates(Vertx vertx, Path folder, InstantSource clock) {
        this.vertx = vertx;
        this.folder = folder;
        this.clock = clock;
        this.executor = vertx.createSharedWorkerExecutor("meridian-certificates-" + folder, 1, 30, TimeUnit.SECONDS);
    }

    /** Reads the folder a first time. Fails with {@link ConfigurationException} where it holds no pair that can be used. */
    public static Future<Certificates> open(Vertx vertx, TlsSettings settings, InstantSource clock) {
        Certificates certificates = new Certificates(vertx, settings.folder(), clock);
        return certificates
                .reload()
                .compose(changed -> changed
                        ? Future.succeededFuture(certificates)
                        : Future.failedFuture(new ConfigurationException("tls.certificates names '" + settings.folder()
                                + "', which holds no pair of NAME.crt and NAME.key that can be used")))
                .onSuccess(opened ->
                        opened.timer = vertx.setPeriodic(settings.check().toMillis(), tick -> opened.look()))
                .onFailure(refused -> certificates.executor.close());
    }

    /** For a server's start. */
    public ServerSSLOptions options() {
        return new ServerSSLOptions().setSni(true).setUseAlpn(true).setKeyCertOptions(new NamedCertificates(inUse));
    }

    /**
     * Whether one of those in use is for a host, and not merely shown for want of another.
     *
     * @param host lower case, without a port
     */
    public boolean covers(String host) {
        return covered.covers(host);
    }

    /** Hands every later choice of certificates to a server. */
    public void onChange(Consumer<ServerSSLOptions> user) {
        users.add(user);
    }

    public Future<Void> close() {
        vertx.cancelTimer(timer);
        users.clear();
        return executor.close();
    }

    private void look() {
        reload().onFailure(failure -> log.atError()
                .setCause(failure)
                .addKeyValue("folder", folder)
                .log("The folder of certificates cannot be read; those in use stay"));
    }

    /** @return whether other certificates are in use now */
    Future<Boolean> reload() {
        return executor.executeBlocking(this::readAll)
                .map(Objects::requireNonNull)
                .map(changed -> {
                    if (changed) {
                        ServerSSLOptions options = options();
                        users.forEach(user -> user.accept(options));
                    }
                    return changed;
                });
    }

    private boolean readAll() throws IOException {
        Map<String, CertificatePair> before = new HashMap<>();
        inUse.forEach(pair -> before.put(pair.name(), pair));
        List<CertificatePair> next = new ArrayList<>();
        Set<String> names = names();
        for (String name : names) {
            Optional<CertificatePair> fit = fit(name);
            fit.or(() -> Optional.ofNullable(before.get(name))).ifPresent(next::add);
        }
        read.keySet().retainAll(names);
        next.sort(Comparator.comparing((CertificatePair pair) -> !pair.name().equals(FALLBACK))
                .thenComparing(CertificatePair::name));
        if (next.isEmpty() || next.equals(inUse)) {
            return false;
        }
        inUse = List.copyOf(next);
        covered = CertificateNames.of(certificates(inUse));
        log.atInfo().addKeyValue("certificates", next.size()).log("Certificates are in use");
        return true;
    }

    private static List<X509Certificate> certificates(List<CertificatePair> pairs) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (CertificatePair pair : pairs) {
            try {
                certificates.add(pair.certificate());
            } catch (CertificateException unreadable) {
                throw new IllegalStateException(pair.name() + ".crt was read a moment ago", unreadable);
            }
        }
        return certificates;
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Set<String> names = new TreeSet<>();
            files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".crt"))
                    .limit(MOST_PAIRS)
                    .forEach(file -> names.add(file.substring(0, file.length() - ".crt".length())));
            return names;
        }
    }

    /** The pair that a name's files hold, if it can be used. */
    private Optional<CertificatePair> fit(String name) {
        CertificatePair pair;
        try {
            pair = new CertificatePair(name, content(name + ".crt"), content(name + ".key"));
        } catch (IOException unreadable) {
            // Once for each such state: as long as it lasts, it reads as empty.
            pair = new CertificatePair(name, Buffer.buffer(), Buffer.buffer());
        }
        boolean isNews = !pair.equals(read.put(name, pair));
        Optional<String> fault = pair.fault(vertx, Date.from(clock.instant()));
        if (isNews && fault.isPresent()) {
            log.atError()
                    .addKeyValue("folder", folder)
                    .addKeyValue("name", name)
                    .log("A certificate is not used: {}; what the files held before stays in use", fault.get());
        }
        return fault.isEmpty() ? Optional.of(pair) : Optional.empty();
    }

    private Buffer content(String file) throws IOException {
        Path path = folder.resolve(file);
        if (Files.size(path) > LARGEST_FILE) {
            throw new IOException(file + " is larger than a certificate or key");
        }
        return Buffer.buffer(Files.readAllBytes(path));
    }
}
