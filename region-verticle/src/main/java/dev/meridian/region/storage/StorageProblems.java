package dev.meridian.region.storage;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;

/** Refusals of this feature, in the contract's types. */
final class StorageProblems {

    static final ProblemType INVALID_FILE_SIZE = new ProblemType("storage_invalid_file_size", 400);

    private StorageProblems() {}

    static Problem noBucket() {
        return problem("storage_bucket_not_found", 404, "Storage bucket with the requested ID could not be found.");
    }

    static Problem bucketExists() {
        return problem("storage_bucket_already_exists", 409, "A storage bucket with the requested ID already exists.");
    }

    static Problem noFile() {
        return problem("storage_file_not_found", 404, "The requested file could not be found.");
    }

    static Problem fileExists() {
        return problem("storage_file_already_exists", 409, "A storage file with the requested ID already exists.");
    }

    static Problem empty() {
        return problem("storage_file_empty", 400, "The form has no file with content.");
    }

    static Problem extension(String name) {
        return problem("storage_file_type_unsupported", 400, "The bucket does not take files like '" + name + "'.");
    }

    static Problem tooLarge(long most) {
        return Problem.of(INVALID_FILE_SIZE, "The file has more than the " + most + " bytes that the bucket allows.");
    }

    static Problem range() {
        return problem("storage_invalid_range", 416, "The requested range is not one of the file's.");
    }

    static Problem unauthorized() {
        return problem("user_unauthorized", 401, "The current user is not authorized to perform the requested action.");
    }

    private static Problem problem(String type, int status, String text) {
        return Problem.of(new ProblemType(type, status), text);
    }
}
