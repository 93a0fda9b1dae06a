package dev.meridian.functions.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** How bubblewrap is told what a command sees: the system read-only, the given folders, and nothing else. */
final class BubblewrapArguments {

    private static final List<String> SYSTEM = List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");

    /** What name look-ups, certificates, time zones and the dynamic linker read; nothing with secrets. */
    private static final List<String> ETC = List.of(
            "alternatives",
            "ca-certificates",
            "hosts",
            "ld.so.cache",
            "ld.so.conf",
            "ld.so.conf.d",
            "localtime",
            "mime.types",
            "nsswitch.conf",
            "pki",
            "protocols",
            "resolv.conf",
            "services",
            "ssl");

    private static final Set<Path> PRESENT =
            Set.of(Path.of("/etc"), Path.of("/tmp"), Path.of("/dev"), Path.of("/dev/shm"));

    private BubblewrapArguments() {}

    static List<String> of(Confinement confinement, boolean isRoot) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--ro-bind", "/usr", "/usr"));
        for (String folder : SYSTEM) {
            Path path = Path.of(folder);
            if (Files.isSymbolicLink(path)) {
                arguments.addAll(
                        List.of("--symlink", Files.readSymbolicLink(path).toString(), folder));
            } else {
                bind(arguments, "--ro-bind-try", path);
            }
        }
        arguments.addAll(List.of("--perms", "0755", "--dir", "/etc"));
        for (String name : ETC) {
            bind(arguments, "--ro-bind-try", Path.of("/etc", name));
        }
        arguments.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
        String temporary = String.valueOf(confinement.limits().temporaryBytes());
        arguments.addAll(List.of("--perms", "1777", "--size", temporary, "--tmpfs", "/tmp"));
        // Memory that looks like files must have a bound too.
        arguments.addAll(List.of("--perms", "1777", "--size", temporary, "--tmpfs", "/dev/shm"));
        folders(confinement)
                .forEach(folder -> arguments.addAll(List.of("--perms", "0755", "--dir", folder.toString())));
        outerFirst(confinement.readable()).forEach(path -> bind(arguments, "--ro-bind", path));
        outerFirst(confinement.writable()).forEach(path -> bind(arguments, "--bind", path));
        arguments.addAll(List.of("--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"));
        arguments.addAll(List.of("--hostname", "function", "--die-with-parent", "--new-session"));
        if (!confinement.hasNetwork()) {
            arguments.add("--unshare-net");
        }
        if (!isRoot) {
            arguments.add("--unshare-user");
        }
        arguments.addAll(List.of("--chdir", confinement.directory().toString()));
        return arguments;
    }

    /** The folders above what is bound, or nobody but the node's user could pass through them. */
    private static Set<Path> folders(Confinement confinement) {
        Set<Path> bound = new HashSet<>(confinement.readable());
        bound.addAll(confinement.writable());
        Set<Path> folders = new TreeSet<>();
        for (Path path : bound) {
            if (path.startsWith("/usr")) {
                continue;
            }
            for (Path folder = path.getParent(); folder != null; folder = folder.getParent()) {
                if (folder.getNameCount() > 0 && bound.stream().noneMatch(folder::startsWith)) {
                    folders.add(folder);
                }
            }
        }
        PRESENT.forEach(folders::remove);
        return folders;
    }

    private static List<Path> outerFirst(List<Path> paths) {
        return paths.stream()
                .filter(path -> !path.startsWith("/usr"))
                .sorted(Comparator.comparingInt(Path::getNameCount))
                .toList();
    }

    private static void bind(List<String> arguments, String how, Path path) {
        arguments.addAll(List.of(how, path.toString(), path.toString()));
    }
}
