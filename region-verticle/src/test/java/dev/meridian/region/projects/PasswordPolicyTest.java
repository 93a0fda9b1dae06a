package dev.meridian.region.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.projects.settings.PasswordPolicy;
import dev.meridian.region.projects.settings.PasswordStrength;
import dev.meridian.region.projects.settings.PersonalData;
import dev.meridian.region.projects.settings.UserLimit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What new passwords must be like, and how many users there may be. */
final class PasswordPolicyTest {

    private static final PersonalData NOBODY = new PersonalData("", "", "", "");
    private static final PersonalData ANNA =
            new PersonalData("u-4711", "anna.k@example.org", "Anna Karenina", "+4930123456");

    private static final PasswordPolicy USUAL = new PasswordPolicy(PasswordStrength.USUAL, false, 0, false);
    private static final PasswordPolicy STRONG =
            new PasswordPolicy(new PasswordStrength(10, true, true, true, true), false, 0, false);
    private static final PasswordPolicy UNCOMMON = new PasswordPolicy(PasswordStrength.USUAL, true, 0, false);
    private static final PasswordPolicy IMPERSONAL = new PasswordPolicy(PasswordStrength.USUAL, false, 0, true);

    @Test
    void usuallyOnlyTheLengthCounts() {
        assertThatCode(() -> USUAL.check("12345678", ANNA)).doesNotThrowAnyException();
        assertThat(refusal(USUAL, "1234567", ANNA)).isEqualTo("general_argument_invalid");
        assertThat(refusal(USUAL, "x".repeat(257), ANNA)).isEqualTo("general_argument_invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Aa1!aaaaa", "aa1!aaaaaa", "AA1!AAAAAA", "Aaa!aaaaaa", "Aa1aaaaaaa", "Aa1 aaaaaa"})
    void eachKindOfCharacterThatIsAskedForMustBeThere(String password) {
        assertThat(refusal(STRONG, password, NOBODY)).isEqualTo("general_argument_invalid");
    }

    @Test
    void aPasswordThatHasAllThatIsAskedForIsTaken() {
        assertThatCode(() -> STRONG.check("Äa1!aaaaaa", NOBODY)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"password1", "baseball1", "BASEBALL1", "trustno1"})
    void aCommonPasswordIsRefusedHoweverItsLettersAreWritten(String password) {
        assertThat(refusal(UNCOMMON, password, NOBODY)).isEqualTo("general_argument_invalid");
    }

    @Test
    void aPasswordThatNobodyChoosesIsNotCommon() {
        assertThatCode(() -> UNCOMMON.check("kX9 vmq-2 lorry", NOBODY)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"xxU-4711xx", "anna.k@example.org", "my Anna.K pass", "1ANNA KARENINA1", "tel4930123456"})
    void aPasswordWithTheUsersOwnDataIsRefused(String password) {
        assertThat(refusal(IMPERSONAL, password, ANNA)).isEqualTo("password_personal_data");
    }

    @Test
    void whatAUserHasNotSetIsInNoPassword() {
        assertThatCode(() -> IMPERSONAL.check("correct horse", NOBODY)).doesNotThrowAnyException();
    }

    @Test
    void asManyEarlierPasswordsAreKeptAsThePolicySays() {
        PasswordPolicy remembering = new PasswordPolicy(PasswordStrength.USUAL, false, 2, false);

        assertThat(remembering.kept("c", List.of("b", "a"))).containsExactly("c", "b");
        assertThat(remembering.kept("", List.of("a"))).containsExactly("a");
        assertThat(USUAL.kept("c", List.of("b", "a"))).isEmpty();
    }

    @Test
    void aLimitIsReachedByAsManyUsers() {
        assertThatCode(() -> new UserLimit(2).check(1)).doesNotThrowAnyException();
        assertThatCode(() -> new UserLimit(0).check(1_000)).doesNotThrowAnyException();
        assertThatThrownBy(() -> new UserLimit(2).check(2))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.type().name()).isEqualTo("user_count_exceeded"));
    }

    private static String refusal(PasswordPolicy policy, String password, PersonalData user) {
        try {
            policy.check(password, user);
            return "none";
        } catch (Problem refused) {
            return refused.type().name();
        }
    }
}
