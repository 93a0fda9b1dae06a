/**
 * The framework in which a region answers the Appwrite API (contract section 2).
 *
 * <p>A feature implements {@link dev.meridian.region.api.ApiFeature} and is named in {@code RegionNode}:
 *
 * <pre>{@code
 * public final class NotesFeature implements ApiFeature {
 *     private final Database database;
 *
 *     public NotesFeature(RegionContext region) {
 *         this.database = region.database();
 *     }
 *
 *     public void routes(Routes routes) {
 *         routes.get("/v1/notes/{noteId}").scope("notes.read").on(this::note);          // Future, on the event loop
 *         routes.post("/v1/notes").scope("notes.write").workflow(this::create);         // plain code, virtual thread
 *         routes.post("/v1/notes/{noteId}/file").scope("notes.write").rawBody().on(this::upload);
 *     }
 *
 *     private ApiReply create(ApiRequest request) {
 *         Parameters parameters = request.parameters();
 *         String id = ids.resolve(parameters.newId("noteId"));
 *         String text = parameters.text("text", 128);
 *         Future.await(database.write("insert into ... values ($1, $2, $3)", request.project(), id, text));
 *         return ApiReply.json(201, new JsonObject().put("$id", id));
 *     }
 * }
 * }</pre>
 *
 * <p>Before a handler runs, the project is known to have its home here, the caller is known
 * ({@link dev.meridian.region.api.Caller}) and holds one of the route's scopes. Permissions of single resources are the
 * feature's to check: with {@code caller().isPrivileged()} they are off, else {@code caller().roles()} decides. Refusals
 * are {@link dev.meridian.core.problem.Problem}s, thrown or as a failed future.
 */
@NullMarked
package dev.meridian.region.api;

import org.jspecify.annotations.NullMarked;
