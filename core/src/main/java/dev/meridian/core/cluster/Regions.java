package dev.meridian.core.cluster;

import com.hazelcast.cluster.Member;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads who a cluster's members are from their attributes. */
final class Regions {

    static final String NODE = "meridian.node";
    static final String KIND = "meridian.kind";
    static final String SITE = "meridian.site";

    private Regions() {}

    /** The sites of the regions among these members; several members of one region count once. */
    static Set<String> sites(Collection<Member> members) {
        return members.stream()
                .filter(member -> "region".equals(member.getAttribute(KIND)) && member.getAttribute(SITE) != null)
                .map(member -> member.getAttribute(SITE))
                .collect(Collectors.toSet());
    }
}
