package dev.meridian.edge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the parts of an edge may know of. */
@AnalyzeClasses(packages = "dev.meridian.edge", importOptions = ImportOption.DoNotIncludeTests.class)
final class EdgeBoundariesTest {

    @ArchTest
    static final ArchRule decidingIsPure = noClasses()
            .that()
            .resideInAPackage("dev.meridian.edge.cache.decide")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.vertx..", "com.hazelcast..", "dev.meridian.core..", "dev.meridian.edge.cache.store");

    @ArchTest
    static final ArchRule theStoreKnowsNotWhoActsOnIt = noClasses()
            .that()
            .resideInAPackage("dev.meridian.edge.cache.store")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.meridian.edge.cache", "dev.meridian.core..");

    @ArchTest
    static final ArchRule theDiskKnowsNotWhatItStores = noClasses()
            .that()
            .resideInAPackage("dev.meridian.edge.cache.disk")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.meridian.edge.cache", "dev.meridian.edge.cache.decide", "dev.meridian.edge.cache.store");

    @ArchTest
    static final ArchRule edgesKnowNoOtherKindOfNode = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.meridian.region..", "dev.meridian.router..", "com.hazelcast..");
}
