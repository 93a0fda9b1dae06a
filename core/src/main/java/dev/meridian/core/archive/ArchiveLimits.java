package dev.meridian.core.archive;

/**
 * What an archive may cost.
 *
 * @param entries files and folders, at most
 * @param fileBytes size of one unpacked file, at most
 * @param totalBytes size of the whole tar stream, headers included, at most
 */
public record ArchiveLimits(int entries, long fileBytes, long totalBytes) {

    /** Fit for code as it is uploaded: ten thousand files, 64 MiB each, 256 MiB together. */
    public static final ArchiveLimits CODE = new ArchiveLimits(10_000, 64L << 20, 256L << 20);

    /**
     * Fit for whatever a build makes of such code. An artefact has more entries than the upload: those that name what
     * follows, where the upload had shorter means for it, and other forms of its files.
     */
    public static final ArchiveLimits ARTEFACT = new ArchiveLimits(60_000, 64L << 20, 384L << 20);

    /** Bytes of an artefact as it travels, at most. */
    public static final long ARTEFACT_BYTES = 64L << 20;

    public ArchiveLimits {
        if (entries < 1 || fileBytes < 0 || totalBytes < 0) {
            throw new IllegalArgumentException("limits of an archive are " + entries + ", " + fileBytes + ", "
                    + totalBytes + "; none may be less");
        }
    }
}
