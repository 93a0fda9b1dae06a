/**
 * The texts of mail that a project's users get (contract section 11): our own, and those that a project puts in their place.
 *
 * <p>{@link dev.meridian.region.projects.templates.EmailTemplates#inForce} tells what is to be sent.
 */
@NullMarked
package dev.meridian.region.projects.templates;

import org.jspecify.annotations.NullMarked;
