package dev.meridian.region.console;

import dev.meridian.proto.console.v1.AuthenticateRequest;
import dev.meridian.proto.console.v1.AuthenticateResponse;
import dev.meridian.proto.console.v1.ConsoleGrpcService;
import dev.meridian.proto.console.v1.ConsoleService;
import dev.meridian.proto.console.v1.Membership;
import dev.meridian.proto.console.v1.UnlistRequest;
import dev.meridian.proto.console.v1.UnlistResponse;
import dev.meridian.region.access.SessionUser;
import dev.meridian.region.access.Sessions;
import io.vertx.core.Future;
import io.vertx.grpc.server.Service;
import java.time.Instant;
import java.util.function.BiFunction;

/** What other regions ask and tell the console: {@code console.v1.Console}. */
public final class ConsoleDoor extends ConsoleService {

    private final Sessions sessions;
    private final BiFunction<String, Instant, Future<Void>> unlist;

    private ConsoleDoor(Sessions sessions, BiFunction<String, Instant, Future<Void>> unlist) {
        this.sessions = sessions;
        this.unlist = unlist;
    }

    /** @param unlist takes a project from the list, if it was listed before that time */
    public static Service service(Sessions sessions, BiFunction<String, Instant, Future<Void>> unlist) {
        return ConsoleGrpcService.of(new ConsoleDoor(sessions, unlist));
    }

    @Override
    public Future<UnlistResponse> unlist(UnlistRequest request) {
        return unlist.apply(request.getProjectId(), Instant.ofEpochMilli(request.getDeletedAtMillis()))
                .map(UnlistResponse.getDefaultInstance());
    }

    @Override
    public Future<AuthenticateResponse> authenticate(AuthenticateRequest request) {
        return sessions.find("console", request.getSession())
                .map(found -> found.filter(user -> !user.lacksFactor())
                        .map(ConsoleDoor::response)
                        .orElseGet(AuthenticateResponse::getDefaultInstance));
    }

    private static AuthenticateResponse response(SessionUser user) {
        AuthenticateResponse.Builder response = AuthenticateResponse.newBuilder()
                .setUserId(user.userId())
                .setEmail(user.email())
                .setName(user.name())
                .setSessionId(user.sessionId());
        user.memberships()
                .forEach(membership -> response.addMemberships(
                        Membership.newBuilder().setTeamId(membership.teamId()).addAllRoles(membership.roles())));
        return response.build();
    }
}
