package dev.meridian.region.sites;

import dev.meridian.region.api.Timestamps;
import dev.meridian.region.deployments.BuildPlan;
import dev.meridian.region.deployments.DeploymentSummary;
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
 * A site as it is stored.
 *
 * @param label DNS label of its generated hosts, unique in the network
 * @param plan how its deployments are built; the commands are the build command
 * @param fallbackFile served where there is no file, empty for none
 * @param deploymentId active deployment, empty for none
 * @param live whether no variable was changed since the active deployment became that
 */
record AppSite(
        String id,
        String label,
        String name,
        String framework,
        boolean enabled,
        boolean logging,
        int timeoutSeconds,
        BuildPlan plan,
        String startCommand,
        String buildRuntime,
        String adapter,
        String fallbackFile,
        int deploymentRetention,
        String buildSpecification,
        String runtimeSpecification,
        String deploymentId,
        boolean live,
        Instant createdAt,
        Instant updatedAt) {

    static final TableShape SHAPE = TableShape.of(
            new Identifier("meridian"),
            new Identifier("site"),
            List.of(
                    Field.required("$id", "site_id", ValueType.STRING),
                    Field.required("$sequence", "sequence", ValueType.INTEGER),
                    Field.required("$createdAt", "created_at", ValueType.DATETIME),
                    Field.required("$updatedAt", "updated_at", ValueType.DATETIME),
                    hidden("label", ValueType.STRING),
                    Field.required("name", "name", ValueType.STRING),
                    Field.required("framework", "framework", ValueType.STRING),
                    Field.required("enabled", "enabled", ValueType.BOOLEAN),
                    hidden("logging", ValueType.BOOLEAN),
                    hidden("timeout_seconds", ValueType.INTEGER),
                    Field.required("installCommand", "install_command", ValueType.STRING),
                    Field.required("buildCommand", "build_command", ValueType.STRING),
                    hidden("start_command", ValueType.STRING),
                    Field.required("outputDirectory", "output_directory", ValueType.STRING),
                    Field.required("buildRuntime", "build_runtime", ValueType.STRING),
                    Field.required("adapter", "adapter", ValueType.STRING),
                    Field.required("fallbackFile", "fallback_file", ValueType.STRING),
                    hidden("deployment_retention", ValueType.INTEGER),
                    hidden("build_specification", ValueType.STRING),
                    hidden("runtime_specification", ValueType.STRING),
                    Field.required("deploymentId", "deployment_id", ValueType.STRING),
                    hidden("live", ValueType.BOOLEAN),
                    Field.required("search", "search", ValueType.STRING)));

    private static Field hidden(String column, ValueType type) {
        return new Field(column, new Identifier(column), type, false, false, false);
    }

    static AppSite of(Row row) {
        return new AppSite(
                row.getString("site_id"),
                row.getString("label"),
                row.getString("name"),
                row.getString("framework"),
                row.getBoolean("enabled"),
                row.getBoolean("logging"),
                row.getInteger("timeout_seconds"),
                new BuildPlan(
                        "",
                        row.getString("build_command"),
                        row.getString("install_command"),
                        row.getString("output_directory")),
                row.getString("start_command"),
                row.getString("build_runtime"),
                row.getString("adapter"),
                row.getString("fallback_file"),
                row.getInteger("deployment_retention"),
                row.getString("build_specification"),
                row.getString("runtime_specification"),
                row.getString("deployment_id"),
                row.getBoolean("live"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    /**
     * The site as it is shown. A change of its settings takes effect without a new deployment.
     *
     * @param variables as they are shown
     */
    JsonObject model(DeploymentSummary deployments, JsonArray variables) {
        return new JsonObject()
                .put("$id", id)
                .put("$createdAt", Timestamps.format(createdAt))
                .put("$updatedAt", Timestamps.format(updatedAt))
                .put("name", name)
                .put("enabled", enabled)
                .put("live", live)
                .put("logging", logging)
                .put("framework", framework)
                .put("deploymentRetention", deploymentRetention)
                .put("deploymentId", deploymentId)
                .put("deploymentCreatedAt", deployments.activeCreatedAt())
                .put("deploymentScreenshotLight", "")
                .put("deploymentScreenshotDark", "")
                .put("latestDeploymentId", deployments.latestId())
                .put("latestDeploymentCreatedAt", deployments.latestCreatedAt())
                .put("latestDeploymentStatus", deployments.latestStatus())
                .put("vars", variables)
                .put("timeout", timeoutSeconds)
                .put("installCommand", plan.installCommand())
                .put("buildCommand", plan.commands())
                .put("startCommand", startCommand)
                .put("outputDirectory", plan.outputDirectory())
                .put("installationId", "")
                .put("providerRepositoryId", "")
                .put("providerBranch", "")
                .put("providerRootDirectory", "")
                .put("providerSilentMode", false)
                .put("providerBranches", new JsonArray())
                .put("providerPaths", new JsonArray())
                .put("buildSpecification", buildSpecification)
                .put("runtimeSpecification", runtimeSpecification)
                .put("buildRuntime", buildRuntime)
                .put("adapter", adapter)
                .put("fallbackFile", fallbackFile);
    }
}
