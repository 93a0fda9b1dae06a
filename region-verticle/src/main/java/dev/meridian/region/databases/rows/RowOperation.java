package dev.meridian.region.databases.rows;

import dev.meridian.core.id.Ids;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.rows.BulkParameters.Found;
import dev.meridian.region.databases.rows.BulkParameters.Wanted;
import dev.meridian.region.databases.rows.RowChanges.Asked;
import java.util.List;

/** What one request does to rows of one table. New rows have their IDs already, so that it can be done again. */
public sealed interface RowOperation {

    /** The same with IDs for what it would make on the way. */
    default RowOperation identified(Ids ids) {
        return switch (this) {
            case Create(String id, Asked asked) -> new Create(id, asked.identified(ids));
            case Update(String id, Asked asked) -> new Update(id, asked.identified(ids));
            case Upsert(String id, Asked asked) -> new Upsert(id, asked.identified(ids));
            case Delete delete -> delete;
            case Add add -> add;
            case Bulk bulk -> bulk;
        };
    }

    record Create(String id, Asked asked) implements RowOperation {}

    record Update(String id, Asked asked) implements RowOperation {}

    /** Creates, or else updates. */
    record Upsert(String id, Asked asked) implements RowOperation {}

    record Delete(String id) implements RowOperation {}

    /** @param column key of the one that is added to */
    record Add(String id, String column, Increment increment) implements RowOperation {}

    /** Of several rows, which only servers may write. */
    sealed interface Bulk extends RowOperation {}

    /** Of those rows that queries find. */
    sealed interface OfFound extends Bulk {

        Found found();

        /** Whether it finds others each time. */
        default boolean isRandom() {
            return found().query().random();
        }
    }

    record CreateAll(List<Wanted> rows) implements Bulk {}

    record UpdateAll(Found found, Asked asked) implements OfFound {}

    record UpsertAll(List<Wanted> rows) implements Bulk {

        public UpsertAll {
            if (rows.stream().map(Wanted::id).distinct().count() < rows.size()) {
                throw DatabaseProblems.rowExists();
            }
        }
    }

    record DeleteAll(Found found) implements OfFound {}
}
