package dev.meridian.launcher.migrate;

import dev.meridian.launcher.migrate.Summary.Kind;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Moves teams, and who is a member of them. Memberships get IDs of the target's; invitations that nobody took stay behind. */
final class TeamMove {

    private static final String TEAMS = "/teams";

    private final Api from;
    private final Api to;
    private final Summary summary;

    TeamMove(Api from, Api to, Summary summary) {
        this.from = from;
        this.to = to;
        this.summary = summary;
    }

    void all() {
        summary.say("Teams");
        Lists.each(
                from,
                TEAMS,
                "teams",
                100,
                List.of(),
                page -> page.forEach(team -> summary.attempt(Kind.TEAMS, team.getString("$id"), () -> team(team))));
    }

    private void team(JsonObject team) {
        String id = team.getString("$id");
        if (to.find(TEAMS + "/" + id).isPresent()) {
            summary.present(Kind.TEAMS, 1);
        } else {
            to.create(
                    TEAMS + "/" + id, TEAMS, new JsonObject().put("teamId", id).put("name", team.getString("name")));
            summary.moved(Kind.TEAMS, 1);
            JsonObject prefs = from.find(TEAMS + "/" + id + "/prefs").orElseGet(JsonObject::new);
            if (!prefs.isEmpty()) {
                summary.attempt(
                        Kind.TEAMS,
                        id + "'s prefs",
                        () -> to.send("PUT", TEAMS + "/" + id + "/prefs", new JsonObject().put("prefs", prefs)));
            }
        }
        summary.attempt(Kind.MEMBERSHIPS, "of " + id, () -> memberships(id));
    }

    private void memberships(String team) {
        List<JsonObject> memberships = told(team);
        if (memberships.isEmpty()) {
            return;
        }
        Set<String> members = members(team);
        memberships.forEach(membership -> summary.attempt(
                Kind.MEMBERSHIPS,
                team + "/" + membership.getString("userId"),
                () -> membership(team, membership, members)));
    }

    private List<JsonObject> told(String team) {
        try {
            return Lists.all(from, path(team), "memberships");
        } catch (Refused refused) {
            if (!refused.isUnknownRoute()) {
                throw refused;
            }
            summary.note("team " + team + ": the source does not tell who its members are");
            return List.of();
        }
    }

    private Set<String> members(String team) {
        Set<String> members = new HashSet<>();
        if (!to.isReadOnly() || to.find(TEAMS + "/" + team).isPresent()) {
            Lists.all(to, path(team), "memberships").forEach(each -> members.add(each.getString("userId")));
        }
        return members;
    }

    private void membership(String team, JsonObject membership, Set<String> members) {
        String user = membership.getString("userId");
        if (!membership.getBoolean("confirm", false)) {
            summary.note("team " + team + ": the invitation of " + user + " was not taken, and stays behind");
        } else if (members.contains(user)) {
            summary.present(Kind.MEMBERSHIPS, 1);
        } else {
            to.send(
                    "POST",
                    path(team),
                    new JsonObject().put("userId", user).put("roles", membership.getJsonArray("roles")));
            summary.moved(Kind.MEMBERSHIPS, 1);
        }
    }

    private static String path(String team) {
        return TEAMS + "/" + team + "/memberships";
    }
}
