package dev.meridian.region.permissions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PermissionsTest {

    private static final List<String> ROLES = List.of(
            "any",
            "guests",
            "users",
            "users/verified",
            "user:ada",
            "user:ada/unverified",
            "team:crew",
            "team:crew/owner",
            "member:m1",
            "label:vip");

    @RepeatedTest(200)
    void whatIsAllowedIsExactlyWhatWasWritten(RepetitionInfo repetition) {
        Random random = new Random(Long.getLong("seed", 7) * 1_000 + repetition.getCurrentRepetition());
        List<String> texts = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            String word = List.of("read", "create", "update", "delete", "write").get(random.nextInt(5));
            texts.add(word + "(\"" + ROLES.get(random.nextInt(ROLES.size())) + "\")");
        }
        Permissions permissions = accepted(texts, Permissions.Subject.CONTAINER);

        for (Action action : Action.values()) {
            for (String role : ROLES) {
                boolean written = texts.contains(action.word() + "(\"" + role + "\")")
                        || (action != Action.READ && texts.contains("write(\"" + role + "\")"));
                assertThat(permissions.allow(action, Set.of(role)))
                        .as("%s %s in %s", action, role, texts)
                        .isEqualTo(written);
            }
        }
        assertThat(Permissions.stored(permissions.texts())).isEqualTo(permissions);
        assertThat(permissions.texts()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "read",
                "read()",
                "read(any)",
                "read(\"*\")",
                "read(\"role:all\")",
                "read(\"any:x\")",
                "read(\"user\")",
                "read(\"user:_x\")",
                "read(\"user:ada/owner\")",
                "read(\"team:\")",
                "read(\"member:m/x\")",
                "read(\"label:a-b\")",
                "admin(\"any\")",
                "create(\"any\")",
                "read(\"any\") ",
                "read(\"users:x\")",
                "read(\"nobody\")"
            })
    void whatIsNotWellFormedIsRefusedWithAReason(String text) {
        assertThat(Permissions.parse(List.of(text), Permissions.Subject.ITEM))
                .isInstanceOfSatisfying(
                        Permissions.Answer.Refused.class,
                        refused -> assertThat(refused.reason()).isNotBlank());
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 101})
    void aHundredPermissionsAreTheMost(int count) {
        boolean accepted = Permissions.parse(Collections.nCopies(count, "read(\"any\")"), Permissions.Subject.ITEM)
                instanceof Permissions.Answer.Accepted;

        assertThat(accepted).isEqualTo(count <= 100);
    }

    private static Permissions accepted(List<String> texts, Permissions.Subject subject) {
        return switch (Permissions.parse(texts, subject)) {
            case Permissions.Answer.Accepted(Permissions permissions) -> permissions;
            case Permissions.Answer.Refused(String reason) -> throw new AssertionError(reason);
        };
    }
}
