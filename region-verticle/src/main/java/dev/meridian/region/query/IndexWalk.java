package dev.meridian.region.query;

import dev.meridian.region.query.CheckedQuery.Sort;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells queries that one index answers alone: its entries from some place on, in its order, are the rows asked for, each of
 * them. How often the values occur makes no difference then, and one plan is right for all.
 */
final class IndexWalk {

    private final CheckedQuery query;
    private final Set<Field> fixed = new HashSet<>();
    private final Set<Field> bounded = new HashSet<>();

    private IndexWalk(CheckedQuery query) {
        this.query = query;
    }

    static boolean answers(CheckedQuery query) {
        return !query.random() && new IndexWalk(query).isOne();
    }

    private boolean isOne() {
        return query.predicates().stream().allMatch(this::isOfOneRange)
                && bounded.stream().allMatch(query.orders().getFirst().field()::equals)
                && query.table().orders().stream().anyMatch(this::begins);
    }

    /** Whether a condition holds from one entry of an index to another, where the index is of its field. */
    private boolean isOfOneRange(Predicate predicate) {
        return switch (predicate) {
            case Predicate.AnyOf(Field field, List<Object> values) when values.size() == 1 -> fixed.add(field);
            case Predicate.Compare(Field field, Comparison comparison, Object value)
            when comparison != Comparison.NOT_EQUAL && comparison != Comparison.EQUAL -> bounded.add(field);
            case Predicate.Between(Field field, Object low, Object high, boolean negated)
            when !negated -> bounded.add(field);
            default -> false;
        };
    }

    /** Whether an index has the fixed fields first, in any order, and then the query's order, or the opposite of it. */
    private boolean begins(List<Sort> index) {
        int start = fixed.size();
        List<Sort> asked = query.orders();
        if (index.size() < start + asked.size()
                || !index.subList(0, start).stream().allMatch(sort -> fixed.contains(sort.field()))) {
            return false;
        }
        List<Sort> given = index.subList(start, start + asked.size());
        return given.equals(asked)
                || given.equals(asked.stream().map(Sort::reversed).toList());
    }
}
