package dev.meridian.functions.host;

import dev.meridian.functions.engine.Engine;
import dev.meridian.functions.engine.EngineFailure;
import dev.meridian.functions.engine.crypto.CryptoRefusal;
import dev.meridian.functions.engine.crypto.Rehearsal;
import dev.meridian.functions.engine.v8.JavetEngine;
import dev.meridian.functions.wire.FlightRecorder;
import dev.meridian.functions.wire.MalformedFrame;
import dev.meridian.functions.wire.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The main class of a function host. It is of use to its node only: it ends with the node's connection or with its
 * standard input, whichever goes first, and leaves nothing behind.
 */
public final class HostMain {

    private static final int UNUSABLE = 70;

    private HostMain() {}

    public static void main(String[] arguments) throws IOException, EngineFailure, MalformedFrame {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line = input.readLine();
        if (line == null) {
            System.err.println("A function host is started by a node, which gives it its orders on standard input.");
            System.exit(UNUSABLE);
            return;
        }
        HostOrders orders = HostOrders.of(line);
        Thread.ofPlatform().daemon().name("end-of-input").start(() -> haltAtEnd(input));
        try {
            serve(orders);
        } finally {
            Runtime.getRuntime().halt(0);
        }
    }

    private static void serve(HostOrders orders) throws IOException, EngineFailure, MalformedFrame {
        Engine engine = JavetEngine.start(orders.library(), orders.heapMiB(), orders.isCompiling());
        FlightRecorder recorder = FlightRecorder.open(orders.recorder(), orders.threads());
        HostLink link = HostLink.connect(orders);
        FunctionHost host = new FunctionHost(engine, orders, link, recorder);
        host.start();
        link.send(new Message.Announce(orders.token(), ProcessHandle.current().pid()));
        Thread.ofPlatform().daemon().name("rehearsal").start(HostMain::rehearse);
        link.receive(host::accept);
    }

    private static void rehearse() {
        try {
            Rehearsal.run();
        } catch (CryptoRefusal lacking) {
            System.err.println("Functions will lack cryptography: " + lacking.getMessage());
        }
    }

    private static void haltAtEnd(BufferedReader input) {
        try {
            input.skip(Long.MAX_VALUE);
        } catch (IOException gone) {
            System.err.println("The node closed the host's input: " + gone.getMessage());
        }
        Runtime.getRuntime().halt(0);
    }
}
