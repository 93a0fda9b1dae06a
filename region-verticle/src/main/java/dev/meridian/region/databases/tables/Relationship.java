package dev.meridian.region.databases.tables;

import dev.meridian.region.query.Identifier;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How rows of a table are tied to rows of another, or of the same: one of the two ends.
 *
 * <p>The ties themselves are pairs of row IDs in a physical table of their own, the link, which is the same for both ends.
 * Its unique indexes hold what the kind promises, and its foreign keys that both rows are there.
 *
 * @param key of the column that shows the tied rows at this end
 * @param link physical name
 * @param related ID of the table at the other end, in the same database
 * @param twoWay whether both ends show; else the child's is hidden, and there for the rules of deletion only
 * @param otherKey the other end's key
 * @param createdAt as the contract writes time, as does {@code updatedAt}
 */
public record Relationship(
        String key,
        Identifier link,
        Kind kind,
        Side side,
        String related,
        boolean twoWay,
        String otherKey,
        OnDelete onDelete,
        String createdAt,
        String updatedAt) {

    /** How many rows may be tied to one, from the parent's side. */
    public enum Kind {
        ONE_TO_ONE("oneToOne"),
        ONE_TO_MANY("oneToMany"),
        MANY_TO_ONE("manyToOne"),
        MANY_TO_MANY("manyToMany");

        private final String type;

        Kind(String type) {
            this.type = type;
        }

        /** {@code relationType} in the model. */
        public String type() {
            return type;
        }

        static Optional<Kind> of(String type) {
            return Stream.of(values()).filter(kind -> kind.type.equals(type)).findFirst();
        }

        /** Whether a child has one parent at most. */
        boolean isChildUnique() {
            return this == ONE_TO_ONE || this == ONE_TO_MANY;
        }

        /** Whether a parent has one child at most. */
        boolean isParentUnique() {
            return this == ONE_TO_ONE || this == MANY_TO_ONE;
        }
    }

    /** The parent's end is where the relationship was made. */
    public enum Side {
        PARENT,
        CHILD;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        Side other() {
            return this == PARENT ? CHILD : PARENT;
        }
    }

    /** What becomes of tied rows when a row is deleted (contract section 5). */
    public enum OnDelete {
        /** They go too. */
        CASCADE("cascade"),
        /** It is not deleted while there are any. */
        RESTRICT("restrict"),
        /** They stay, tied to nothing. */
        SET_NULL("setNull");

        private final String text;

        OnDelete(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        static Optional<OnDelete> of(String text) {
            return Stream.of(values()).filter(rule -> rule.text.equals(text)).findFirst();
        }
    }

    /** Whether callers see it. */
    public boolean isShown() {
        return twoWay || side == Side.PARENT;
    }

    /** Whether one row here may be tied to several there. */
    public boolean isToMany() {
        return side == Side.PARENT ? !kind.isParentUnique() : !kind.isChildUnique();
    }

    /** Whether one row there may be tied to several here. */
    public boolean isFromMany() {
        return side == Side.PARENT ? !kind.isChildUnique() : !kind.isParentUnique();
    }

    /** Whether a tie belongs to the row at the other end, which has one at most, so that it is a change of that row. */
    public boolean isKeptByOther() {
        return (kind == Kind.ONE_TO_MANY && side == Side.PARENT) || (kind == Kind.MANY_TO_ONE && side == Side.CHILD);
    }

    /** Whether this end holds no value of its own in the contract's engine, so that queries must look through it. */
    public boolean isVirtual() {
        return switch (kind) {
            case ONE_TO_ONE -> side == Side.CHILD && !twoWay;
            case ONE_TO_MANY -> side == Side.PARENT;
            case MANY_TO_ONE -> side == Side.CHILD;
            case MANY_TO_MANY -> true;
        };
    }

    /** Whether the rule of deletion is for rows of this end. */
    public boolean governs() {
        return switch (kind) {
            case MANY_TO_ONE -> side == Side.CHILD;
            case ONE_TO_ONE -> side == Side.PARENT || (twoWay && onDelete == OnDelete.CASCADE);
            case ONE_TO_MANY, MANY_TO_MANY -> side == Side.PARENT;
        };
    }

    /** The link's column with the IDs of rows of this end. */
    public Identifier near() {
        return new Identifier(side.text());
    }

    /** The link's column with the IDs of rows of the other end. */
    public Identifier far() {
        return new Identifier(side.other().text());
    }

    /** The other end of it, in the table that is related. */
    Relationship opposite(String table) {
        return new Relationship(otherKey, link, kind, side.other(), table, twoWay, key, onDelete, createdAt, updatedAt);
    }

    Relationship renamed(String to, String now) {
        return new Relationship(to, link, kind, side, related, twoWay, otherKey, onDelete, createdAt, now);
    }

    Relationship otherRenamed(String to, String now) {
        return new Relationship(key, link, kind, side, related, twoWay, to, onDelete, createdAt, now);
    }

    Relationship ruled(OnDelete rule, String now) {
        return new Relationship(key, link, kind, side, related, twoWay, otherKey, rule, createdAt, now);
    }
}
