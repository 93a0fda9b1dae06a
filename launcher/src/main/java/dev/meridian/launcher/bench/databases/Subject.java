package dev.meridian.launcher.bench.databases;

import dev.meridian.launcher.bench.stage.LoadResult;
import java.io.IOException;

/** Something that does the operations under load. */
interface Subject {

    String name();

    LoadResult load(Operation operation, int seconds) throws IOException, InterruptedException;
}
