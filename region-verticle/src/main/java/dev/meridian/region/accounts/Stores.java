package dev.meridian.region.accounts;

import dev.meridian.core.id.Ids;
import dev.meridian.region.accounts.factors.Authenticators;
import dev.meridian.region.accounts.factors.Challenges;
import dev.meridian.region.accounts.factors.RecoveryCodes;
import dev.meridian.region.accounts.identities.IdentityStore;
import dev.meridian.region.accounts.profiles.AccountStore;
import dev.meridian.region.accounts.sessions.SessionStore;
import dev.meridian.region.accounts.sessions.TokenStore;
import dev.meridian.region.accounts.targets.TargetStore;
import dev.meridian.region.events.Events;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.projects.settings.SettingsStore;
import java.time.InstantSource;

/** Where everything of users is kept, and what their project says of them. */
record Stores(
        AccountStore accounts,
        TargetStore targets,
        SessionStore sessions,
        TokenStore tokens,
        IdentityStore identities,
        Authenticators authenticators,
        RecoveryCodes recoveryCodes,
        Challenges challenges,
        SettingsStore settings) {

    static Stores of(RegionContext region) {
        Database database = region.database();
        InstantSource clock = region.node().clock();
        Ids ids = region.node().ids();
        Events events = region.events();
        Authenticators authenticators = new Authenticators(database, clock, ids, region.sealer());
        RecoveryCodes recoveryCodes = new RecoveryCodes(database, clock, ids, region.sealer());
        SettingsStore settings = new SettingsStore(region);
        TargetStore targets = new TargetStore(database, clock, ids, events);
        return new Stores(
                new AccountStore(database, clock, targets, events),
                targets,
                new SessionStore(database, clock, ids, events, settings),
                new TokenStore(database, clock, ids, events),
                new IdentityStore(database, region.sealer(), events),
                authenticators,
                recoveryCodes,
                new Challenges(database, clock, ids, events, authenticators, recoveryCodes),
                settings);
    }
}
