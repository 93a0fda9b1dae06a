package dev.meridian.edge;

import dev.meridian.core.hosts.OriginAddress;
import dev.meridian.core.problem.Problem;
import dev.meridian.proto.registry.v1.Domain;
import dev.meridian.proto.registry.v1.Function;
import dev.meridian.proto.registry.v1.Site;

/** What a request turned out to be for. */
sealed interface Destination {

    /** ID of the project that it is of, empty text where none was found. */
    String project();

    /** The Appwrite API of a project. */
    record Api(String project, String region) implements Destination {}

    /** A function, at the edge if it may run there. */
    record Executed(Function function, String region) implements Destination {

        @Override
        public String project() {
            return function.getProjectId();
        }
    }

    /** A static site, served at the edge. */
    record Static(Site site, String region) implements Destination {

        @Override
        public String project() {
            return site.getProjectId();
        }
    }

    /**
     * Something that only a region serves.
     *
     * @param resource as {@link dev.meridian.core.http.Provenance} names it
     */
    record Regional(String project, String resource, String region) implements Destination {}

    /** A custom domain that points elsewhere. */
    record Redirect(Domain rule) implements Destination {

        @Override
        public String project() {
            return rule.getProjectId();
        }
    }

    /**
     * What an HTTP origin outside the network has, cached here.
     *
     * @param region the project's home, whose purges cover it
     */
    record External(String project, String region, OriginAddress origin) implements Destination {}

    record Refused(Problem problem) implements Destination {

        @Override
        public String project() {
            return "";
        }
    }
}
