package dev.meridian.core.tls;

import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;

/**
 * Pairs to choose from by name: one that has the very name, else a wildcard over it, else the first of all.
 *
 * @param pairs at least one
 */
record NamedCertificates(List<CertificatePair> pairs) implements KeyCertOptions {

    NamedCertificates {
        pairs = List.copyOf(pairs);
    }

    @Override
    public KeyCertOptions copy() {
        return this;
    }

    /** For clients that name nothing, or nothing that there is a certificate for. */
    @Override
    public KeyManagerFactory getKeyManagerFactory(Vertx vertx) throws Exception {
        return pairs.getFirst().options().getKeyManagerFactory(vertx);
    }

    @Override
    public Function<String, KeyManagerFactory> keyManagerFactoryMapper(Vertx vertx) throws Exception {
        PemKeyCertOptions all = new PemKeyCertOptions();
        pairs.forEach(pair -> all.addCertValue(pair.chain()).addKeyValue(pair.key()));
        return all.keyManagerFactoryMapper(vertx);
    }
}
