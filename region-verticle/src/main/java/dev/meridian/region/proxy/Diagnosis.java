package dev.meridian.region.proxy;

import dev.meridian.region.dns.LookUp;
import dev.meridian.region.dns.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What follows from the evidence: whether the domain is verified, what is wrong with each record, and what to enter at
 * the DNS provider. Pure.
 *
 * @param isProven whether the text was seen that the project was told for this very domain
 * @param findings a line for each look-up, in the order of asking
 * @param entries what to enter, the usual first; any one way is enough
 */
record Diagnosis(Verification verification, boolean isProven, List<Finding> findings, List<DnsEntry> entries) {

    /**
     * @param expected values that would be right; empty where none is asked for
     * @param problem one sentence, empty where nothing is wrong
     */
    record Finding(LookUp lookUp, List<String> expected, String problem) {

        JsonObject model() {
            return new JsonObject()
                    .put("name", lookUp.name())
                    .put("type", lookUp.kind().name())
                    .put("server", lookUp.server())
                    .put("outcome", outcome(lookUp.outcome()))
                    .put("aliases", new JsonArray(lookUp.aliases()))
                    .put("seen", new JsonArray(lookUp.values()))
                    .put("expected", new JsonArray(expected))
                    .put("problem", problem);
        }

        private static String outcome(Outcome outcome) {
            return switch (outcome) {
                case Outcome.Found found -> "found";
                case Outcome.NoRecord none -> "no-record";
                case Outcome.NoName none -> "no-name";
                case Outcome.Endless loop -> "endless";
                case Outcome.Failed failed -> "failed";
                case Outcome.Silent silent -> "silent";
            };
        }
    }

    /** Of a name with which there is nothing to prove, and nobody to ask. */
    static Diagnosis ofOwn() {
        return new Diagnosis(Verification.VERIFIED, false, List.of(), List.of());
    }

    static Diagnosis of(DomainProof wanted, Evidence evidence) {
        List<String> own =
                evidence.target().stream().flatMap(it -> it.values().stream()).toList();
        boolean isProven = evidence.proof().values().contains(wanted.text());
        boolean leadsHere = leadsHere(wanted, evidence, own);
        Verification verification = isProven || (leadsHere && !wanted.needsText())
                ? Verification.VERIFIED
                : isCertain(wanted, evidence) ? Verification.UNVERIFIED : Verification.UNSURE;
        return new Diagnosis(
                verification, isProven, findings(wanted, evidence, own, isProven, leadsHere), DnsEntry.of(wanted, own));
    }

    /** By CNAME, or by its addresses all being the target's. */
    private static boolean leadsHere(DomainProof wanted, Evidence evidence, List<String> own) {
        if (evidence.domain().stream().anyMatch(it -> it.aliases().contains(wanted.target()))) {
            return true;
        }
        List<String> found =
                evidence.domain().stream().flatMap(it -> it.values().stream()).toList();
        return !found.isEmpty()
                && own.containsAll(found)
                && evidence.domain().stream().allMatch(LookUp::isCertain);
    }

    /** Whether no answer that is missing could make the domain verified. */
    private static boolean isCertain(DomainProof wanted, Evidence evidence) {
        if (wanted.needsText()) {
            return evidence.proof().isCertain();
        }
        boolean hasAddress =
                evidence.domain().stream().anyMatch(it -> !it.values().isEmpty());
        boolean targetIsKnown = evidence.target().stream().allMatch(LookUp::isCertain);
        return evidence.proof().isCertain()
                && evidence.domain().stream().allMatch(LookUp::isCertain)
                && (!hasAddress || targetIsKnown);
    }

    private static List<Finding> findings(
            DomainProof wanted, Evidence evidence, List<String> own, boolean isProven, boolean leadsHere) {
        List<Finding> findings = new ArrayList<>();
        for (LookUp lookUp : evidence.domain()) {
            boolean isRight = isProven || lookUp.aliases().contains(wanted.target());
            findings.add(new Finding(
                    lookUp, own, isRight ? "" : addressProblem(lookUp, evidence.domain(), wanted.target(), own)));
        }
        for (LookUp lookUp : evidence.target()) {
            String problem = leadsHere || isProven ? "" : targetProblem(lookUp, evidence.target());
            findings.add(new Finding(lookUp, List.of(), problem));
        }
        boolean mustProve = wanted.needsText() || !leadsHere;
        findings.add(new Finding(
                evidence.proof(),
                List.of(wanted.text()),
                isProven || !mustProve ? "" : proofProblem(evidence.proof(), wanted)));
        evidence.authorities()
                .forEach(lookUp -> findings.add(new Finding(lookUp, List.of(), authorityProblem(lookUp, wanted))));
        return List.copyOf(findings);
    }

    private static String addressProblem(LookUp lookUp, List<LookUp> both, String target, List<String> own) {
        return switch (lookUp.outcome()) {
            case Outcome.Found(List<String> values) -> {
                List<String> stray =
                        values.stream().filter(it -> !own.contains(it)).toList();
                yield stray.isEmpty()
                        ? ""
                        : through(lookUp) + " leads to " + listed(stray) + " (" + lookUp.kind() + "), which is not of "
                                + target + ".";
            }
            case Outcome.NoRecord none -> {
                boolean isOnly = both.stream().allMatch(it -> it.outcome() instanceof Outcome.NoRecord);
                yield isOnly ? through(lookUp) + " has no address (" + lookUp.kind() + ")." : "";
            }
            case Outcome.NoName none -> through(lookUp) + " does not exist in the DNS.";
            case Outcome.Endless loop ->
                "The CNAME records of " + lookUp.name() + " lead in a circle, or through too many names.";
            case Outcome.Failed failed -> unasked(lookUp);
            case Outcome.Silent silent -> unasked(lookUp);
        };
    }

    private static String targetProblem(LookUp lookUp, List<LookUp> both) {
        boolean isKnown = both.stream().anyMatch(it -> !it.values().isEmpty());
        if (!lookUp.isCertain()) {
            return unasked(lookUp);
        }
        return isKnown || !lookUp.values().isEmpty()
                ? ""
                : "The network's own name " + lookUp.name() + " has no address (" + lookUp.kind()
                        + "); whoever runs the network has to enter one, or else CNAME and TXT records count alone.";
    }

    private static String proofProblem(LookUp lookUp, DomainProof wanted) {
        if (!lookUp.isCertain()) {
            return unasked(lookUp);
        }
        String why = wanted.wasAnothers()
                ? "Another project had " + wanted.domain()
                        + " before; a TXT record has to prove that it is this project's now. "
                : "";
        return lookUp.values().isEmpty()
                ? why + "There is no TXT record at " + wanted.textName() + "."
                : why + "The TXT record at " + wanted.textName() + " holds " + listed(lookUp.values())
                        + ", which is not this project's text.";
    }

    /** A warning only: nothing of ours issues certificates, and a certificate may be there already. */
    private static String authorityProblem(LookUp lookUp, DomainProof wanted) {
        String tag = wanted.isWildcard() && lookUp.values().stream().anyMatch(value -> value.contains(" issuewild "))
                ? " issuewild "
                : " issue ";
        List<String> authorities = lookUp.values().stream()
                .filter(value -> value.contains(tag))
                .map(value -> value.substring(value.indexOf('"') + 1, value.length() - 1)
                        .strip())
                .toList();
        if (authorities.isEmpty()) {
            return "";
        }
        List<String> named = authorities.stream()
                .map(value -> value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .filter(value -> !value.isEmpty())
                .toList();
        return named.isEmpty()
                ? "CAA records at " + lookUp.name() + " let nobody issue a certificate for the domain."
                : "CAA records at " + lookUp.name() + " let only " + listed(named)
                        + " issue a certificate for the domain.";
    }

    private static String unasked(LookUp lookUp) {
        return lookUp.outcome() instanceof Outcome.Failed(String code)
                ? "The name server " + lookUp.server() + " could not say the " + lookUp.kind() + " of " + lookUp.name()
                        + ": " + code + "."
                : "No name server answered in time for the " + lookUp.kind() + " of " + lookUp.name() + ".";
    }

    private static String through(LookUp lookUp) {
        return lookUp.aliases().isEmpty()
                ? lookUp.name()
                : lookUp.name() + ", by CNAME " + lookUp.aliases().getLast() + ",";
    }

    private static String listed(List<String> values) {
        String first = String.join(", ", values.stream().limit(4).toList());
        return values.size() > 4 ? first + " and others" : first;
    }

    /** For the rule's log: what is wrong, and unless it is verified, what to enter. */
    String text() {
        Stream<String> problems = findings.stream().map(Finding::problem).filter(problem -> !problem.isEmpty());
        Stream<String> advice = verification == Verification.VERIFIED || entries.isEmpty()
                ? Stream.empty()
                : Stream.concat(
                        Stream.of("Enter at the DNS provider:"),
                        entries.stream().map(DnsEntry::text));
        return String.join("\n", Stream.concat(problems, advice).toList());
    }

    JsonObject model() {
        return new JsonObject()
                .put("verified", verification == Verification.VERIFIED)
                .put(
                        "records",
                        new JsonArray(findings.stream().map(Finding::model).toList()))
                .put(
                        "enter",
                        new JsonArray(entries.stream().map(DnsEntry::model).toList()));
    }
}
