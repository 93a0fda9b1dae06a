package dev.meridian.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** proto <- core <- functions <- {region, edge, router} <- launcher; pure packages know neither Vert.x nor Hazelcast. */
@AnalyzeClasses(
        packages = "dev.meridian",
        importOptions = {ImportOption.DoNotIncludeTests.class, BoundariesTest.DoNotIncludeTestJars.class})
class BoundariesTest {

    /** Other modules' tests, which arrive as jars where the whole build runs, are no part of the product. */
    static final class DoNotIncludeTestJars implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String[] PURE = {
        "dev.meridian.core.archive..",
        "dev.meridian.core.config..",
        "dev.meridian.core.id..",
        "dev.meridian.core.problem..",
        "dev.meridian.core.time..",
        "dev.meridian.core.path..",
        "dev.meridian.region.cron..",
        "dev.meridian.region.permissions..",
        "dev.meridian.region.query..",
        "dev.meridian.edge.cache.decide..",
        "dev.meridian.router.geo..",
        "dev.meridian.router.route.."
    };

    @ArchTest
    static final ArchRule coreKnowsNoKindOfNode = noClasses()
            .that()
            .resideInAPackage("dev.meridian.core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.meridian.functions..",
                    "dev.meridian.region..",
                    "dev.meridian.edge..",
                    "dev.meridian.router..",
                    "dev.meridian.launcher..");

    @ArchTest
    static final ArchRule functionsKnowNeitherRoutingNorClusters = noClasses()
            .that()
            .resideInAPackage("dev.meridian.functions..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.meridian.core.cluster..",
                    "dev.meridian.core.topology..",
                    "dev.meridian.core.registry..",
                    "dev.meridian.core.relay..",
                    "dev.meridian.region..",
                    "dev.meridian.edge..",
                    "dev.meridian.router..",
                    "dev.meridian.launcher..");

    @ArchTest
    static final ArchRule regionsImportNoOtherKind = noClasses()
            .that()
            .resideInAPackage("dev.meridian.region..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.meridian.edge..", "dev.meridian.router..", "dev.meridian.launcher..");

    @ArchTest
    static final ArchRule edgesImportNoOtherKind = noClasses()
            .that()
            .resideInAPackage("dev.meridian.edge..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.meridian.region..", "dev.meridian.router..", "dev.meridian.launcher..");

    @ArchTest
    static final ArchRule routersImportNoOtherKind = noClasses()
            .that()
            .resideInAPackage("dev.meridian.router..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.meridian.region..",
                    "dev.meridian.edge..",
                    "dev.meridian.functions..",
                    "dev.meridian.launcher..");

    @ArchTest
    static final ArchRule purePackagesKnowNeitherVertxNorHazelcast = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "com.hazelcast..", "io.netty..");

    @ArchTest
    static final ArchRule hazelcastStaysBehindTheEventPlane = noClasses()
            .that()
            .resideOutsideOfPackage("dev.meridian.core.cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.hazelcast..");

    @ArchTest
    static final ArchRule theEngineStaysBehindItsSeam = noClasses()
            .that()
            .resideOutsideOfPackage("dev.meridian.functions..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.caoccao..");

    @ArchTest
    static final ArchRule classesAreFinalUnlessTheyAreSealedOrAContract = classes()
            .that()
            .resideInAPackage("dev.meridian..")
            .and()
            .resideOutsideOfPackage("dev.meridian.proto..")
            .and()
            .areTopLevelClasses()
            .and()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
            .orShould()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT);
}
