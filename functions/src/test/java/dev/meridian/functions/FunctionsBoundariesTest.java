package dev.meridian.functions;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What light functions may know of. */
@AnalyzeClasses(packages = "dev.meridian.functions", importOptions = ImportOption.DoNotIncludeTests.class)
final class FunctionsBoundariesTest {

    @ArchTest
    static final ArchRule knowsNeitherRoutingNorClusters = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.meridian.core.cluster..",
                    "dev.meridian.core.topology..",
                    "dev.meridian.core.relay..",
                    "dev.meridian.core.registry..",
                    "dev.meridian.core.hosts..",
                    "com.hazelcast..");

    @ArchTest
    static final ArchRule javetStaysBehindItsPackage = noClasses()
            .that()
            .resideOutsideOfPackage("dev.meridian.functions.engine.v8")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.caoccao..");

    @ArchTest
    static final ArchRule theWireAndTheSeamKnowNoVertx = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.meridian.functions.wire", "dev.meridian.functions.engine", "dev.meridian.functions.wasm")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx..");

    @ArchTest
    static final ArchRule aHostKnowsNothingOfItsNode = noClasses()
            .that()
            .resideInAnyPackage("dev.meridian.functions.host", "dev.meridian.functions.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.meridian.functions");
}
