package dev.meridian.region.projects.settings;

import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.Routes;
import dev.meridian.region.node.RegionContext;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/** What a project's servers and administrators set of it (contract section 11, {@code project}). */
public final class SettingsFeature implements ApiFeature {

    private final SettingsRoutes settings;
    private final PolicyRoutes policies;
    private final SmtpRoutes smtp;

    public SettingsFeature(RegionContext region) {
        SettingsStore store = new SettingsStore(region);
        this.settings = new SettingsRoutes(store);
        this.policies = new PolicyRoutes(store);
        this.smtp = new SmtpRoutes(store, new ProjectMail(region));
    }

    @Override
    public void routes(Routes routes) {
        settings.declare(routes);
        policies.declare(routes);
        smtp.declare(routes);
    }

    @Override
    public Future<Void> forget(SqlConnection transaction, String project) {
        return transaction
                .preparedQuery("delete from meridian.project_settings where project_id = $1")
                .execute(Tuple.of(project))
                .mapEmpty();
    }
}
