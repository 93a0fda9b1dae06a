package dev.meridian.region.sites;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import dev.meridian.core.archive.Archive;
import dev.meridian.core.sites.Form;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Puts the text files of a site beside it in each coding that makes them smaller. Its methods block. */
final class SiteForms {

    /** Larger files stay as they are. */
    private static final long MOST_FILE_BYTES = 8L << 20;

    /** What is read, and what is written, at most: a build must end, and its artefact be one that edges take. */
    private static final long MOST_READ_BYTES = 64L << 20;

    private static final long MOST_WRITTEN_BYTES = 24L << 20;

    /** About ten times as fast as the best, and two or three per cent larger. */
    private static final int BROTLI_QUALITY = 9;

    private final Path site;
    private long read;
    private long written;
    private int made;

    private SiteForms(Path site) {
        this.site = site;
    }

    /**
     * Makes the forms of a site's files; what lies in their place goes.
     *
     * @return how many were made
     */
    static int make(Path site) throws IOException {
        Archive.remove(Form.folder(site));
        SiteForms forms = new SiteForms(site);
        for (Path file : files(site)) {
            forms.make(site.relativize(file).toString().replace('\\', '/'), file);
        }
        return forms.made;
    }

    private static List<Path> files(Path site) throws IOException {
        try (Stream<Path> all = Files.walk(site)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private void make(String name, Path file) throws IOException {
        long bytes = Files.size(file);
        if (bytes > MOST_FILE_BYTES || read + bytes > MOST_READ_BYTES || !Form.isWorthwhile(name, bytes)) {
            return;
        }
        read += bytes;
        byte[] content = Files.readAllBytes(file);
        for (Form form : Form.values()) {
            byte[] smaller = smaller(form, content);
            if (smaller.length < bytes * 9 / 10 && written + smaller.length <= MOST_WRITTEN_BYTES) {
                Path path = form.path(site, name);
                Files.createDirectories(path.getParent());
                Files.write(path, smaller);
                written += smaller.length;
                made++;
            }
        }
    }

    /** The content as it is where this machine has no library for the coding. */
    private static byte[] smaller(Form form, byte[] content) throws IOException {
        return switch (form) {
            case BR ->
                Brotli4jLoader.isAvailable()
                        ? Encoder.compress(content, new Encoder.Parameters().setQuality(BROTLI_QUALITY))
                        : content;
            case GZIP -> gzip(content);
        };
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 2);
        try (DeflaterOutputStream gzip = new BestGzip(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    private static final class BestGzip extends GZIPOutputStream {

        private BestGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
