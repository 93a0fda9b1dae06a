package dev.meridian.region.projects.settings;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What a project says of itself, with what the contract says where it does not.
 *
 * @param methods ways to log in, see {@link AuthMethod}
 * @param services parts of the API, for callers without a key
 * @param protocols ways to the API, for callers without a key
 * @param updatedAt {@link Instant#EPOCH} where nothing was ever set
 */
public record ProjectSettings(
        Switches methods,
        Switches services,
        Switches protocols,
        Policies policies,
        List<String> labels,
        SmtpSettings smtp,
        Instant updatedAt) {

    /** Of a project that has never set anything. */
    public static final ProjectSettings USUAL = new ProjectSettings(
            new Switches(AuthMethod.ids(), Set.of()),
            new Switches(Switches.SERVICES, Set.of()),
            new Switches(Switches.PROTOCOLS, Set.of()),
            new Policies(new JsonObject()),
            List.of(),
            SmtpSettings.of(new JsonObject()),
            Instant.EPOCH);

    static ProjectSettings of(Row row) {
        return new ProjectSettings(
                new Switches(AuthMethod.ids(), Set.of(row.getArrayOfStrings("auth_methods_off"))),
                new Switches(Switches.SERVICES, Set.of(row.getArrayOfStrings("services_off"))),
                new Switches(Switches.PROTOCOLS, Set.of(row.getArrayOfStrings("protocols_off"))),
                new Policies(row.getJsonObject("policies")),
                List.of(row.getArrayOfStrings("labels")),
                SmtpSettings.of(row.getJsonObject("smtp")),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    ProjectSettings withMethods(Switches changed) {
        return new ProjectSettings(changed, services, protocols, policies, labels, smtp, updatedAt);
    }

    ProjectSettings withServices(Switches changed) {
        return new ProjectSettings(methods, changed, protocols, policies, labels, smtp, updatedAt);
    }

    ProjectSettings withProtocols(Switches changed) {
        return new ProjectSettings(methods, services, changed, policies, labels, smtp, updatedAt);
    }

    ProjectSettings withPolicies(Policies changed) {
        return new ProjectSettings(methods, services, protocols, changed, labels, smtp, updatedAt);
    }

    ProjectSettings withLabels(List<String> changed) {
        return new ProjectSettings(methods, services, protocols, policies, changed, smtp, updatedAt);
    }

    ProjectSettings withSmtp(SmtpSettings changed) {
        return new ProjectSettings(methods, services, protocols, policies, labels, changed, updatedAt);
    }
}
