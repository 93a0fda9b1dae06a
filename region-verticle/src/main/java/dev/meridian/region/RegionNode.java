package dev.meridian.region;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.node.NodeContext;
import dev.meridian.region.access.ConsoleUsers;
import dev.meridian.region.access.RegionGate;
import dev.meridian.region.access.RegionTokens;
import dev.meridian.region.access.Sessions;
import dev.meridian.region.accounts.AccountFeature;
import dev.meridian.region.accounts.UsersFeature;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.RegionApi;
import dev.meridian.region.api.Workflows;
import dev.meridian.region.console.ConsoleDoor;
import dev.meridian.region.console.ConsoleFeature;
import dev.meridian.region.console.RemoteConsoleUsers;
import dev.meridian.region.databases.DatabasesFeature;
import dev.meridian.region.databases.transactions.TransactionSweep;
import dev.meridian.region.deployments.Deployments;
import dev.meridian.region.dns.NameServers;
import dev.meridian.region.events.Events;
import dev.meridian.region.functions.FunctionsFeature;
import dev.meridian.region.health.HealthFeature;
import dev.meridian.region.keys.KeysFeature;
import dev.meridian.region.names.Names;
import dev.meridian.region.network.NetworkFeature;
import dev.meridian.region.node.DomainSettings;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.node.RegionSettings;
import dev.meridian.region.outbox.Outbox;
import dev.meridian.region.outbox.Purges;
import dev.meridian.region.passwords.Passwords;
import dev.meridian.region.platforms.PlatformsFeature;
import dev.meridian.region.policies.PoliciesFeature;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.projects.ProjectHome;
import dev.meridian.region.projects.ProjectsFeature;
import dev.meridian.region.projects.oauth.OAuthFeature;
import dev.meridian.region.projects.phones.MockPhonesFeature;
import dev.meridian.region.projects.settings.SettingsFeature;
import dev.meridian.region.projects.templates.TemplatesFeature;
import dev.meridian.region.proxy.ProxyFeature;
import dev.meridian.region.registry.RegistryDoor;
import dev.meridian.region.registry.RegistryStore;
import dev.meridian.region.release.Release;
import dev.meridian.region.residency.ResidencyFeature;
import dev.meridian.region.sealing.Sealer;
import dev.meridian.region.sites.SitesFeature;
import dev.meridian.region.storage.StorageFeature;
import dev.meridian.region.teams.TeamsFeature;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.grpc.server.Service;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A region that runs: the API, and what it offers to other nodes. */
public final class RegionNode {

    private final RegionContext region;
    private final StorageFeature storage;
    private final Deployments deployments;
    private final FunctionsFeature functions;
    private final SitesFeature sites;
    private final NetworkFeature network;
    private final ResidencyFeature residency;
    private final Supplier<Future<Void>> domainChecks;
    private final TransactionSweep transactions;
    private final RegionApi api;
    private final List<Service> services;

    private RegionNode(
            RegionContext region,
            StorageFeature storage,
            Deployments deployments,
            FunctionsFeature functions,
            SitesFeature sites,
            NetworkFeature network,
            ResidencyFeature residency,
            Supplier<Future<Void>> domainChecks,
            TransactionSweep transactions,
            RegionApi api,
            List<Service> services) {
        this.region = region;
        this.storage = storage;
        this.deployments = deployments;
        this.functions = functions;
        this.sites = sites;
        this.network = network;
        this.residency = residency;
        this.domainChecks = domainChecks;
        this.transactions = transactions;
        this.api = api;
        this.services = services;
    }

    /** Opens the database and assembles the features; succeeds once requests can be answered. */
    public static Future<RegionNode> start(NodeContext node, RegionSettings settings) {
        return Database.open(node.vertx(), settings.database())
                .compose(database -> context(node, settings, database)
                        .compose(region -> StorageFeature.open(region).compose(storage -> assemble(region, storage)))
                        .recover(failure -> database.close().transform(closed -> Future.failedFuture(failure))));
    }

    private static Future<RegionContext> context(NodeContext node, RegionSettings settings, Database database) {
        String site = node.settings().site().code();
        Outbox outbox = new Outbox(node.vertx(), database, node.clock(), node.ids());
        Purges purges = new Purges(database, outbox, node.events(), node.clock(), node.ids(), site);
        Names names = new Names(node.vertx(), database, outbox, node.events(), node.clock(), site);
        Passwords passwords = new Passwords(node.vertx(), settings.passwordThreads());
        return Future.all(
                        Workflows.start(node.vertx()),
                        RegistryStore.open(database, site, node.ids().secret(32)),
                        RegionTokens.open(database, node.ids(), node.clock()),
                        node.vertx().executeBlocking(() -> Sealer.open(settings.sealing())))
                .map(opened -> new RegionContext(
                        node,
                        settings,
                        database,
                        opened.resultAt(0),
                        opened.resultAt(1),
                        outbox,
                        purges,
                        new Events(outbox, node.ids(), node.clock()),
                        names,
                        opened.resultAt(2),
                        passwords,
                        new Release(database, node.topology()),
                        opened.resultAt(3)));
    }

    /** Everything that this region can do, but for projects themselves. */
    private static List<ApiFeature> features(RegionContext region, StorageFeature storage, FunctionsFeature functions) {
        return List.of(
                new HealthFeature(),
                new AccountFeature(region),
                new UsersFeature(region),
                new TeamsFeature(region),
                new KeysFeature(region),
                new SettingsFeature(region),
                new PlatformsFeature(region),
                new MockPhonesFeature(region),
                new TemplatesFeature(region),
                new OAuthFeature(region),
                new DatabasesFeature(region),
                storage,
                functions);
    }

    private static Future<RegionNode> assemble(RegionContext region, StorageFeature storage) {
        NodeContext node = region.node();
        Sessions sessions = new Sessions(region.database(), node.clock());
        RegionGate gate = new RegionGate(
                region.database(), sessions, consoleUsers(region, sessions), region.tokens(), node.clock());
        Deployments deployments = Deployments.open(region, storage.objects());
        FunctionsFeature functions = new FunctionsFeature(region, deployments, gate);
        SitesFeature sites = new SitesFeature(region, deployments);
        NetworkFeature network = new NetworkFeature(region, gate);
        DomainSettings domains = region.settings().domains();
        NameServers dns = new NameServers(node.vertx(), domains.servers(), domains.patience());
        ProxyFeature proxy = new ProxyFeature(region, dns);
        List<ApiFeature> features = new ArrayList<>(features(region, storage, functions));
        features.add(new ConsoleFeature(region));
        features.add(sites);
        features.add(deployments.projectVariables());
        features.add(proxy);
        features.add(network);
        features.add(new PoliciesFeature(region));
        ResidencyFeature residency = new ResidencyFeature(region);
        features.add(residency);
        ProjectHome home = home(region, features);
        ProjectsFeature projects = new ProjectsFeature(region, home);
        features.add(projects);
        RegionApi api = new RegionApi(
                region.site(),
                features,
                gate,
                region.release(),
                region.webHosts(),
                region.workflows(),
                region.settings().mostInFlight());
        Future<Void> console = region.isDefault() ? home.addConsole() : Future.succeededFuture();
        return console.compose(added -> proxy.prepare()).map(ready -> {
            region.outbox().start();
            region.names().start();
            functions.start();
            proxy.start();
            return new RegionNode(
                    region,
                    storage,
                    deployments,
                    functions,
                    sites,
                    network,
                    residency,
                    () -> proxy.close().onComplete(stopped -> dns.close()),
                    TransactionSweep.start(node.vertx(), region.database(), node.clock()),
                    api,
                    services(region, sessions, projects, features));
        });
    }

    private static ProjectHome home(RegionContext region, List<ApiFeature> features) {
        List<BiFunction<SqlConnection, String, Future<Void>>> forgetters = new ArrayList<>();
        features.forEach(feature -> forgetters.add(feature::forget));
        return new ProjectHome(
                region.database(),
                region.registry(),
                region.names(),
                region.node().clock(),
                region.site(),
                forgetters);
    }

    private static ConsoleUsers consoleUsers(RegionContext region, Sessions sessions) {
        NodeContext node = region.node();
        return region.isDefault()
                ? session -> sessions.find("console", session)
                : new RemoteConsoleUsers(node.settings().defaultRegion(), node.topology(), node.relay(), node.clock());
    }

    private static List<Service> services(
            RegionContext region, Sessions sessions, ProjectsFeature projects, List<ApiFeature> features) {
        List<Service> services = new ArrayList<>();
        services.add(RegistryDoor.service(region.node().vertx(), region.registry()));
        if (region.isDefault()) {
            services.add(ConsoleDoor.service(sessions, projects::unlist));
        }
        features.forEach(feature -> services.addAll(feature.services()));
        return List.copyOf(services);
    }

    /** Executes functions and serves sites that a host names, and answers API requests; from the public door and from the relay alike. */
    public Handler<Exchange> exchanges() {
        return exchange -> {
            if (!functions.visit(exchange) && !sites.visit(exchange)) {
                api.handle(exchange);
            }
        };
    }

    /** gRPC for users, on the public door. */
    public List<Service> publicServices() {
        return Stream.of(functions.publicServices(), network.publicServices())
                .flatMap(List::stream)
                .toList();
    }

    /** For the relay door only. */
    public List<Service> services() {
        return services;
    }

    /** Stops taking part; requests in flight should have ended before. */
    public Future<Void> close() {
        region.names().close();
        network.close();
        region.passwords().close();
        sites.close();
        transactions.stop();
        return Future.join(
                        residency.close(),
                        region.outbox().close(),
                        functions.close(),
                        storage.close(),
                        domainChecks.get())
                .compose(stopped -> deployments.close())
                .compose(stopped -> region.database().close());
    }
}
