package dev.meridian.edge.residency;

import dev.meridian.core.node.NodeContext;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.core.residency.Act;
import dev.meridian.core.residency.ActReports;
import dev.meridian.core.residency.Acts;
import dev.meridian.core.residency.Residency;
import dev.meridian.core.topology.Site;
import dev.meridian.edge.cache.EdgeCache;
import dev.meridian.edge.functions.EdgeFunctions;
import dev.meridian.edge.sites.EdgeSites;
import dev.meridian.proto.registry.v1.Project;
import dev.meridian.proto.residency.v1.Erasure;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the policies of all projects. Whatever keeps something from this edge, be it new or known from before a restart,
 * has it erased here, and the home region told so; once a version. Lives on one context.
 */
public final class Eraser {

    private static final Logger log = LoggerFactory.getLogger(Eraser.class);

    /** Longer than a fetch may be silent: what was on its way here when a policy came is gone after another pass. */
    private static final long AGAIN_SECONDS = 15;

    private final NodeContext node;
    private final EdgeCache cache;
    private final EdgeSites sites;
    private final Optional<EdgeFunctions> functions;
    private final ActReports reports;
    private final Site here;
    private final Map<String, Long> done = new HashMap<>();

    private Eraser(
            NodeContext node, EdgeCache cache, EdgeSites sites, Optional<EdgeFunctions> functions, ActReports reports) {
        this.node = node;
        this.cache = cache;
        this.sites = sites;
        this.functions = functions;
        this.reports = reports;
        this.here = node.settings().site();
    }

    /** Begins with what is known now. */
    public static void follow(
            NodeContext node, EdgeCache cache, EdgeSites sites, Optional<EdgeFunctions> functions, ActReports reports) {
        Eraser eraser = new Eraser(node, cache, sites, functions, reports);
        eraser.hear(node.registry().snapshot());
        node.registry().onChange(eraser::hear);
    }

    /** Something of a project that this edge may not do. */
    private record Forbidden(Project project, long version, List<Act> acts) {}

    private void hear(RegistrySnapshot registry) {
        List<Forbidden> fresh = forbidden(registry)
                .filter(each -> !Long.valueOf(each.version())
                        .equals(done.put(each.project().getProjectId(), each.version())))
                .toList();
        if (!fresh.isEmpty()) {
            erase(registry, fresh)
                    .onSuccess(erased -> {
                        fresh.forEach(this::report);
                        node.vertx().timer(AGAIN_SECONDS, TimeUnit.SECONDS).onSuccess(later -> again(fresh));
                    })
                    .onFailure(failure -> retry(fresh, failure));
        }
    }

    private Stream<Forbidden> forbidden(RegistrySnapshot registry) {
        return registry.projects().stream().filter(Project::hasResidency).flatMap(project -> {
            Residency residency = Residency.of(project);
            List<Act> acts = Stream.of(Act.CACHE, Act.EXECUTE)
                    .filter(act -> !residency.permits(act, here.country(), here.code()))
                    .toList();
            return acts.isEmpty() ? Stream.empty() : Stream.of(new Forbidden(project, residency.version(), acts));
        });
    }

    /** By the policies as they are when it comes to that: what is permitted again stays. */
    private void again(List<Forbidden> erased) {
        RegistrySnapshot now = node.registry().snapshot();
        List<Forbidden> still = forbidden(now)
                .filter(each -> erased.stream()
                        .anyMatch(one -> one.project()
                                .getProjectId()
                                .equals(each.project().getProjectId())))
                .toList();
        erase(now, still)
                .onFailure(failure -> log.atError().setCause(failure).log("What may not be here could not be erased"));
    }

    /** What could not be erased counts as not done: it is tried again, and the region is not told. */
    private void retry(List<Forbidden> fresh, Throwable failure) {
        log.atError().setCause(failure).log("What residency policies forbid could not be erased here; tried again");
        fresh.forEach(each -> done.remove(each.project().getProjectId()));
        node.vertx()
                .timer(AGAIN_SECONDS, TimeUnit.SECONDS)
                .onSuccess(later -> hear(node.registry().snapshot()));
    }

    private Future<Void> erase(RegistrySnapshot registry, List<Forbidden> forbidden) {
        List<Future<Void>> erasing = new ArrayList<>();
        forbidden.stream()
                .filter(each -> each.acts().contains(Act.CACHE))
                .forEach(each -> erasing.add(cache.erase(
                        each.project().getHomeRegion(), each.project().getProjectId())));
        erasing.add(sites.erase(registry, isForbidden(registry, Act.CACHE)));
        functions.ifPresent(executing -> erasing.add(executing.erase(registry, isForbidden(registry, Act.EXECUTE))));
        return Future.join(erasing).mapEmpty();
    }

    private Predicate<String> isForbidden(RegistrySnapshot registry, Act act) {
        return project -> !Residency.of(registry, project).permits(act, here.country(), here.code());
    }

    private void report(Forbidden erased) {
        log.atInfo()
                .addKeyValue("project", erased.project().getProjectId())
                .addKeyValue("version", erased.version())
                .log("Erased what the residency policy keeps from here");
        Erasure.Builder erasure = Erasure.newBuilder()
                .setProjectId(erased.project().getProjectId())
                .setPolicyVersion(erased.version())
                .setAtMillis(node.clock().millis());
        erased.acts().forEach(act -> erasure.addActs(Acts.message(act)));
        reports.add(erasure.build());
    }
}
