package dev.meridian.region.projects;

import dev.meridian.core.cluster.EventPlane;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims the IDs of the projects that live here again after a start: the cluster keeps claims in memory only. Tries until
 * a quorum has taken all of them; serving does not wait for it.
 */
public final class ProjectClaims {

    private static final Logger log = LoggerFactory.getLogger(ProjectClaims.class);
    private static final long PAUSE_SECONDS = 5;

    private final Vertx vertx;
    private final ProjectHome home;
    private final EventPlane events;
    private final String site;
    private volatile boolean closed;

    public ProjectClaims(Vertx vertx, ProjectHome home, EventPlane events, String site) {
        this.vertx = vertx;
        this.home = home;
        this.events = events;
        this.site = site;
    }

    /** Claims in the background. */
    public void start() {
        Future<Void> claimed = home.all().compose(ids -> {
            Future<Void> done = Future.succeededFuture();
            for (String id : ids) {
                done = done.compose(before -> claim(id));
            }
            return done;
        });
        claimed.onFailure(failure -> {
            log.atDebug().setCause(failure).log("Project IDs are not claimed yet");
            if (!closed) {
                vertx.timer(PAUSE_SECONDS, TimeUnit.SECONDS).onSuccess(elapsed -> start());
            }
        });
    }

    public void close() {
        closed = true;
    }

    private Future<Void> claim(String id) {
        return closed
                ? Future.succeededFuture()
                : events.claim("project", id, site)
                        .onSuccess(ours -> {
                            if (!ours) {
                                log.atError()
                                        .addKeyValue("project", id)
                                        .log(
                                                "Another region has a project of the same ID; one of them must be removed");
                            }
                        })
                        .mapEmpty();
    }
}
