package dev.meridian.core.residency;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.config.ConfigurationException;
import java.time.Duration;

/**
 * What routers and edges are told of residency at start.
 *
 * @param grace how long a project's policy may go unconfirmed by its home region before the project is not served
 * @param report how often home regions are told what was done for their projects
 */
public record ResidencySettings(Duration grace, Duration report) {

    private static final long LEAST_MILLIS = 100;

    public static final ResidencySettings DEFAULT =
            new ResidencySettings(Duration.ofMinutes(15), Duration.ofMinutes(1));

    public ResidencySettings {
        if (report.toMillis() < LEAST_MILLIS) {
            throw new ConfigurationException("residency.report is " + report + "; it must be 100ms or more");
        }
    }

    public static ResidencySettings read(Configuration configuration) {
        return new ResidencySettings(
                configuration.duration("residency.grace", DEFAULT.grace),
                configuration.duration("residency.report", DEFAULT.report));
    }
}
