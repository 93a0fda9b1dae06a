package dev.meridian.router.explain;

import dev.meridian.core.grpc.Parts;
import dev.meridian.proto.route.v1.ResolveRequest;
import dev.meridian.proto.route.v1.ResolveResponse;
import dev.meridian.router.route.RoutePlan;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One caller's watch of a route: the answer is looked at each second, and told when it leads elsewhere than before. */
final class Watching {

    private static final long EACH_MILLIS = 1_000;

    /** What makes an answer another one; scores change all the time. */
    private record Lead(Class<?> kind, List<String> nodes, String reason) {

        static Lead of(RoutePlan plan) {
            List<String> nodes = plan instanceof RoutePlan.To to
                    ? to.nodes().stream().map(node -> node.info().getName()).toList()
                    : List.of();
            return new Lead(plan.getClass(), nodes, plan.reason());
        }
    }

    private final Vertx vertx;
    private final Function<ResolveRequest, RoutePlan> plans;
    private final Function<ResolveRequest, ResolveResponse> answers;
    private final ResolveRequest request;
    private final Parts<ResolveResponse> parts;
    private final Promise<Optional<ResolveResponse>> over = Promise.promise();
    private @Nullable Lead told;

    /**
     * @param plans plans without looking at more than is needed
     * @param answers answers whole
     */
    Watching(
            Vertx vertx,
            Function<ResolveRequest, RoutePlan> plans,
            Function<ResolveRequest, ResolveResponse> answers,
            ResolveRequest request,
            Parts<ResolveResponse> parts) {
        this.vertx = vertx;
        this.plans = plans;
        this.answers = answers;
        this.request = request;
        this.parts = parts;
    }

    /** Lasts until the caller takes no more. */
    Future<Optional<ResolveResponse>> begin() {
        parts.left().onComplete(ignored -> over.tryComplete(Optional.empty()));
        look();
        return over.future();
    }

    private void look() {
        if (over.future().isComplete()) {
            return;
        }
        Lead now = Lead.of(plans.apply(request));
        Future<Void> written = now.equals(told) ? Future.succeededFuture() : parts.write(answers.apply(request));
        told = now;
        written.onSuccess(ignored -> vertx.setTimer(EACH_MILLIS, timer -> look()))
                .onFailure(ignored -> over.tryComplete(Optional.empty()));
    }
}
