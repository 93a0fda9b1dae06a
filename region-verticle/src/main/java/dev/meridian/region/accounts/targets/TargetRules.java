package dev.meridian.region.accounts.targets;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.accounts.profiles.AccountRules;
import dev.meridian.region.api.Parameters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a target's parameters must be like (contract section 9). */
public final class TargetRules {

    private static final ProblemType INVALID_EMAIL = new ProblemType("general_invalid_email", 400);
    private static final ProblemType INVALID_PHONE = new ProblemType("general_invalid_phone", 400);

    /** What an index of the database still takes, in any script. */
    private static final int LONGEST_IDENTIFIER = 800;

    private static final int LONGEST_NAME = 128;

    public static final List<String> TYPES = List.of("email", "sms", "push");

    private TargetRules() {}

    /** @param type one of {@link #TYPES} */
    public static String identifier(Parameters parameters, String type) {
        String identifier = parameters.text("identifier", LONGEST_IDENTIFIER);
        return switch (type) {
            case "email" -> email(identifier);
            case "sms" -> phone(identifier);
            default -> identifier;
        };
    }

    public static Optional<String> providerId(Parameters parameters) {
        return parameters.has("providerId") ? Optional.of(parameters.id("providerId")) : Optional.empty();
    }

    /** A target with what a request says in place of what was; another address counts until its provider says otherwise. */
    public static Target changed(Target target, Parameters parameters) {
        boolean moves = parameters.has("identifier");
        return new Target(
                target.id(),
                target.userId(),
                providerId(parameters).orElse(target.providerId()),
                target.providerType(),
                moves ? identifier(parameters, target.providerType()) : target.identifier(),
                parameters.optionalText("name", LONGEST_NAME).orElse(target.name()),
                !moves && target.expired(),
                target.createdAt(),
                target.updatedAt());
    }

    private static String email(String identifier) {
        if (!AccountRules.isEmail(identifier)) {
            throw Problem.of(INVALID_EMAIL, "Value must be a valid email address");
        }
        return identifier.toLowerCase(Locale.ROOT);
    }

    private static String phone(String identifier) {
        if (!AccountRules.isPhone(identifier)) {
            throw Problem.of(INVALID_PHONE, "Value must be a phone number: a '+' and up to fifteen digits");
        }
        return identifier;
    }
}
