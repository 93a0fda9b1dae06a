package dev.meridian.region.databases.ties;

import dev.meridian.region.databases.ties.ModelTable.ModelRow;
import java.util.List;
import java.util.Set;

/**
 * One end of a relationship as it should be.
 *
 * @param parent whether it is the end at which the relationship was made
 */
record ModelEnd(String key, Link link, boolean parent) {

    static final List<String> KINDS = List.of("oneToOne", "oneToMany", "manyToOne", "manyToMany");

    record Pair(String parent, String child) {}

    /** Both ends, and the ties. */
    record Link(String kind, ModelTable parent, ModelTable child, Set<Pair> pairs) {

        boolean hasOneParent() {
            return kind.startsWith("one");
        }

        boolean hasOneChild() {
            return kind.endsWith("One");
        }
    }

    ModelTable table() {
        return parent ? link.parent() : link.child();
    }

    ModelTable other() {
        return parent ? link.child() : link.parent();
    }

    boolean isToMany() {
        return parent ? !link.hasOneChild() : !link.hasOneParent();
    }

    boolean isFromMany() {
        return parent ? !link.hasOneParent() : !link.hasOneChild();
    }

    /** Whether conditions have to name an attribute of the other table: those on the ties themselves are refused. */
    boolean isVirtual() {
        return switch (link.kind()) {
            case "oneToMany" -> parent;
            case "manyToOne" -> !parent;
            case "manyToMany" -> true;
            default -> false;
        };
    }

    Pair pair(String near, String far) {
        return parent ? new Pair(near, far) : new Pair(far, near);
    }

    /** Rows that a row is tied to, whoever may know of them, in the order of their making. */
    List<ModelRow> tied(ModelRow row) {
        return other().rows().stream()
                .filter(far -> link.pairs().contains(pair(row.id(), far.id())))
                .toList();
    }

    /** Those of them that a caller may know of. */
    List<ModelRow> tied(ModelRow row, Who who) {
        return tied(row).stream().filter(far -> other().shows(far, who)).toList();
    }

    @Override
    public String toString() {
        return key + ": " + link.kind() + (parent ? " to " : " from ") + other().id() + " " + link.pairs();
    }
}
