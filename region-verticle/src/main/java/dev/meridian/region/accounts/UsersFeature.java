package dev.meridian.region.accounts;

import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.Routes;
import dev.meridian.region.node.RegionContext;

/** What servers do with the users of their project (contract section 6.4). */
public final class UsersFeature implements ApiFeature {

    private final UserCreation creation;
    private final UserProfiles profiles;
    private final UserSessions sessions;
    private final UserTargets targets;
    private final UserFactors factors;
    private final UserRecords records;

    public UsersFeature(RegionContext region) {
        Stores stores = Stores.of(region);
        this.creation =
                new UserCreation(stores, region.passwords(), region.node().ids());
        this.profiles = new UserProfiles(region.database(), stores, region.passwords());
        this.sessions = new UserSessions(stores, region.tokens());
        this.targets = new UserTargets(region.database(), stores, region.node().ids());
        this.factors = new UserFactors(stores, region.database());
        this.records = new UserRecords(region.database(), stores);
    }

    @Override
    public void routes(Routes routes) {
        creation.declare(routes);
        profiles.declare(routes);
        sessions.declare(routes);
        targets.declare(routes);
        factors.declare(routes);
        records.declare(routes);
    }
}
