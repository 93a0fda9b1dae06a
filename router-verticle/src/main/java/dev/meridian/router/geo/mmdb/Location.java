package dev.meridian.router.geo.mmdb;

/**
 * What a record says of where its addresses are.
 *
 * @param latitude degrees north, -90 to 90
 * @param longitude degrees east, -180 to 180
 * @param country ISO 3166-1 alpha-2, upper case; empty when the record names none
 */
public record Location(double latitude, double longitude, String country) {}
