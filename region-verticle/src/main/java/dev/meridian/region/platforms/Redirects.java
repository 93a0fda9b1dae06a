package dev.meridian.region.platforms;

import dev.meridian.core.http.Authority;
import dev.meridian.region.access.PlatformOrigin;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * Tells where a project may send its users: to the network's own hosts, to its platforms, and back into its own apps
 * (contract section 2.7).
 */
public final class Redirects {

    private static final String KNOWN =
            "select 1 from meridian.platform where project_id = $1 and type = $2 and target = any($3) limit 1";
    private static final int LONGEST = 2_048;

    private final Database database;
    private final List<String> own;

    public Redirects(RegionContext region) {
        this.database = region.database();
        this.own = region.webHosts();
    }

    /** Fails with {@code general_argument_invalid} for a URL that leads elsewhere. */
    public Future<Void> check(String project, String parameter, String url) {
        return leadsHome(project, url).map(home -> {
            if (!home) {
                throw Invalid.parameter(parameter, "URL host must be one of the project's platforms");
            }
            return null;
        });
    }

    private Future<Boolean> leadsHome(String project, String url) {
        int end = url.indexOf("://");
        if (url.length() > LONGEST || end < 0) {
            return Future.succeededFuture(false);
        }
        String scheme = url.substring(0, end);
        if (scheme.equals("exp") || scheme.equals("appwrite-callback-" + project)) {
            return Future.succeededFuture(true);
        }
        Optional<PlatformOrigin> origin = PlatformOrigin.of(url);
        if (origin.isEmpty()) {
            return Future.succeededFuture(false);
        }
        if (isWeb(scheme) && isOwn(origin.get().targets())) {
            return Future.succeededFuture(true);
        }
        return database.read(
                        KNOWN,
                        project,
                        origin.get().type(),
                        origin.get().targets().toArray(String[]::new))
                .map(rows -> rows.size() > 0);
    }

    private static boolean isWeb(String scheme) {
        return scheme.equals("http") || scheme.equals("https");
    }

    private boolean isOwn(List<String> patterns) {
        return own.stream().map(Authority::host).anyMatch(patterns::contains);
    }
}
