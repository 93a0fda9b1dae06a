package dev.meridian.region.storage;

import dev.meridian.region.api.Caller;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.Visibility;
import java.util.List;
import java.util.Set;

/** What a caller may do in a bucket (contract section 4): the bucket grants it, or the file where files have a say. */
final class Access {

    private static final Set<String> EVERYBODY = Set.of("any");

    private Access() {}

    /** A disabled bucket does not exist for those without privileges. */
    static Bucket visible(Bucket bucket, Caller caller) {
        if (!bucket.enabled() && !caller.isPrivileged()) {
            throw StorageProblems.noBucket();
        }
        return bucket;
    }

    static void checkCreate(Bucket bucket, Caller caller) {
        if (!caller.isPrivileged() && !grants(bucket.permissions(), "create", caller.roles())) {
            throw StorageProblems.unauthorized();
        }
    }

    static boolean mayRead(Bucket bucket, StoredFile file, Caller caller) {
        return caller.isPrivileged() || isGranted(bucket, file, "read", caller.roles());
    }

    /** @param action {@code update} or {@code delete} */
    static void checkChange(Bucket bucket, StoredFile file, Caller caller, String action) {
        if (!caller.isPrivileged() && !isGranted(bucket, file, action, caller.roles())) {
            throw StorageProblems.unauthorized();
        }
    }

    /** Which files a list shows. */
    static Visibility listed(Bucket bucket, Caller caller) {
        if (caller.isPrivileged() || grants(bucket.permissions(), "read", caller.roles())) {
            return new Visibility.Everything();
        }
        if (!bucket.fileSecurity()) {
            throw StorageProblems.unauthorized();
        }
        return new Visibility.Granted(
                new Identifier("permissions"),
                caller.roles().stream().map(role -> permission("read", role)).toList());
    }

    /** Whether everybody may read the file, so that caches may share it. */
    static boolean isPublic(Bucket bucket, StoredFile file) {
        return bucket.enabled() && isGranted(bucket, file, "read", EVERYBODY);
    }

    private static boolean isGranted(Bucket bucket, StoredFile file, String action, Set<String> roles) {
        return grants(bucket.permissions(), action, roles)
                || (bucket.fileSecurity() && grants(file.permissions(), action, roles));
    }

    private static boolean grants(List<String> permissions, String action, Set<String> roles) {
        return roles.stream().anyMatch(role -> permissions.contains(permission(action, role)));
    }

    private static String permission(String action, String role) {
        return action + "(\"" + role + "\")";
    }
}
