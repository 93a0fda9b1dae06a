package dev.meridian.functions.sandbox;

import java.util.ArrayList;
import java.util.List;

/**
 * What a process may use; a kernel limit of each process that it starts, but for the number of processes, which is of
 * its user.
 *
 * @param memoryMiB private memory ({@code RLIMIT_DATA}), address space reserved without access not counted; 0 for no
 *     limit
 * @param files open at once
 * @param processes and threads, of its own user, where it has one
 * @param fileMiB largest file that it may write; also all that it may write to its private {@code /tmp}, where it has one
 */
public record ProcessLimits(int memoryMiB, int files, int processes, int fileMiB) {

    public ProcessLimits {
        if (memoryMiB < 0 || files < 16 || processes < 1 || fileMiB < 1) {
            throw new IllegalArgumentException(
                    "memoryMiB must not be negative, files be 16 or more, processes and fileMiB 1 or more");
        }
    }

    /** @param countsProcesses whether its user is its own; other processes of the user would count as well */
    List<String> arguments(boolean countsProcesses) {
        List<String> arguments =
                new ArrayList<>(List.of("--core=0", "--nofile=" + files, "--fsize=" + mebibytes(fileMiB)));
        if (memoryMiB > 0) {
            arguments.add("--data=" + mebibytes(memoryMiB));
        }
        if (countsProcesses) {
            arguments.add("--nproc=" + processes);
        }
        return arguments;
    }

    long temporaryBytes() {
        return mebibytes(fileMiB);
    }

    private static long mebibytes(int count) {
        return (long) count << 20;
    }
}
