package dev.meridian.region.projects.oauth;

import dev.meridian.region.api.Invalid;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.projects.oauth.ProviderField.Hidden;
import dev.meridian.region.sealing.Sealer;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What projects have set for their providers, in the database: secrets are sealed one by one. */
public final class Providers {

    private static final String INSERT = """
            insert into meridian.oauth_provider (project_id, provider_id, enabled, fields, secrets)
            values ($1, $2, false, '{}', '{}') on conflict do nothing
            """;
    private static final String LOCK =
            "select * from meridian.oauth_provider where project_id = $1 and provider_id = $2 for update";
    private static final String UPDATE = """
            update meridian.oauth_provider set enabled = $3, fields = $4, secrets = $5
             where project_id = $1 and provider_id = $2
            """;

    private final Database database;
    private final Events events;
    private final Sealer sealer;

    public Providers(RegionContext region) {
        this.database = region.database();
        this.events = region.events();
        this.sealer = region.sealer();
    }

    /**
     * What a project tells a provider.
     *
     * @param values by name, secrets opened
     */
    public record Credentials(Map<String, Object> values) {
        @Override
        public String toString() {
            return "Credentials of " + values.keySet();
        }
    }

    /** What a log-in by a provider needs; nothing where the project does not have it on. */
    public Future<Optional<Credentials>> credentials(String project, String provider) {
        return of(project)
                .map(all -> Optional.ofNullable(all.get(provider))
                        .filter(ProviderSettings::enabled)
                        .map(settings -> {
                            Map<String, Object> values =
                                    new HashMap<>(settings.fields().getMap());
                            settings.secrets()
                                    .fieldNames()
                                    .forEach(name -> values.put(
                                            name,
                                            sealer.open(
                                                    settings.secrets().getString(name),
                                                    place(project, provider, name))));
                            return new Credentials(Map.copyOf(values));
                        }));
    }

    /** What a project has set, by provider. */
    Future<Map<String, ProviderSettings>> of(String project) {
        return database.read("select * from meridian.oauth_provider where project_id = $1", project)
                .map(rows -> {
                    Map<String, ProviderSettings> all = new HashMap<>();
                    rows.forEach(row -> all.put(row.getString("provider_id"), ProviderSettings.of(row)));
                    return all;
                });
    }

    /** Changes what is set under a lock and tells so. */
    Future<ProviderSettings> change(
            String project, Provider provider, UnaryOperator<ProviderSettings> change, Cause doer) {
        return database.transaction(connection -> locked(connection, project, provider)
                .map(change)
                .compose(settings -> connection
                        .preparedQuery(UPDATE)
                        .execute(Tuple.of(
                                project, provider.id(), settings.enabled(), settings.fields(), settings.secrets()))
                        .compose(updated -> events.add(
                                connection,
                                project,
                                EventSubject.of("oauth2", provider.id()),
                                "update",
                                settings.model(provider),
                                doer))
                        .map(settings)));
    }

    private static Future<ProviderSettings> locked(SqlConnection connection, String project, Provider provider) {
        return connection
                .preparedQuery(INSERT)
                .execute(Tuple.of(project, provider.id()))
                .compose(there -> connection.preparedQuery(LOCK).execute(Tuple.of(project, provider.id())))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return ProviderSettings.of(row);
                });
    }

    /** A secret as it is kept; an empty one stays empty. */
    String sealed(String project, Provider provider, Hidden field, String secret) {
        if (!secret.isEmpty() && !sealer.isAvailable()) {
            throw Invalid.parameter(
                    field.name(), "No secret is kept here until the operator sets region.encryption.keys");
        }
        return secret.isEmpty() ? "" : sealer.seal(secret, place(project, provider.id(), field.name()));
    }

    private static String place(String project, String provider, String name) {
        return "oauth/" + project + "/" + provider + "/" + name;
    }
}
