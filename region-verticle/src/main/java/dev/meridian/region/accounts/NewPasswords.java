package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.profiles.AccountChange;
import dev.meridian.region.accounts.profiles.AccountStore;
import dev.meridian.region.passwords.Passwords;
import dev.meridian.region.passwords.StoredPassword;
import dev.meridian.region.projects.settings.PasswordPolicy;
import dev.meridian.region.projects.settings.PersonalData;
import dev.meridian.region.projects.settings.ProjectSettings;
import java.util.List;

/** Passwords that somebody chooses, as far as the project's policies let them (contract section 6.2); on virtual threads only. */
final class NewPasswords {

    private final AccountStore accounts;
    private final Passwords passwords;

    NewPasswords(AccountStore accounts, Passwords passwords) {
        this.accounts = accounts;
        this.passwords = passwords;
    }

    /** The first one of a user. Fails as {@link PasswordPolicy#check} does. */
    StoredPassword first(ProjectSettings rules, String password, PersonalData user) {
        rules.policies().passwords().check(password, user);
        return await(passwords.hash(password));
    }

    /** Another one; an empty one is none. Fails as {@link PasswordPolicy#check} does, and with {@code password_recently_used}. */
    AccountChange next(String project, ProjectSettings rules, String password, Account user) {
        PasswordPolicy policy = rules.policies().passwords();
        List<String> earlier = policy.history() > 0 ? await(accounts.earlierPasswords(project, user.id())) : List.of();
        List<String> kept = policy.kept(
                passwords.isOutdated(user.password()) ? "" : user.password().hash(), earlier);
        if (password.isEmpty()) {
            return AccountChange.password(StoredPassword.NONE, kept);
        }
        policy.check(password, data(user));
        if (policy.history() > 0) {
            checkNew(password, user.password(), earlier);
        }
        return AccountChange.password(await(passwords.hash(password)), kept);
    }

    static PersonalData data(Account user) {
        return new PersonalData(user.id(), user.email(), user.name(), user.phone());
    }

    private void checkNew(String password, StoredPassword present, List<String> earlier) {
        boolean isOld = await(passwords.verify(password, present))
                || earlier.stream().anyMatch(hash -> await(passwords.verify(password, StoredPassword.own(hash))));
        if (isOld) {
            throw PasswordPolicy.recentlyUsed();
        }
    }
}
