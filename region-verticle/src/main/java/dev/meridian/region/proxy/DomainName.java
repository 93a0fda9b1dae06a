package dev.meridian.region.proxy;

import dev.meridian.core.node.Domains;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether a text is a domain that a project may bring along. Pure. */
sealed interface DomainName {

    /** @param name lower case, without a final dot */
    record Fit(String name) implements DomainName {}

    /** A further host of a function or site: one label below the network's own domain. */
    record Further(String name) implements DomainName {}

    /** @param rule what it breaks, fit for the caller */
    record Unfit(String rule) implements DomainName {}

    Pattern HOST_NAME =
            Pattern.compile("(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    /**
     * A host name of two labels or more (RFC 1123 section 2.1) that is none of the network's own, or {@code *.} and such
     * a name. Below the API's domain, only {@code localhost} has room for others.
     *
     * @param regions site codes
     */
    static DomainName of(String text, Domains domains, List<String> regions) {
        String name = text.toLowerCase(Locale.ROOT);
        return isWildcard(name) ? ofWildcard(name, domains, regions) : ofHost(name, domains, regions);
    }

    /** The name below which it stands has to be fit itself. */
    private static DomainName ofWildcard(String name, Domains domains, List<String> regions) {
        return switch (ofHost(parent(name), domains, regions)) {
            case Fit fit -> new Fit(name);
            case Further further -> new Unfit("Hosts of " + domains.network() + " are the network's own");
            case Unfit unfit -> unfit;
        };
    }

    private static DomainName ofHost(String name, Domains domains, List<String> regions) {
        if (!HOST_NAME.matcher(name).matches()) {
            return new Unfit("Value must be a host name such as www.example.org, without scheme, port or path");
        }
        if (label(name, domains).isPresent()) {
            return new Further(name);
        }
        for (String own : List.of(domains.network(), domains.run())) {
            if (isAtOrBelow(name, own)) {
                return new Unfit(
                        "Hosts of " + own + " are the network's own; each function and site has one by its ID");
            }
        }
        return isOfNetwork(name, domains, regions)
                ? new Unfit("Hosts of " + domains.api() + " are the network's own")
                : new Fit(name);
    }

    /** Whether it stands for all names one label below another. */
    static boolean isWildcard(String domain) {
        return domain.startsWith("*.");
    }

    /** What is left of a name of two labels or more without its first. */
    static String parent(String name) {
        return name.substring(name.indexOf('.') + 1);
    }

    /**
     * Whether there is anything to prove about a domain: not about one that can lead nowhere but to its own machine (RFC
     * 6761 section 6.3), nor about a further host of the network.
     */
    static boolean hasToBeProven(String domain, Domains domains) {
        return !domain.endsWith(".localhost") && label(domain, domains).isEmpty();
    }

    /** What stands before the network's domain, if it is one label. */
    static Optional<String> label(String name, Domains domains) {
        String end = "." + domains.network();
        return name.endsWith(end) && name.indexOf('.') == name.length() - end.length()
                ? Optional.of(name.substring(0, name.length() - end.length()))
                : Optional.empty();
    }

    /** Whether a host is one at which the network itself answers. */
    static boolean isOfNetwork(String host, Domains domains, List<String> regions) {
        boolean isApi = host.equals(domains.api())
                || regions.stream().anyMatch(region -> host.equals(region + "." + domains.api()))
                || (isAtOrBelow(host, domains.api()) && !domains.api().equals("localhost"));
        return isApi || isAtOrBelow(host, domains.network()) || isAtOrBelow(host, domains.run());
    }

    private static boolean isAtOrBelow(String name, String domain) {
        return name.equals(domain) || name.endsWith("." + domain);
    }
}
