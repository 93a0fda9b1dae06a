package dev.meridian.region.databases.rows;

import dev.meridian.region.api.ApiRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of the contract that a client was made for (X-Appwrite-Response-Format); the newest where it does not say. */
record ResponseFormat(int major, int minor) {

    private static final Pattern VERSION = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})(\\..*)?");

    static ResponseFormat of(ApiRequest request) {
        return request.head()
                .header("x-appwrite-response-format")
                .map(VERSION::matcher)
                .filter(Matcher::matches)
                .map(found -> new ResponseFormat(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2))))
                .orElse(new ResponseFormat(Integer.MAX_VALUE, 0));
    }

    boolean isBefore(int otherMajor, int otherMinor) {
        return major < otherMajor || (major == otherMajor && minor < otherMinor);
    }
}
