package dev.meridian.region.proxy;

import dev.meridian.core.hosts.OriginAddress;
import dev.meridian.core.id.Ids;
import dev.meridian.core.node.Domains;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.dns.NameService;
import dev.meridian.region.events.Cause;
import dev.meridian.region.listing.Listing;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.query.Visibility;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The proxy service, {@code /v1/proxy/rules}; for keys and administrators. A domain in front of an origin outside the
 * network, {@code /v1/network/origins}, is one more type of rule.
 */
public final class ProxyFeature implements ApiFeature {

    private static final String RULES = "/v1/proxy/rules";
    private static final String RULE = RULES + "/{ruleId}";
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 307, 308);

    private final DomainRules rules;
    private final DomainClaims claims;
    private final DomainDoctor doctor;
    private final DomainChecks checks;
    private final Duration grace;
    private final Ids ids;
    private final InstantSource clock;
    private final Domains domains;
    private final List<String> regions;
    private final String site;

    /** @param dns tells whether a domain leads here */
    public ProxyFeature(RegionContext region, NameService dns) {
        this.rules = new DomainRules(region);
        this.ids = region.node().ids();
        this.clock = region.node().clock();
        this.domains = region.node().settings().domains();
        this.regions = region.node().settings().regions();
        this.site = region.site();
        this.claims = new DomainClaims(region.names(), region.node().registry(), domains);
        this.doctor = new DomainDoctor(
                dns, rules.holders(), domains, region.settings().domains().target());
        this.checks = new DomainChecks(region, rules, doctor);
        this.grace = region.settings().domains().grace();
    }

    /** Done before the first request. */
    public Future<Void> prepare() {
        return rules.tellDomains(site, domains);
    }

    /** Looks at domains again, from now on. */
    public void start() {
        checks.start();
    }

    /** Succeeds once no domain is being looked at. */
    public Future<Void> close() {
        return checks.stop();
    }

    FormerHolders holders() {
        return rules.holders();
    }

    DomainChecks checks() {
        return checks;
    }

    @Override
    public void routes(Routes routes) {
        routes.post(RULES + "/function").scope("rules.write").on(this::createForFunction);
        routes.post(RULES + "/api").scope("rules.write").on(this::createForApi);
        routes.post(RULES + "/redirect").scope("rules.write").on(this::createRedirect);
        routes.post(RULES + "/site").scope("rules.write").on(this::createForSite);
        routes.post("/v1/network/origins").scope("network.write").on(this::createForOrigin);
        routes.get("/v1/network/domains/{domain}").scope("rules.read").on(this::diagnose);
        routes.get(RULES).scope("rules.read").on(this::list);
        routes.get(RULE).scope("rules.read").on(this::one);
        routes.patch(RULE + "/status").scope("rules.write").on(this::verifyAgain);
        routes.delete(RULE).scope("rules.write").on(this::delete);
    }

    @Override
    public Future<Void> forget(SqlConnection transaction, String project) {
        return rules.forgetAll(transaction, project);
    }

    private Future<ApiReply> createForFunction(ApiRequest request) {
        Parameters parameters = request.parameters();
        String placement =
                parameters.oneOf("placement", List.of("edge", "region")).orElse("edge");
        Resource function = new Resource(ProxyRule.FUNCTION, parameters.id("functionId"));
        return create(request, ProxyRule.DEPLOYMENT, function, placement, "", 0);
    }

    private Future<ApiReply> createForApi(ApiRequest request) {
        return create(request, ProxyRule.API, new Resource("", ""), "", "", 0);
    }

    private Future<ApiReply> createRedirect(ApiRequest request) {
        Parameters parameters = request.parameters();
        String url = parameters.text(
                "url", "Value must be a valid URL of http or https", text -> text.length() <= 2_048 && isWeb(text));
        int status = Math.toIntExact(parameters
                .integer("statusCode", 301, 308)
                .filter(code -> REDIRECTS.contains(Math.toIntExact(code)))
                .orElseThrow(() -> Invalid.parameter("statusCode", "Value must be one of (301, 302, 307, 308)")));
        String id = parameters.id("resourceId");
        String type = parameters
                .oneOf("resourceType", List.of(ProxyRule.SITE, ProxyRule.FUNCTION))
                .orElseThrow(() -> Invalid.missing("resourceType"));
        return create(request, ProxyRule.REDIRECT, new Resource(type, id), "", url, status);
    }

    private Future<ApiReply> createForSite(ApiRequest request) {
        Parameters parameters = request.parameters();
        if (parameters
                .optionalText("branch", 255)
                .filter(text -> !text.isEmpty())
                .isPresent()) {
            throw Invalid.parameter("branch", "Sites of this network have no branches");
        }
        Resource site = new Resource(ProxyRule.SITE, parameters.id("siteId"));
        return create(request, ProxyRule.DEPLOYMENT, site, "edge", "", 0);
    }

    private Future<ApiReply> createForOrigin(ApiRequest request) {
        String url = request.parameters().text("url", 2_048);
        OriginAddress address = origin(url);
        if (DomainName.isOfNetwork(address.host(), domains, regions)) {
            throw Invalid.parameter("url", "Value must be an origin outside the network");
        }
        return create(request, ProxyRule.ORIGIN, new Resource("", ""), "", address.toString(), 0);
    }

    private static OriginAddress origin(String url) {
        try {
            return OriginAddress.parse(url);
        } catch (IllegalArgumentException wrong) {
            throw Invalid.parameter(
                    "url", "Value must be the URL of an origin, without a path: https://shop.example.com");
        }
    }

    /** @param type {@code function} or {@code site}, empty for neither */
    private record Resource(String type, String id) {}

    private Future<ApiReply> create(
            ApiRequest request, String type, Resource resource, String placement, String url, int status) {
        String domain = domain(request.parameters(), type);
        Instant now = clock.instant();
        return claims.claim(request.project(), domain)
                .compose(claimed -> rules.holders().secret(request.project()))
                .compose(secret -> {
                    ProxyRule asked = new ProxyRule(
                            ids.unique(),
                            domain,
                            type,
                            true,
                            resource.type(),
                            resource.id(),
                            "",
                            placement,
                            url,
                            status,
                            Standing.NEW,
                            "",
                            DomainProof.token(secret, domain),
                            now,
                            now);
                    return doctor.examine(request.project(), asked)
                            .compose(diagnosis -> rules.create(
                                    request.project(), draft(asked, diagnosis, now), Cause.of(request.caller())))
                            .compose(made -> reply(request, asked.id(), 201));
                });
    }

    private DomainRules.Draft draft(ProxyRule asked, Diagnosis diagnosis, Instant now) {
        ProxyRule rule = asked.with(diagnosis, now, grace);
        return new DomainRules.Draft(rule, doctor.proof(rule), diagnosis.isProven(), checks.next(rule, now));
    }

    private String domain(Parameters parameters, String type) {
        String text = parameters.text("domain", 253);
        return switch (DomainName.of(text, domains, regions)) {
            case DomainName.Fit(String name) -> name;
            case DomainName.Further(String name) when type.equals(ProxyRule.DEPLOYMENT) -> name;
            case DomainName.Further(String name) ->
                throw Invalid.parameter(
                        "domain", "Hosts of " + domains.network() + " lead to functions and sites, and nowhere else");
            case DomainName.Unfit(String rule) -> throw Invalid.parameter("domain", rule);
        };
    }

    private Future<ApiReply> list(ApiRequest request) {
        return Listing.of(
                        rules.database(),
                        ProxyRule.SHAPE.pinned("project_id", ValueType.STRING, request.project()),
                        new Visibility.Everything(),
                        request.parameters())
                .map(listing -> ApiReply.json(
                        200, listing.model("rules", row -> ProxyRule.of(row).model())));
    }

    private Future<ApiReply> one(ApiRequest request) {
        return reply(request, request.path("ruleId"), 200);
    }

    /** Says what this look came to, also where the rule stays verified for its time of grace. */
    private Future<ApiReply> verifyAgain(ApiRequest request) {
        return own(request)
                .compose(rule -> doctor.examine(request.project(), rule)
                        .compose(diagnosis -> checks.keep(
                                        request.project(), rule, diagnosis, Cause.of(request.caller()))
                                .compose(kept -> diagnosis.verification() == Verification.VERIFIED
                                        ? reply(request, rule.id(), 200)
                                        : Future.failedFuture(RuleProblems.unverified(diagnosis.text())))));
    }

    private Future<ApiReply> diagnose(ApiRequest request) {
        return rules.findByDomain(request.project(), request.path("domain").toLowerCase(Locale.ROOT))
                .compose(rule -> doctor.examine(request.project(), rule)
                        .map(diagnosis -> ApiReply.json(
                                200,
                                diagnosis
                                        .model()
                                        .put("domain", rule.domain())
                                        .put("ruleId", rule.id())
                                        .put("status", rule.standing().status())
                                        .put("target", doctor.target()))));
    }

    private Future<ApiReply> delete(ApiRequest request) {
        return own(request)
                .compose(rule -> rules.delete(request.project(), rule, Cause.of(request.caller())))
                .map(deleted -> ApiReply.empty());
    }

    private Future<ProxyRule> own(ApiRequest request) {
        return rules.find(request.project(), request.path("ruleId"))
                .compose(rule -> rule.isOwn()
                        ? Future.succeededFuture(rule)
                        : Future.failedFuture(RuleProblems.followsResource()));
    }

    private Future<ApiReply> reply(ApiRequest request, String id, int status) {
        return rules.find(request.project(), id).map(rule -> ApiReply.json(status, rule.model()));
    }

    private static boolean isWeb(String text) {
        try {
            URI uri = new URI(text);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null;
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
