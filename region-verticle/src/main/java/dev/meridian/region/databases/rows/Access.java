package dev.meridian.region.databases.rows;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.Table.Definition;
import dev.meridian.region.permissions.Action;
import dev.meridian.region.permissions.Permission;
import dev.meridian.region.permissions.Permissions;
import dev.meridian.region.permissions.Permissions.Subject;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.Visibility;
import java.util.Collection;
import java.util.List;

/** What a caller may do in a table (contract section 4). */
public final class Access {

    public static final int MOST_PERMISSIONS = 100;

    private static final Identifier COLUMN = new Identifier("_permissions");

    private final Table table;
    private final Caller caller;

    private Access(Table table, Caller caller) {
        this.table = table;
        this.caller = caller;
    }

    /** @throws Problem 404 if the table or its database is closed to the caller */
    static Access to(Table table, Caller caller) {
        Definition definition = table.definition();
        if (!caller.isPrivileged()) {
            if (!definition.databaseEnabled()) {
                throw DatabaseProblems.databaseNotFound(definition.id().database());
            }
            if (!definition.enabled()) {
                throw DatabaseProblems.tableNotFound(definition.id().table());
            }
        }
        return new Access(table, caller);
    }

    /** Which rows a list shows; a problem if that could be none at all. */
    Visibility listed() {
        if (mayAll(Action.READ)) {
            return new Visibility.Everything();
        }
        if (!table.definition().rowSecurity()) {
            throw refused(Action.READ);
        }
        return new Visibility.Granted(COLUMN, granting());
    }

    /** Which rows of a table a caller may know of who comes to them by way of another; none where it is closed. */
    static Visibility related(Table table, Caller caller) {
        Definition definition = table.definition();
        boolean closed = !caller.isPrivileged() && !(definition.enabled() && definition.databaseEnabled());
        Access access = new Access(table, caller);
        if (!closed && access.mayAll(Action.READ)) {
            return new Visibility.Everything();
        }
        return new Visibility.Granted(COLUMN, closed || !definition.rowSecurity() ? List.of() : access.granting());
    }

    /** Every permission of a row that would let the caller read it. */
    private List<String> granting() {
        return caller.roles().stream()
                .sorted()
                .map(role -> new Permission(Action.READ, role).toString())
                .toList();
    }

    boolean mayRead(Collection<String> rowPermissions) {
        return may(Action.READ, rowPermissions);
    }

    void checkCreate() {
        if (!mayAll(Action.CREATE)) {
            throw refused(Action.CREATE);
        }
    }

    /** Refuses a change of an existing row. */
    void check(Action action, Collection<String> rowPermissions) {
        if (!may(action, rowPermissions)) {
            throw refused(action);
        }
    }

    /** The permissions that a caller asks for a row, as they are kept. */
    List<String> granted(List<String> asked) {
        Permissions permissions = parsed(asked, Subject.ITEM);
        if (!caller.isPrivileged() && permissions.foreignTo(caller.roles()).isPresent()) {
            throw DatabaseProblems.unauthorized("Permissions must be one of: ("
                    + String.join(", ", caller.roles().stream().sorted().toList()) + ")");
        }
        return permissions.texts();
    }

    /** Permissions that a caller sent, or the contract's refusal. */
    public static Permissions parsed(List<String> asked, Subject subject) {
        return switch (Permissions.parse(asked, subject)) {
            case Permissions.Answer.Accepted(Permissions permissions) -> permissions;
            case Permissions.Answer.Refused(String reason) -> throw Invalid.parameter("permissions", reason);
        };
    }

    /** What a row gets whose creator does not say. */
    List<String> byDefault() {
        return switch (caller) {
            case Caller.User user -> Permissions.ofOwner(user.userId()).texts();
            case Caller.Guest guest -> List.of();
            case Caller.Halfway halfway -> List.of();
            case Caller.Key key -> List.of();
            case Caller.Admin admin -> List.of();
        };
    }

    /** Whether the caller may set the system's times. */
    boolean maySetTimes() {
        return caller.isPrivileged();
    }

    private boolean may(Action action, Collection<String> rowPermissions) {
        return mayAll(action)
                || (table.definition().rowSecurity()
                        && Permissions.stored(rowPermissions).allow(action, caller.roles()));
    }

    private boolean mayAll(Action action) {
        return caller.isPrivileged() || table.permissions().allow(action, caller.roles());
    }

    private Problem refused(Action action) {
        return DatabaseProblems.unauthorized("The current user is not authorized to " + action.word()
                + " rows of table '" + table.id().table() + "'.");
    }
}
