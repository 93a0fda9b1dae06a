package dev.meridian.core.grpc;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.health.HealthService;
import io.vertx.grpc.reflection.ReflectionService;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.Service;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * gRPC calls at a door, on its one port: tells them by their content type and answers them. Health and reflection
 * services are always there. Of all calls here only reflection's bring more than one message.
 */
public final class GrpcCalls implements Predicate<HttpServerRequest> {

    private static final String PREFIX = "application/grpc";
    private static final Set<String> TAKEN = Set.of(PREFIX, "application/grpc+proto");
    private static final String REFLECTION = "/grpc.reflection.";

    private final GrpcServer services;
    private final int mostBytes;

    /** @param mostBytes that one message may have */
    public GrpcCalls(Vertx vertx, List<? extends Service> services, int mostBytes) {
        this.mostBytes = mostBytes;
        this.services = GrpcServer.server(vertx, new GrpcServerOptions().setMaxMessageSize(mostBytes));
        HealthService health = HealthService.create(vertx);
        for (Service service : services) {
            this.services.addService(service);
            health.register(service.name(), () -> Future.succeededFuture(true));
        }
        this.services.addService(health).addService(ReflectionService.v1());
    }

    /** Answers the request if it is a call. */
    @Override
    public boolean test(HttpServerRequest request) {
        String type = request.getHeader("content-type");
        if (type == null || !type.startsWith(PREFIX)) {
            return false;
        }
        if (!TAKEN.contains(type.split(";", 2)[0].strip())) {
            request.response().setStatusCode(415).end();
        } else if (request.path() != null && request.path().startsWith(REFLECTION)) {
            services.handle(request);
        } else {
            services.handle(new UnaryCall(request, mostBytes));
        }
        return true;
    }
}
