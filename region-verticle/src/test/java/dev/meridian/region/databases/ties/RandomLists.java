package dev.meridian.region.databases.ties;

import dev.meridian.region.databases.ties.AskedList.Cursor;
import dev.meridian.region.databases.ties.AskedList.Order;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/** Draws lists to ask for. */
final class RandomLists {

    private static final int DRAWS = 60;

    private final Random random;
    private final RandomValues values;
    private final RandomConditions conditions;
    private final List<ModelTable> tables;

    RandomLists(Random random, List<ModelTable> tables) {
        this.random = random;
        this.tables = tables;
        this.values = new RandomValues(random);
        this.conditions = new RandomConditions(random);
    }

    /** One of a kind, if a few draws bring such a one. */
    AskedList one(Predicate<AskedList> kind) {
        AskedList asked = any();
        for (int i = 0; i < DRAWS && !kind.test(asked); i++) {
            asked = any();
        }
        return asked;
    }

    AskedList any() {
        ModelTable table = values.pick(tables);
        return new AskedList(
                table,
                random.nextInt(6) == 0 ? conditions.joint(table) : conditions.several(table, 0, 3),
                orders(),
                random.nextInt(4) == 0 ? Optional.of(new Cursor(values.id(), random.nextBoolean())) : Optional.empty(),
                random.nextInt(3) == 0 ? 1 + random.nextInt(8) : 25,
                random.nextInt(4) == 0 ? random.nextInt(4) : 0,
                random.nextBoolean() ? List.of() : selection(table),
                random.nextInt(8) == 0);
    }

    private List<Order> orders() {
        List<Order> orders = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            orders.add(new Order(values.pick(List.of("$id", "$sequence", "text", "number")), random.nextBoolean()));
        }
        return orders;
    }

    private List<String> selection(ModelTable table) {
        Set<String> names = new LinkedHashSet<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            names.add(name(table));
        }
        return List.copyOf(names);
    }

    /** Of an attribute, all of them, or a relationship, which stands for the IDs of the tied rows. */
    private String name(ModelTable from) {
        StringBuilder name = new StringBuilder();
        ModelTable table = from;
        int steps = random.nextInt(Condition.MOST_STEPS + 1);
        for (int step = 0; step < steps && !table.ends().isEmpty(); step++) {
            ModelEnd end = values.pick(List.copyOf(table.ends().values()));
            name.append(end.key()).append('.');
            table = end.other();
        }
        if (!name.isEmpty() && random.nextInt(6) == 0) {
            return name.substring(0, name.length() - 1);
        }
        return name + values.pick(List.of("*", "*", "$id", "text", "number", "tags", "place"));
    }
}
