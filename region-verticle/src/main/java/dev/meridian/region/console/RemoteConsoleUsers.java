package dev.meridian.region.console;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.relay.Relay;
import dev.meridian.core.topology.NodeView;
import dev.meridian.core.topology.Topology;
import dev.meridian.proto.console.v1.AuthenticateRequest;
import dev.meridian.proto.console.v1.AuthenticateResponse;
import dev.meridian.proto.console.v1.ConsoleGrpcClient;
import dev.meridian.region.access.ConsoleUsers;
import dev.meridian.region.access.Secrets;
import dev.meridian.region.access.SessionUser;
import dev.meridian.region.permissions.Membership;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks the console's region whom a session belongs to, and remembers the answer for a few seconds: so long may a session
 * that was ended there still be believed here. While that region cannot be reached, nobody is an administrator.
 */
public final class RemoteConsoleUsers implements ConsoleUsers {

    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int MOST_REMEMBERED = 1_000;
    private static final long ANSWER_SECONDS = 5;

    private final String region;
    private final Topology topology;
    private final Relay relay;
    private final InstantSource clock;
    private final LinkedHashMap<String, Remembered> answers = new LinkedHashMap<>();

    private record Remembered(Optional<SessionUser> user, Instant until) {}

    /** @param region site code of the console's region */
    public RemoteConsoleUsers(String region, Topology topology, Relay relay, InstantSource clock) {
        this.region = region;
        this.topology = topology;
        this.relay = relay;
        this.clock = clock;
    }

    @Override
    public Future<Optional<SessionUser>> find(String session) {
        String hash = Secrets.sha256(session);
        Optional<Remembered> known = remembered(hash);
        if (known.isPresent()) {
            return Future.succeededFuture(known.get().user());
        }
        Instant asked = clock.instant();
        return topology.region(region)
                .filter(NodeView::isUsable)
                .map(node -> ConsoleGrpcClient.create(relay.grpc(), node.relay().socket())
                        .authenticate(AuthenticateRequest.newBuilder()
                                .setSession(session)
                                .build())
                        .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                        .recover(failure -> Future.failedFuture(unavailable(failure))))
                .orElseGet(() -> Future.failedFuture(unavailable(null)))
                .map(RemoteConsoleUsers::user)
                .onSuccess(user -> remember(hash, new Remembered(user, asked.plus(REMEMBERED))));
    }

    private Optional<Remembered> remembered(String hash) {
        synchronized (answers) {
            return Optional.ofNullable(answers.get(hash))
                    .filter(answer -> clock.instant().isBefore(answer.until()));
        }
    }

    /** The oldest answer makes room. */
    private void remember(String hash, Remembered answer) {
        synchronized (answers) {
            answers.remove(hash);
            answers.put(hash, answer);
            if (answers.size() > MOST_REMEMBERED) {
                answers.pollFirstEntry();
            }
        }
    }

    private static Optional<SessionUser> user(AuthenticateResponse response) {
        if (response.getUserId().isEmpty()) {
            return Optional.empty();
        }
        List<Membership> memberships = response.getMembershipsList().stream()
                .map(one -> new Membership("", one.getTeamId(), Set.copyOf(one.getRolesList())))
                .toList();
        return Optional.of(new SessionUser(
                response.getUserId(),
                response.getSessionId(),
                response.getEmail(),
                response.getName(),
                false,
                false,
                List.of(),
                memberships));
    }

    private Problem unavailable(@Nullable Throwable cause) {
        return Problem.upstream(
                ProblemType.REGION_UNAVAILABLE,
                "The console's region '" + region + "' cannot be reached, so that the session cannot be checked",
                true,
                cause);
    }
}
