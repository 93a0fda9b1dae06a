package dev.meridian.functions.sandbox;

/**
 * What a command and all that it starts may have together, where the machine has control groups for it.
 *
 * @param memoryMiB of memory, files in a private {@code /tmp} among it; 0 for no bound
 * @param cpus processors' worth of time, may be a fraction; 0 for no bound
 */
public record Share(int memoryMiB, double cpus) {

    public static final Share ANY = new Share(0, 0);

    public Share {
        if (memoryMiB < 0 || !(cpus >= 0)) {
            throw new IllegalArgumentException("memoryMiB and cpus must not be negative");
        }
    }
}
