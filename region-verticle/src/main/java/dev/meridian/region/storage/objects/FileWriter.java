package dev.meridian.region.storage.objects;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes one new file of a {@link FolderStore}; digest and disk are worked on the store's executor. */
final class FileWriter implements ObjectWriter {

    private final FolderStore store;
    private final Path file;
    private final FileChannel channel;
    private final ContentDigest digest = new ContentDigest();

    FileWriter(FolderStore store, Path file) throws IOException {
        this.store = store;
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public Future<Void> write(Buffer bytes) {
        return store.act(() -> {
            ByteBuffer content = ByteBuffer.wrap(bytes.getBytes());
            digest.update(content);
            while (content.hasRemaining()) {
                channel.write(content);
            }
        });
    }

    @Override
    public Future<StoredObject> commit(String key) {
        return store.blocking(() -> {
            channel.close();
            return store.publish(file, key, digest);
        });
    }

    @Override
    public Future<Void> discard() {
        return store.act(() -> {
            channel.close();
            Files.deleteIfExists(file);
        });
    }
}
