package dev.meridian.region.deployments;

/**
 * How a deployment's code becomes its artefact. What is not of its kind of owner is empty.
 *
 * @param entrypoint file that a function starts with
 * @param commands of a function, or the build command of a site
 * @param installCommand of a site
 * @param outputDirectory of a site, where the files to serve lie
 */
public record BuildPlan(String entrypoint, String commands, String installCommand, String outputDirectory) {}
