package dev.meridian.region.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingApi;
import dev.meridian.region.TestingRegion;
import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.profiles.AccountChange;
import dev.meridian.region.accounts.profiles.AccountStore;
import dev.meridian.region.events.Cause;
import dev.meridian.region.passwords.StoredPassword;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hash of another system is replaced by one of ours only as long as it is the one that is there. */
final class HashRenewalTest {

    private static final StoredPassword OLD =
            new StoredPassword("md5", "900150983cd24fb0d6963f7d28e17f72", new JsonObject());
    private static final StoredPassword CHANGED = new StoredPassword("md5", "0".repeat(32), new JsonObject());
    private static final StoredPassword FRESH = new StoredPassword("argon2", "$argon2id$fresh", new JsonObject());

    @Test
    void aPasswordThatHasChangedMeanwhileStaysAsItIs(@TempDir Path data) {
        try (TestingApi api = TestingApi.start(data, region -> List.of())) {
            AccountStore accounts = Stores.of(api.region).accounts();
            Account read = TestingRegion.wait(
                    accounts.insert("p1", new AccountStore.Draft("ada", "", "", "", OLD), Cause.REGION));
            TestingRegion.wait(accounts.rehash("p1", read, FRESH));
            Account renewed = TestingRegion.wait(accounts.byId("p1", "ada"));
            assertThat(renewed.password()).isEqualTo(FRESH);
            assertThat(renewed.passwordUpdatedAt()).isEqualTo(read.passwordUpdatedAt());
            TestingRegion.wait(
                    accounts.change("p1", "ada", before -> AccountChange.password(CHANGED, List.of()), Cause.REGION));

            TestingRegion.wait(accounts.rehash("p1", read, FRESH));

            assertThat(TestingRegion.wait(accounts.byId("p1", "ada")).password())
                    .isEqualTo(CHANGED);
        }
    }

    @Test
    void whoProvedAPasswordThatHasChangedSinceIsNotLetIn(@TempDir Path data) {
        try (TestingApi api = TestingApi.start(data, region -> List.of())) {
            AccountStore accounts = Stores.of(api.region).accounts();
            Account read = TestingRegion.wait(
                    accounts.insert("p1", new AccountStore.Draft("ada", "", "", "", OLD), Cause.REGION));
            assertThat(holds(api, accounts, read)).isTrue();
            TestingRegion.wait(accounts.rehash("p1", read, FRESH));
            assertThat(holds(api, accounts, read)).isTrue();
            TestingRegion.wait(accounts.change("p1", "ada", before -> AccountChange.enabled(false), Cause.REGION));
            assertThat(holds(api, accounts, read)).isFalse();
            TestingRegion.wait(accounts.change("p1", "ada", before -> AccountChange.enabled(true), Cause.REGION));
            assertThat(holds(api, accounts, read)).isTrue();

            TestingRegion.wait(accounts.change(
                    "p1", "ada", before -> AccountChange.password(StoredPassword.NONE, List.of()), Cause.REGION));

            assertThat(holds(api, accounts, read)).isFalse();
            TestingRegion.wait(accounts.delete("p1", "ada", Cause.REGION));
            assertThat(holds(api, accounts, read)).isFalse();
        }
    }

    private static boolean holds(TestingApi api, AccountStore accounts, Account read) {
        return TestingRegion.wait(
                api.region.database().transaction(transaction -> accounts.hold(transaction, "p1", read)));
    }
}
