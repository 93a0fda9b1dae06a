package dev.meridian.router.geo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A prefix whose place the operator knows better than the table. */
public final class PlaceOverride {

    private static final Pattern FORM = Pattern.compile("([^=]+)=(-?[0-9.]+):(-?[0-9.]+)(?::([A-Z]{2}))?");

    private final PlaceTable.Row row;

    private PlaceOverride(PlaceTable.Row row) {
        this.row = row;
    }

    /** @param text {@code prefix=latitude:longitude[:country]}, for instance {@code 203.0.113.0/24=52.5:13.4:DE} */
    public static PlaceOverride parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not prefix=latitude:longitude:country");
        }
        String country = matcher.group(4) == null ? "" : matcher.group(4);
        Place place = new Place(
                Double.parseDouble(matcher.group(2)),
                Double.parseDouble(matcher.group(3)),
                country,
                Place.Source.OVERRIDE);
        return new PlaceOverride(new PlaceTable.Row(Prefix.parse(matcher.group(1)), place));
    }

    PlaceTable.Row row() {
        return row;
    }
}
