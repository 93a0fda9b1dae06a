package dev.meridian.region.access;

import dev.meridian.core.id.Ids;
import dev.meridian.core.token.SigningKey;
import dev.meridian.functions.KeyMint;
import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Tokens that this region signs and knows again: of users (contract section 4), and of functions, whose executions anywhere
 * sign with a key derived for one function and one version of its configuration. All pods of a region share one secret, in
 * its database.
 */
public final class RegionTokens {

    /** What the secret of an ephemeral key begins with. */
    static final String EPHEMERAL = "ephemeral_";

    private final SigningKey users;
    private final SigningKey functions;
    private final SigningKey ephemeral;
    private final InstantSource clock;

    private RegionTokens(SigningKey secret, InstantSource clock) {
        this.users = secret.derived("user");
        this.functions = secret.derived("function");
        this.ephemeral = secret.derived("ephemeral key");
        this.clock = clock;
    }

    /** Draws the secret if there is none yet. */
    public static Future<RegionTokens> open(Database database, Ids ids, InstantSource clock) {
        return database.write(
                        "insert into meridian.signing_secret values (true, $1) on conflict do nothing", ids.secret(64))
                .compose(drawn -> database.read("select secret from meridian.signing_secret"))
                .map(rows -> HexFormat.of().parseHex(rows.iterator().next().getString("secret")))
                .map(secret -> new RegionTokens(SigningKey.of(secret), clock));
    }

    /**
     * Whom a token speaks for, as long as the session lasts.
     *
     * @param sessionId empty for one that a server made, which holds whatever sessions there are
     */
    public record UserToken(String userId, String sessionId) {}

    /** A token with which the user may be acted for. */
    public String sign(String project, UserToken user, Duration lifetime) {
        Instant now = clock.instant();
        return users.sign(new JsonObject()
                .put("userId", user.userId())
                .put("sessionId", user.sessionId())
                .put("projectId", project)
                .put("iat", now.getEpochSecond())
                .put("exp", now.plus(lifetime).getEpochSecond()));
    }

    /** Nothing if the token is not this region's, has expired or is of another project. */
    Optional<UserToken> user(String project, String token) {
        return users.verified(token)
                .filter(claims -> !hasExpired(claims) && project.equals(claims.getValue("projectId")))
                .map(claims -> new UserToken(claims.getString("userId"), claims.getString("sessionId")));
    }

    /**
     * A key of a project that is kept nowhere.
     *
     * @param made when the project was made
     */
    public record EphemeralKey(String project, Instant made, String id, List<String> scopes) {}

    /** The secret of a key that holds for a while. */
    public String sign(EphemeralKey key, Duration lifetime) {
        return EPHEMERAL
                + ephemeral.sign(new JsonObject()
                        .put("projectId", key.project())
                        .put("made", key.made().toEpochMilli())
                        .put("keyId", key.id())
                        .put("scopes", new JsonArray(key.scopes()))
                        .put("exp", clock.instant().plus(lifetime).getEpochSecond()));
    }

    /** @param isExpired whether it was one that held once */
    record ShownKey(EphemeralKey key, boolean isExpired) {}

    /** Nothing if this region has not signed it. */
    Optional<ShownKey> ephemeral(String secret) {
        return ephemeral
                .verified(secret.substring(EPHEMERAL.length()))
                .map(claims -> new ShownKey(
                        new EphemeralKey(
                                claims.getString("projectId"),
                                Instant.ofEpochMilli(claims.getLong("made")),
                                claims.getString("keyId"),
                                claims.getJsonArray("scopes").stream()
                                        .map(String.class::cast)
                                        .toList()),
                        hasExpired(claims)));
    }

    /** What nodes sign the keys of a function's executions with, until its configuration changes. */
    public SigningKey ofFunction(String project, String function, long configuration) {
        return functions.derived(project, function, Long.toString(configuration));
    }

    /**
     * @param isExpired whether it was one that held once
     * @param depth of the execution that it was made for
     */
    record FunctionToken(String project, String function, long configuration, boolean isExpired, int depth) {}

    /** Nothing if it was not signed with the key of the function that it names. */
    Optional<FunctionToken> function(String token) {
        return SigningKey.unverified(token)
                .flatMap(KeyMint.Claims::of)
                .filter(claims -> ofFunction(claims.project(), claims.function(), claims.configuration())
                        .verified(token)
                        .isPresent())
                .map(claims -> new FunctionToken(
                        claims.project(),
                        claims.function(),
                        claims.configuration(),
                        !clock.instant().isBefore(claims.expires()),
                        claims.depth()));
    }

    private boolean hasExpired(JsonObject claims) {
        return !(claims.getValue("exp") instanceof Number expires)
                || expires.longValue() <= clock.instant().getEpochSecond();
    }
}
