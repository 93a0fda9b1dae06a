package dev.meridian.region.accounts.factors;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.sealing.Sealer;

/** What may be wrong with factors, in the contract's words. */
public final class FactorProblems {

    private static final ProblemType NO_AUTHENTICATOR = new ProblemType("user_authenticator_not_found", 404);
    private static final ProblemType VERIFIED = new ProblemType("user_authenticator_already_verified", 409);
    private static final ProblemType NO_CODES = new ProblemType("user_recovery_codes_not_found", 404);
    private static final ProblemType CODES_EXIST = new ProblemType("user_recovery_codes_already_exists", 409);
    private static final ProblemType INVALID_TOKEN = new ProblemType("user_invalid_token", 401);
    private static final ProblemType CHALLENGE_REQUIRED = new ProblemType("user_challenge_required", 401);
    private static final ProblemType UNSUPPORTED = new ProblemType("user_auth_method_unsupported", 501);

    private FactorProblems() {}

    static Problem noAuthenticator() {
        return Problem.of(NO_AUTHENTICATOR, "Authenticator could not be found on the current user");
    }

    static Problem alreadyVerified() {
        return Problem.of(VERIFIED, "This authenticator is already verified on the current user");
    }

    public static Problem noCodes() {
        return Problem.of(NO_CODES, "Recovery codes could not be found. Generate them first");
    }

    static Problem codesExist() {
        return Problem.of(CODES_EXIST, "There are recovery codes already. Regenerate them to have others");
    }

    public static Problem invalidToken() {
        return Problem.of(INVALID_TOKEN, "Invalid token passed in the request");
    }

    public static Problem challengeRequired() {
        return Problem.of(CHALLENGE_REQUIRED, "A recently succeeded challenge is required to do this. Challenge again");
    }

    /** Refuses what is kept sealed where there is no key to seal with. */
    static void checkSealable(Sealer sealer) {
        if (!sealer.isAvailable()) {
            throw Problem.of(
                    UNSUPPORTED,
                    "Second factors are not to be had here until the operator sets region.encryption.keys");
        }
    }
}
