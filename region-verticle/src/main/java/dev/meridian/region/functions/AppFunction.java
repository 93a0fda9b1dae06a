package dev.meridian.region.functions;

import dev.meridian.functions.worker.HeavyRuntime;
import dev.meridian.proto.registry.v1.Placement;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Timestamps;
import dev.meridian.region.deployments.DeploymentSummary;
import dev.meridian.region.events.EventPattern;
import dev.meridian.region.query.Field;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;

/**
 * A function as it is stored.
 *
 * @param label DNS label of its generated hosts, unique in the network
 * @param deploymentId active deployment, empty for none
 * @param configuration grows whenever what a launch depends on changes
 * @param placing what is said of where it is executed; {@link #place} is where it is
 */
record AppFunction(
        String id,
        String label,
        String name,
        String runtime,
        List<String> execute,
        List<String> events,
        List<String> scopes,
        String schedule,
        int timeoutSeconds,
        boolean enabled,
        boolean logging,
        String entrypoint,
        String commands,
        int deploymentRetention,
        String buildSpecification,
        String runtimeSpecification,
        String deploymentId,
        long configuration,
        Placing placing,
        Instant createdAt,
        Instant updatedAt) {

    /** What a light function may have in memory. */
    static final int LIGHT_MEMORY_MIB = 128;

    static final TableShape SHAPE = TableShape.of(
            new Identifier("meridian"),
            new Identifier("function"),
            List.of(
                    Field.required("$id", "function_id", ValueType.STRING),
                    Field.required("$sequence", "sequence", ValueType.INTEGER),
                    Field.required("$createdAt", "created_at", ValueType.DATETIME),
                    Field.required("$updatedAt", "updated_at", ValueType.DATETIME),
                    hidden("label", ValueType.STRING, false),
                    Field.required("name", "name", ValueType.STRING),
                    Field.required("runtime", "runtime", ValueType.STRING),
                    hidden("execute", ValueType.STRING, true),
                    hidden("events", ValueType.STRING, true),
                    hidden("scopes", ValueType.STRING, true),
                    Field.required("schedule", "schedule", ValueType.STRING),
                    Field.required("timeout", "timeout_seconds", ValueType.INTEGER),
                    Field.required("enabled", "enabled", ValueType.BOOLEAN),
                    hidden("logging", ValueType.BOOLEAN, false),
                    Field.required("entrypoint", "entrypoint", ValueType.STRING),
                    Field.required("commands", "commands", ValueType.STRING),
                    hidden("deployment_retention", ValueType.INTEGER, false),
                    hidden("build_specification", ValueType.STRING, false),
                    hidden("runtime_specification", ValueType.STRING, false),
                    Field.required("deploymentId", "deployment_id", ValueType.STRING),
                    hidden("configuration", ValueType.INTEGER, false),
                    hidden("placement", ValueType.STRING, false),
                    hidden("cpu_millis", ValueType.INTEGER, false),
                    hidden("smart_in_region", ValueType.BOOLEAN, false),
                    hidden("calls_home", ValueType.FLOAT, false),
                    hidden("executions_measured", ValueType.INTEGER, false),
                    hidden("moved_at", ValueType.DATETIME, false),
                    Field.required("search", "search", ValueType.STRING)));

    private static Field hidden(String column, ValueType type, boolean array) {
        return new Field(column, new Identifier(column), type, array, false, false);
    }

    static AppFunction of(Row row) {
        return new AppFunction(
                row.getString("function_id"),
                row.getString("label"),
                row.getString("name"),
                row.getString("runtime"),
                List.of(row.getArrayOfStrings("execute")),
                List.of(row.getArrayOfStrings("events")),
                List.of(row.getArrayOfStrings("scopes")),
                row.getString("schedule"),
                row.getInteger("timeout_seconds"),
                row.getBoolean("enabled"),
                row.getBoolean("logging"),
                row.getString("entrypoint"),
                row.getString("commands"),
                row.getInteger("deployment_retention"),
                row.getString("build_specification"),
                row.getString("runtime_specification"),
                row.getString("deployment_id"),
                row.getLong("configuration"),
                Placing.of(row),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    /** Whether it runs in its home region only, in a process of its own. */
    boolean isHeavy() {
        return HeavyRuntime.isHeavy(runtime);
    }

    /** Where it is executed, unless the rule of a domain has it executed at home. */
    Placement place() {
        return isHeavy() ? Placement.PLACEMENT_REGION : placing.place();
    }

    /** Throws {@code general_argument_invalid} if it cannot be executed so. */
    void check(Placing.Choice choice, int cpuMillis) {
        if (isHeavy() && choice != Placing.Choice.REGION) {
            throw Invalid.parameter(
                    "placement",
                    "Value must be region: functions of the runtime " + runtime + " are executed in their home region");
        }
        if (isHeavy() && cpuMillis != 0) {
            throw Invalid.parameter(
                    "cpuTime",
                    "Value must be left out: calls of the runtime " + runtime + " have no limit of CPU time");
        }
    }

    /** Whether it is to be told of what happens in databases. */
    boolean listensToDatabases() {
        return enabled && events.stream().anyMatch(EventPattern::isOfDatabases);
    }

    AppFunction withLabel(String other) {
        return new AppFunction(
                id,
                other,
                name,
                runtime,
                execute,
                events,
                scopes,
                schedule,
                timeoutSeconds,
                enabled,
                logging,
                entrypoint,
                commands,
                deploymentRetention,
                buildSpecification,
                runtimeSpecification,
                deploymentId,
                configuration,
                placing,
                createdAt,
                updatedAt);
    }

    /**
     * The function as it is shown. It is live always: a change of its settings takes effect without a new deployment.
     *
     * @param variables as they are shown
     */
    JsonObject model(DeploymentSummary deployments, JsonArray variables) {
        return new JsonObject()
                .put("$id", id)
                .put("$createdAt", Timestamps.format(createdAt))
                .put("$updatedAt", Timestamps.format(updatedAt))
                .put("execute", new JsonArray(execute))
                .put("name", name)
                .put("enabled", enabled)
                .put("live", true)
                .put("logging", logging)
                .put("runtime", runtime)
                .put("deploymentRetention", deploymentRetention)
                .put("deploymentId", deploymentId)
                .put("deploymentCreatedAt", deployments.activeCreatedAt())
                .put("latestDeploymentId", deployments.latestId())
                .put("latestDeploymentCreatedAt", deployments.latestCreatedAt())
                .put("latestDeploymentStatus", deployments.latestStatus())
                .put("scopes", new JsonArray(scopes))
                .put("vars", variables)
                .put("events", new JsonArray(events))
                .put("schedule", schedule)
                .put("timeout", timeoutSeconds)
                .put("entrypoint", entrypoint)
                .put("commands", commands)
                .put("version", "v5")
                .put("installationId", "")
                .put("providerRepositoryId", "")
                .put("providerBranch", "")
                .put("providerRootDirectory", "")
                .put("providerSilentMode", false)
                .put("providerBranches", new JsonArray())
                .put("providerPaths", new JsonArray())
                .put("specification", runtimeSpecification)
                .put("buildSpecification", buildSpecification)
                .put("runtimeSpecification", runtimeSpecification);
    }
}
