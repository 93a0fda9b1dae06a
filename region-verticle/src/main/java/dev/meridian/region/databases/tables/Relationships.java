package dev.meridian.region.databases.tables;

import static io.vertx.core.Future.await;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.naming.Naming.BothRoutes;
import dev.meridian.region.databases.tables.Models.Status;
import dev.meridian.region.databases.tables.Relationship.Kind;
import dev.meridian.region.databases.tables.Relationship.OnDelete;
import dev.meridian.region.databases.tables.Relationship.Side;
import dev.meridian.region.databases.tables.Table.Definition;
import dev.meridian.region.databases.tables.TableStore.Changes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.postgres.OpenTransaction;
import dev.meridian.region.query.Datetimes;
import dev.meridian.region.query.Identifier;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Columns that tie rows to rows of other tables: made, renamed and ruled at both ends together (contract section 5). */
final class Relationships {

    private static final List<String> KINDS =
            Stream.of(Kind.values()).map(Kind::type).toList();
    private static final List<String> RULES =
            Stream.of(OnDelete.values()).map(OnDelete::text).toList();

    private final RegionContext region;
    private final TableStore store;
    private final Catalogue catalogue;

    Relationships(RegionContext region, TableStore store, Catalogue catalogue) {
        this.region = region;
        this.store = store;
        this.catalogue = catalogue;
    }

    /** The SDK's two services have the update under different paths; both answer in both vocabularies. */
    void routes(BothRoutes routes) {
        routes.post(Columns.PATH + "/relationship").scope(Columns.WRITE).workflow(this::create);
        routes.patch(Columns.PATH + "/{key}/relationship").scope(Columns.WRITE).workflow(this::update);
        routes.patch(Columns.PATH + "/relationship/{key}").scope(Columns.WRITE).workflow(this::update);
    }

    private ApiReply create(ApiRequest request) {
        OffsetDateTime now = region.now();
        TableId id = TableId.of(request);
        Relationship parent = read(request, id, Datetimes.format(now));
        TableId related = other(id, parent);
        store.changeAll(List.of(id, related), now, before -> added(before, id, parent), (transaction, after) -> {
            tell(transaction, id, parent, "create", Cause.of(request.caller()));
            if (parent.twoWay()) {
                tell(transaction, related, parent.opposite(id.table()), "create", Cause.of(request.caller()));
            }
        });
        return ApiReply.json(202, Models.relationship(parent, Status.PROCESSING, Naming.of(request)));
    }

    private Relationship read(ApiRequest request, TableId id, String now) {
        Parameters parameters = request.parameters();
        String related = parameters.id(Naming.of(request).name("relatedTableId"));
        Kind kind = parameters.oneOf("type", KINDS).flatMap(Kind::of).orElseThrow(() -> Invalid.missing("type"));
        String key = parameters.has("key") ? ColumnParameters.key(parameters) : related;
        String otherKey = parameters.has("twoWayKey") ? ColumnParameters.key(parameters, "twoWayKey") : id.table();
        if (related.equals(id.table()) && key.equalsIgnoreCase(otherKey)) {
            throw DatabaseProblems.columnExists(otherKey);
        }
        return new Relationship(
                key,
                new Identifier("l_" + region.node().ids().unique()),
                kind,
                Side.PARENT,
                related,
                parameters.flag("twoWay", false),
                otherKey,
                rule(parameters).orElse(OnDelete.RESTRICT),
                now,
                now);
    }

    private static Optional<OnDelete> rule(Parameters parameters) {
        return parameters.oneOf("onDelete", RULES).flatMap(OnDelete::of);
    }

    private static TableId other(TableId id, Relationship relationship) {
        return new TableId(id.project(), id.database(), relationship.related());
    }

    private static Changes added(Map<TableId, Definition> before, TableId id, Relationship parent) {
        TableId related = other(id, parent);
        Map<TableId, Definition> after = new LinkedHashMap<>(before);
        after.computeIfPresent(id, (same, table) -> grown(table, parent));
        after.computeIfPresent(related, (same, table) -> grown(table, parent.opposite(id.table())));
        List<String> ddl = Ddl.createLink(
                Objects.requireNonNull(before.get(id)), Objects.requireNonNull(before.get(related)), parent);
        return new Changes(after, ddl);
    }

    private static Definition grown(Definition table, Relationship relationship) {
        Columns.checkRoom(table.keys(), relationship.key());
        List<Relationship> relationships = new ArrayList<>(table.relationships());
        relationships.add(relationship);
        return table.related(List.copyOf(relationships));
    }

    private ApiReply update(ApiRequest request) {
        OffsetDateTime now = region.now();
        String text = Datetimes.format(now);
        Parameters parameters = request.parameters();
        TableId id = TableId.of(request);
        String key = request.path("key");
        String newKey = parameters.has("newKey") ? ColumnParameters.key(parameters, "newKey") : key;
        Optional<OnDelete> rule = rule(parameters);
        Relationship known =
                await(catalogue.current(id)).relationship(key).orElseThrow(() -> DatabaseProblems.columnNotFound(key));
        UnaryOperator<Relationship> change =
                present -> present.renamed(newKey, text).ruled(rule.orElse(present.onDelete()), text);
        store.changeAll(
                List.of(id, other(id, known)),
                now,
                before -> changed(before, id, present(before, id, key), change, text),
                (transaction, after) ->
                        tell(transaction, id, present(after, id, newKey), "update", Cause.of(request.caller())));
        return ApiReply.json(200, Models.relationship(change.apply(known), Status.AVAILABLE, Naming.of(request)));
    }

    private static Changes changed(
            Map<TableId, Definition> before,
            TableId id,
            Relationship present,
            UnaryOperator<Relationship> change,
            String now) {
        Relationship changed = change.apply(present);
        Map<TableId, Definition> after = new LinkedHashMap<>(before);
        if (!changed.key().equals(present.key())) {
            Columns.checkKey(Objects.requireNonNull(before.get(id)).keysBeside(present.key()), changed.key());
        }
        after.computeIfPresent(id, (same, table) -> replaced(table, present, each -> changed));
        after.computeIfPresent(
                other(id, present),
                (same, table) -> replaced(
                        table,
                        present.opposite(id.table()),
                        each -> each.otherRenamed(changed.key(), now).ruled(changed.onDelete(), now)));
        return new Changes(after, List.of());
    }

    /** The end that is at the same side of the same link. */
    private static Definition replaced(Definition table, Relationship end, UnaryOperator<Relationship> change) {
        return table.related(table.relationships().stream()
                .map(each -> isSame(each, end) ? change.apply(each) : each)
                .toList());
    }

    private static boolean isSame(Relationship one, Relationship other) {
        return one.link().equals(other.link()) && one.side() == other.side();
    }

    /** Takes both ends away, and every tie. */
    void delete(ApiRequest request, TableId id, Relationship known) {
        store.changeAll(
                List.of(id, other(id, known)),
                region.now(),
                before -> {
                    Relationship present = present(before, id, known.key());
                    Map<TableId, Definition> after = new LinkedHashMap<>(before);
                    after.replaceAll((same, table) -> table.related(table.relationships().stream()
                            .filter(each -> !each.link().equals(present.link()))
                            .toList()));
                    return new Changes(after, List.of(Ddl.dropLink(Objects.requireNonNull(before.get(id)), present)));
                },
                (transaction, after) -> tell(transaction, id, known, "delete", Cause.of(request.caller())));
    }

    private static Relationship present(Map<TableId, Definition> tables, TableId id, String key) {
        return Objects.requireNonNull(tables.get(id))
                .relationship(key)
                .orElseThrow(() -> DatabaseProblems.columnNotFound(key));
    }

    private void tell(OpenTransaction transaction, TableId id, Relationship end, String action, Cause cause) {
        store.events()
                .add(
                        transaction,
                        id.project(),
                        EventSubject.column(id.database(), id.table(), end.key()),
                        action,
                        Models.relationship(end, Status.AVAILABLE, Naming.TABLES),
                        cause);
    }
}
