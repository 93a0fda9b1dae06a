package dev.meridian.core.hosts;

import dev.meridian.proto.registry.v1.Domain;

/** What a host names. Labels and regions are lower case and well formed; whether they exist is for the caller to find. */
public sealed interface HostTarget {

    /** The Appwrite API of whichever project the request names, see {@link NamedProject}. */
    record Api() implements HostTarget {}

    /** The API of one region. */
    record RegionApi(String region) implements HostTarget {}

    /** A function or site, executed at the nearest permitted edge. */
    record FunctionLabel(String label) implements HostTarget {}

    /** A function or site, executed in one region. */
    record FunctionInRegion(String label, String region) implements HostTarget {}

    /** A verified custom domain; its rule says the rest. */
    record CustomDomain(Domain rule) implements HostTarget {}

    /** @param reason what is wrong with the host, fit for the public */
    record Unknown(String reason) implements HostTarget {}
}
