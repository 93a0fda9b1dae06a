package dev.meridian.router.geo.mmdb;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads locations out of records: the nested City schema ({@code location.latitude}, {@code country.iso_code}) and the flat
 * one ({@code latitude}, {@code country_code}). Anything else in them is passed over.
 */
final class Records implements Values.Field {

    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");

    private final Values values;
    private double latitude;
    private double longitude;
    private String country = "";

    Records(Values values) {
        this.values = values;
    }

    /** Empty where the record has no coordinates, or none that are on the globe. */
    Optional<Location> location(int offset) throws MalformedDatabase {
        latitude = Double.NaN;
        longitude = Double.NaN;
        country = "";
        values.moveTo(offset);
        values.map(this);
        return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180
                ? Optional.of(new Location(
                        latitude, longitude, COUNTRY.matcher(country).matches() ? country : ""))
                : Optional.empty();
    }

    @Override
    public void read(String key) throws MalformedDatabase {
        switch (key) {
            case "latitude" -> latitude = values.number();
            case "longitude" -> longitude = values.number();
            case "country_code" -> country = values.text();
            case "location" -> values.map(this::coordinate);
            case "country" -> values.map(this::ofCountry);
            default -> values.skip();
        }
    }

    private void coordinate(String key) throws MalformedDatabase {
        switch (key) {
            case "latitude" -> latitude = values.number();
            case "longitude" -> longitude = values.number();
            default -> values.skip();
        }
    }

    private void ofCountry(String key) throws MalformedDatabase {
        if (key.equals("iso_code")) {
            country = values.text();
        } else {
            values.skip();
        }
    }
}
