package dev.meridian.region.query;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.query.geometry.Geometry;
import dev.meridian.region.query.geometry.GeometryReader;
import java.util.List;

/** Literals as values of a field's type ({@link ValueType#held}); what does not fit is refused by the field's name. */
final class FieldValues {

    private FieldValues() {}

    static List<Object> values(Field field, List<Literal> literals) {
        return literals.stream().map(literal -> value(field, literal)).toList();
    }

    static Object value(Field field, Literal literal) {
        return switch (field.type()) {
            case STRING -> literal instanceof Literal.Text(String text) ? string(field, text) : mismatch(field);
            case INTEGER -> whole(field, literal);
            case FLOAT -> real(field, literal);
            case BOOLEAN -> literal instanceof Literal.Truth(boolean truth) ? truth : mismatch(field);
            case DATETIME ->
                literal instanceof Literal.Text(String text)
                        ? Datetimes.parse(text).orElseThrow(() -> mismatched(field))
                        : mismatch(field);
            case POINT, LINESTRING, POLYGON -> geometry(field, literal);
        };
    }

    /** {@code $sequence} is a string on the wire and a number in the database. */
    private static Object whole(Field field, Literal literal) {
        if (literal instanceof Literal.Whole(long number)) {
            return number;
        }
        if (field.attribute().equals("$sequence")
                && literal instanceof Literal.Text(String digits)
                && digits.matches("[0-9]{1,18}")) {
            return Long.parseLong(digits);
        }
        return mismatch(field);
    }

    private static Object real(Field field, Literal literal) {
        return switch (literal) {
            case Literal.Real(double number) -> number;
            case Literal.Whole(long number) -> (double) number;
            case Literal.Text text -> mismatch(field);
            case Literal.Truth truth -> mismatch(field);
            case Literal.Listed list -> mismatch(field);
        };
    }

    static String string(Field field, String text) {
        if (!Texts.isStorable(text)) {
            throw mismatched(field);
        }
        return text;
    }

    /** Of any shape: a line may be compared with a polygon. */
    static Geometry geometry(Field field, Literal literal) {
        return GeometryReader.read(literal.json())
                .orElseThrow(() -> QueryProblems.invalid("Query value is invalid for attribute '" + field.attribute()
                        + "': it must be a point, a line or a polygon in degrees."));
    }

    private static Object mismatch(Field field) {
        throw mismatched(field);
    }

    private static Problem mismatched(Field field) {
        return QueryProblems.invalid("Query value is invalid for attribute '" + field.attribute() + "': it is of type "
                + Texts.plain(field.type()) + ".");
    }
}
