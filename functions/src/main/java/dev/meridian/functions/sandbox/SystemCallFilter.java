package dev.meridian.functions.sandbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A seccomp program (classic BPF, seccomp(2)) that refuses the system calls which no function needs and kernels have had
 * holes in: mounting, namespaces, tracing, keys, modules, BPF, io_uring. Everything else is let through. A process of
 * another architecture than the machine's is refused all.
 */
final class SystemCallFilter {

    private static final int LOAD = 0x20;
    private static final int IF_EQUAL = 0x15;
    private static final int IF_AT_LEAST = 0x35;
    private static final int IF_ANY_BIT = 0x45;
    private static final int RETURN = 0x06;

    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int FIRST_ARGUMENT = 16;

    private static final int ALLOW = 0x7fff0000;
    private static final int REFUSE = 0x00050000 | 1; // EPERM
    private static final int UNKNOWN = 0x00050000 | 38; // ENOSYS: the caller falls back on clone

    private static final int CLONE3 = 435;
    private static final int NEW_USER_NAMESPACE = 0x10000000;

    /** The other way to number calls on x86-64 begins here. */
    private static final int X32 = 0x40000000;

    private static final int X86_64 = 0xc000003e;
    private static final int AARCH64 = 0xc00000b7;

    /**
     * Alike on all machines, since they are newer than the common numbering: io_uring_setup, io_uring_enter,
     * io_uring_register, open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr.
     */
    private static final int[] COMMON = {425, 426, 427, 428, 429, 430, 431, 432, 433, 442};

    /**
     * mount, umount2, pivot_root, swapon, reboot, init_module, delete_module, finit_module, kexec_load, kexec_file_load,
     * ptrace, process_vm_readv, process_vm_writev, unshare, setns, bpf, perf_event_open, userfaultfd, add_key,
     * request_key, keyctl, open_by_handle_at.
     */
    private static final int[] ON_X86_64 = {
        165, 166, 155, 167, 169, 175, 176, 313, 246, 320, 101, 310, 311, 272, 308, 321, 298, 323, 248, 249, 250, 304
    };

    /** The same in the same order; aarch64 has kexec_file_load as 294. */
    private static final int[] ON_AARCH64 = {
        40, 39, 41, 224, 142, 105, 106, 273, 104, 294, 117, 270, 271, 97, 268, 280, 241, 282, 217, 218, 219, 265
    };

    private static final int CLONE_ON_X86_64 = 56;
    private static final int CLONE_ON_AARCH64 = 220;

    private SystemCallFilter() {}

    /** Writes the program of this machine to a file that lasts as long as the node; nothing on others. Blocks. */
    static Optional<Path> write() throws IOException {
        Optional<byte[]> program = of(System.getProperty("os.arch"));
        if (program.isEmpty()) {
            return Optional.empty();
        }
        Path file = Files.createTempFile("meridian-system-calls", ".bpf");
        file.toFile().deleteOnExit();
        return Optional.of(Files.write(file, program.get()));
    }

    /** @param architecture as Java names it */
    static Optional<byte[]> of(String architecture) {
        return switch (architecture) {
            case "amd64", "x86_64" -> Optional.of(program(X86_64, CLONE_ON_X86_64, ON_X86_64));
            case "aarch64", "arm64" -> Optional.of(program(AARCH64, CLONE_ON_AARCH64, ON_AARCH64));
            default -> Optional.empty();
        };
    }

    private static byte[] program(int architecture, int clone, int[] refused) {
        Program program = new Program();
        program.add(LOAD, 0, 0, ARCHITECTURE).add(IF_EQUAL, 1, 0, architecture).add(RETURN, 0, 0, REFUSE);
        program.add(LOAD, 0, 0, NUMBER);
        if (architecture == X86_64) {
            program.add(IF_AT_LEAST, 0, 1, X32).add(RETURN, 0, 0, REFUSE);
        }
        for (int number : refused) {
            program.add(IF_EQUAL, 0, 1, number).add(RETURN, 0, 0, REFUSE);
        }
        for (int number : COMMON) {
            program.add(IF_EQUAL, 0, 1, number).add(RETURN, 0, 0, REFUSE);
        }
        program.add(IF_EQUAL, 0, 1, CLONE3).add(RETURN, 0, 0, UNKNOWN);
        program.add(IF_EQUAL, 0, 3, clone);
        program.add(LOAD, 0, 0, FIRST_ARGUMENT).add(IF_ANY_BIT, 0, 1, NEW_USER_NAMESPACE);
        program.add(RETURN, 0, 0, REFUSE).add(RETURN, 0, 0, ALLOW);
        return program.bytes();
    }

    /** Instructions of eight bytes each: code, two relative jumps, operand. */
    private static final class Program {
        private final ByteBuffer instructions = ByteBuffer.allocate(1_024).order(ByteOrder.nativeOrder());

        Program add(int code, int ifTrue, int ifFalse, int operand) {
            instructions
                    .putShort((short) code)
                    .put((byte) ifTrue)
                    .put((byte) ifFalse)
                    .putInt(operand);
            return this;
        }

        byte[] bytes() {
            byte[] bytes = new byte[instructions.position()];
            instructions.flip().get(bytes);
            return bytes;
        }
    }
}
