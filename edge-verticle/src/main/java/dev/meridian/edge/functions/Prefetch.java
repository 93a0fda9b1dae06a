package dev.meridian.edge.functions;

import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.proto.registry.v1.Function;
import dev.meridian.proto.registry.v1.Project;
import java.util.LinkedHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches what is new of functions that are used here as soon as it is heard of, so that no visitor waits for it. A few at
 * a time; one that fails is fetched by its next visitor. Any thread.
 */
final class Prefetch {

    private static final Logger LOG = LoggerFactory.getLogger(Prefetch.class);
    private static final int AT_ONCE = 4;

    private final LaunchPad pad;
    private final LinkedHashMap<String, Runnable> waiting = new LinkedHashMap<>();
    private int running;

    Prefetch(LaunchPad pad) {
        this.pad = pad;
    }

    synchronized void changed(RegistrySnapshot registry) {
        for (Function function : pad.outdated(registry)) {
            registry.project(function.getProjectId())
                    .map(Project::getHomeRegion)
                    .ifPresent(region -> waiting.put(
                            function.getProjectId() + '/' + function.getFunctionId(), () -> fetch(function, region)));
        }
        next();
    }

    private void next() {
        while (running < AT_ONCE && !waiting.isEmpty()) {
            running++;
            waiting.pollFirstEntry().getValue().run();
        }
    }

    private synchronized void ended() {
        running--;
        next();
    }

    private void fetch(Function function, String region) {
        pad.launch(function, region).onComplete(fetched -> {
            if (fetched.failed()) {
                LOG.atDebug()
                        .setCause(fetched.cause())
                        .addKeyValue("project", function.getProjectId())
                        .addKeyValue("function", function.getFunctionId())
                        .log("A deployment could not be fetched ahead");
            }
            ended();
        });
    }
}
