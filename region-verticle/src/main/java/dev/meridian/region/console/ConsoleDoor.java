package dev.meridian.region.console;

import dev.meridian.proto.console.v1.AuthenticateRequest;
import dev.meridian.proto.console.v1.AuthenticateResponse;
import dev.meridian.proto.console.v1.ConsoleGrpcService;
import dev.meridian.proto.console.v1.ConsoleService;
import dev.meridian.proto.console.v1.Membership;
import dev.meridian.region.access.SessionUser;
import dev.meridian.region.access.Sessions;
import io.vertx.core.Future;
import io.vertx.grpc.server.Service;

/** Tells other regions whom a console session belongs to: {@code console.v1.Console}. */
public final class ConsoleDoor extends ConsoleService {

    private final Sessions sessions;

    private ConsoleDoor(Sessions sessions) {
        this.sessions = sessions;
    }

    public static Service service(Sessions sessions) {
        return ConsoleGrpcService.of(new ConsoleDoor(sessions));
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
