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
            to.send("POST", TEAMS, new JsonObject().put("teamId", id).put("name", team.getString("name")));
            summary.moved(Kind.TEAMS, 1);
            JsonObject prefs = from.find(TEAMS + "/" + id + "/prefs").orElseGet(JsonObject::new);
            if (!prefs.isEmpty()) {
                summary.attempt(
                        Kind.TEAMS,
                        id + "'s prefs",
                        () -> to.send("PUT", TEAMS + "/" + id + "/prefs", new JsonObject().put("prefs", prefs)));
            }
        }
        Set<String> members = members(id);
        Lists.each(
                from,
                memberships(id),
                "memberships",
                100,
                List.of(),
                page -> page.forEach(membership -> summary.attempt(
                        Kind.MEMBERSHIPS,
                        id + "/" + membership.getString("userId"),
                        () -> membership(id, membership, members))));
    }

    private Set<String> members(String team) {
        Set<String> members = new HashSet<>();
        if (!to.isReadOnly() || to.find(TEAMS + "/" + team).isPresent()) {
            Lists.all(to, memberships(team), "memberships").forEach(each -> members.add(each.getString("userId")));
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
                    memberships(team),
                    new JsonObject().put("userId", user).put("roles", membership.getJsonArray("roles")));
            summary.moved(Kind.MEMBERSHIPS, 1);
        }
    }

    private static String memberships(String team) {
        return TEAMS + "/" + team + "/memberships";
    }
}
