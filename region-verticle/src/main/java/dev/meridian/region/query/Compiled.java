package dev.meridian.region.query;

import java.util.List;

/**
 * One statement, ready to be prepared.
 *
 * @param sql with {@code $1}, {@code $2}…
 * @param parameters in that order; lists are typed arrays
 * @param fields what the columns of its result are, in order
 * @param reversed whether its rows come in the opposite of the order asked for
 * @param hasOnePlan whether one plan is right whatever the parameters, so that making one each time is wasted
 */
public record Compiled(String sql, List<Object> parameters, List<Field> fields, boolean reversed, boolean hasOnePlan) {

    Compiled onePlan() {
        return new Compiled(sql, parameters, fields, reversed, true);
    }
}
