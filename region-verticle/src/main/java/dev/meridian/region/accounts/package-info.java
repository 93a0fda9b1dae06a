/**
 * The users of a project (contract section 6): {@link dev.meridian.region.accounts.UsersFeature} is for servers, {@link
 * dev.meridian.region.accounts.AccountFeature} for the users themselves.
 *
 * <p>Routes are here, a class for each part of what there is to do; what they do it with lies in the packages below, one store
 * for each table. A change and the event that tells of it are one transaction.
 */
@NullMarked
package dev.meridian.region.accounts;

import org.jspecify.annotations.NullMarked;
