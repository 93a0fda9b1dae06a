package dev.meridian.region.accounts;

import dev.meridian.region.accounts.letters.Letters;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.Routes;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.platforms.Redirects;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/** What users do with their own accounts (contract section 6). */
public final class AccountFeature implements ApiFeature {

    private final OwnSignUp signUp;
    private final OwnProfile profile;
    private final OwnEntrances entrances;
    private final OwnTokens tokens;
    private final TokenEntrances tokenEntrances;
    private final OwnPhones phones;
    private final OwnVerifications verifications;
    private final OwnRecovery recovery;
    private final OwnSessions sessions;
    private final OwnTargets targets;
    private final OwnFactors factors;
    private final OwnChallenges challenges;

    public AccountFeature(RegionContext region) {
        Stores stores = Stores.of(region);
        this.signUp = new OwnSignUp(stores, region);
        this.profile = new OwnProfile(region.database(), stores, region.passwords());
        Letters letters = new Letters(region, stores.settings());
        Door door = new Door(stores, region.database(), new SessionAlerts(stores, letters));
        TokenMail mail = new TokenMail(stores, letters, new Redirects(region));
        this.entrances = new OwnEntrances(stores, door, region);
        this.tokens = new OwnTokens(stores, door, mail, region);
        this.tokenEntrances = new TokenEntrances(stores, door);
        PhoneCodes codes = new PhoneCodes(region, stores.settings());
        this.phones = new OwnPhones(stores, door, codes, region);
        this.verifications = new OwnVerifications(stores, mail, region);
        this.recovery = new OwnRecovery(stores, mail, region);
        this.sessions = new OwnSessions(stores, region.tokens());
        this.targets = new OwnTargets(stores, region.node().ids());
        this.challenges =
                new OwnChallenges(stores, letters, codes, region.node().ids());
        this.factors = new OwnFactors(stores, region.database(), region.node().clock());
    }

    @Override
    public void routes(Routes routes) {
        signUp.declare(routes);
        profile.declare(routes);
        entrances.declare(routes);
        tokens.declare(routes);
        tokenEntrances.declare(routes);
        phones.declare(routes);
        verifications.declare(routes);
        recovery.declare(routes);
        sessions.declare(routes);
        targets.declare(routes);
        factors.declare(routes);
        challenges.declare(routes);
    }

    /** With an account goes all that belongs to it. */
    @Override
    public Future<Void> forget(SqlConnection transaction, String project) {
        return transaction
                .preparedQuery("delete from meridian.account where project_id = $1")
                .execute(Tuple.of(project))
                .mapEmpty();
    }
}
