package dev.meridian.region.passwords;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * Bcrypt in the form of crypt(3). Of a password the first 72 bytes count.
 *
 * @param text the whole of it: version, cost, salt and hash
 * @param cost logarithm of the rounds
 */
record Bcrypt(String text, int cost) implements Algorithm {

    static final String KIND = "bcrypt";

    private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");
    private static final int LEAST_COST = 4;

    /** Takes about as long as a hash of our own. */
    private static final int USUAL_COST = 9;

    /** Some 16,000 rounds: about a second. */
    private static final int MOST_COST = 14;

    static Optional<Bcrypt> of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int cost = Integer.parseInt(matcher.group(1));
        return cost >= LEAST_COST && cost <= MOST_COST ? Optional.of(new Bcrypt(text, cost)) : Optional.empty();
    }

    @Override
    public int weight() {
        return 1 << Math.max(0, cost - USUAL_COST);
    }

    @Override
    public boolean matches(String password) {
        return OpenBSDBCrypt.checkPassword(text, Algorithm.bytes(password));
    }

    @Override
    public JsonObject description() {
        return new JsonObject().put("type", KIND);
    }
}
