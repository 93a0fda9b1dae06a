package dev.meridian.region.proxy;

import dev.meridian.proto.registry.v1.Domain;
import dev.meridian.proto.registry.v1.Placement;
import dev.meridian.proto.registry.v1.Target;
import dev.meridian.region.api.Timestamps;
import dev.meridian.region.query.Field;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule as it is stored and listed.
 *
 * @param type one of those below
 * @param isOwn whether a caller made it; else it follows from the label of a function or site
 * @param resourceType {@code function} or {@code site}, empty where the rule is of neither
 * @param resourceId ID of that
 * @param deploymentId active deployment of that, empty for none
 * @param placement {@code edge} or {@code region}, empty where nothing executes
 * @param url where a redirect leads to, or an origin is; empty for neither
 * @param redirectStatus 0 for no redirect
 * @param logs what is wrong with the domain's records, and what to enter; empty where nothing is
 * @param token what proves the domain in a TXT record; empty where the rule is nobody's own
 */
record ProxyRule(
        String id,
        String domain,
        String type,
        boolean isOwn,
        String resourceType,
        String resourceId,
        String deploymentId,
        String placement,
        String url,
        int redirectStatus,
        Standing standing,
        String logs,
        String token,
        Instant createdAt,
        Instant updatedAt) {

    static final String DEPLOYMENT = "deployment";
    static final String REDIRECT = "redirect";
    static final String API = "api";
    static final String ORIGIN = "origin";
    static final String FUNCTION = "function";
    static final String SITE = "site";

    static final TableShape SHAPE = TableShape.of(
            new Identifier("meridian"),
            new Identifier("listed_rule"),
            List.of(
                    Field.required("$id", "rule_id", ValueType.STRING),
                    Field.required("$sequence", "sequence", ValueType.INTEGER),
                    Field.required("$createdAt", "created_at", ValueType.DATETIME),
                    Field.required("$updatedAt", "updated_at", ValueType.DATETIME),
                    Field.required("domain", "domain", ValueType.STRING),
                    Field.required("type", "type", ValueType.STRING),
                    Field.required("trigger", "trigger", ValueType.STRING),
                    Field.required("deploymentResourceType", "resource_type", ValueType.STRING),
                    Field.required("deploymentResourceId", "resource_id", ValueType.STRING),
                    Field.required("deploymentId", "deployment_id", ValueType.STRING),
                    Field.required("redirectUrl", "redirect_url", ValueType.STRING),
                    Field.required("redirectStatusCode", "redirect_status", ValueType.INTEGER),
                    Field.required("status", "status", ValueType.STRING),
                    Field.required("placement", "placement", ValueType.STRING),
                    shown("logs", ValueType.STRING),
                    shown("token", ValueType.STRING),
                    shown("failing_since", ValueType.DATETIME),
                    shown("attempts", ValueType.INTEGER),
                    Field.required("search", "search", ValueType.STRING)));

    /** What no query may name. */
    private static Field shown(String column, ValueType type) {
        return new Field(column, new Identifier(column), type, false, true, false);
    }

    static ProxyRule of(Row row) {
        return new ProxyRule(
                row.getString("rule_id"),
                row.getString("domain"),
                row.getString("type"),
                row.getString("trigger").equals("manual"),
                row.getString("resource_type"),
                row.getString("resource_id"),
                row.getString("deployment_id"),
                row.getString("placement"),
                row.getString("redirect_url"),
                row.getInteger("redirect_status"),
                new Standing(
                        row.getString("status"),
                        instant(row.getOffsetDateTime("failing_since")),
                        row.getInteger("attempts")),
                row.getString("logs"),
                row.getString("token"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    boolean isVerified() {
        return standing.isVerified();
    }

    /** After a look at the DNS. */
    ProxyRule with(Diagnosis diagnosis, Instant now, Duration grace) {
        Standing next = standing.after(diagnosis.verification(), now, grace);
        String text = diagnosis.text();
        boolean isNews = !(next.status().equals(standing.status()) && text.equals(logs));
        return new ProxyRule(
                id,
                domain,
                type,
                isOwn,
                resourceType,
                resourceId,
                deploymentId,
                placement,
                url,
                redirectStatus,
                next,
                text,
                token,
                createdAt,
                isNews ? now : updatedAt);
    }

    /** What routers and edges are told. */
    Domain told(String project) {
        Domain.Builder told = Domain.newBuilder()
                .setDomain(domain)
                .setProjectId(project)
                .setResourceId(resourceId)
                .setRedirectStatus(redirectStatus)
                .setVerified(isVerified());
        return switch (type) {
            case DEPLOYMENT ->
                told.setTarget(resourceType.equals(SITE) ? Target.TARGET_SITE : Target.TARGET_FUNCTION)
                        .setPlacement(
                                placement.equals("region") ? Placement.PLACEMENT_REGION : Placement.PLACEMENT_EDGE)
                        .build();
            case REDIRECT ->
                told.setTarget(Target.TARGET_REDIRECT).setRedirectUrl(url).build();
            case ORIGIN ->
                told.setTarget(Target.TARGET_ORIGIN).setOriginUrl(url).build();
            case API -> told.setTarget(Target.TARGET_API).build();
            default -> throw new IllegalStateException("rule " + id + " is of the unknown type " + type);
        };
    }

    JsonObject model() {
        return new JsonObject()
                .put("$id", id)
                .put("$createdAt", Timestamps.format(createdAt))
                .put("$updatedAt", Timestamps.format(updatedAt))
                .put("domain", domain)
                .put("type", type)
                .put("trigger", isOwn ? "manual" : "deployment")
                .put("redirectUrl", type.equals(REDIRECT) ? url : "")
                .put("originUrl", type.equals(ORIGIN) ? url : "")
                .put("redirectStatusCode", redirectStatus)
                .put("deploymentId", deploymentId)
                .put("deploymentResourceType", resourceType)
                .put("deploymentResourceId", resourceId)
                .put("deploymentVcsProviderBranch", "")
                .put("placement", placement)
                .put("status", standing.status())
                .put("logs", logs)
                .put("renewAt", "");
    }
}
