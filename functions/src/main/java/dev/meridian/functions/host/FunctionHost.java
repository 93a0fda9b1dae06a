package dev.meridian.functions.host;

import dev.meridian.functions.engine.Engine;
import dev.meridian.functions.wire.Ending;
import dev.meridian.functions.wire.FlightRecorder;
import dev.meridian.functions.wire.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Wires a host together and receives the node's messages, on the main thread. */
final class FunctionHost {

    private final Workshop workshop;
    private final Map<Integer, Tenant> tenants = new ConcurrentHashMap<>();
    private final List<Lane> lanes = new ArrayList<>();
    private final HostLink link;

    FunctionHost(Engine engine, HostOrders orders, HostLink link, FlightRecorder recorder) {
        this.link = link;
        workshop = new Workshop(
                engine,
                new RunQueue(),
                new Timers(),
                link,
                new IsolateBudget(orders.isolates(), tenants),
                new AtomicLong());
        for (int slot = 0; slot < orders.threads(); slot++) {
            lanes.add(new Lane(slot, recorder, workshop.queue()));
        }
    }

    void start() {
        lanes.forEach(Lane::start);
        new Watchdog(lanes, tenants.values()).start();
    }

    void accept(Message message) {
        switch (message) {
            case Message.Deploy deploy ->
                tenants.computeIfAbsent(deploy.launch(), launch -> new Tenant(deploy, workshop));
            case Message.Retire retire -> retire(retire.launch());
            case Message.Invoke invoke -> invoke(invoke);
            case Message.ToProgram told -> tell(told);
            case Message.Ping ping -> link.send(pong(ping.nonce()));
            default ->
                throw new IllegalStateException(
                        "A node does not send " + message.getClass().getSimpleName());
        }
    }

    private void retire(int launch) {
        Tenant tenant = tenants.remove(launch);
        if (tenant != null) {
            tenant.post(new Work.Close());
        }
    }

    /** What is for a tenant that has gone came too late. */
    private void tell(Message.ToProgram message) {
        Tenant tenant = tenants.get(message.launch());
        if (tenant != null) {
            tenant.post(new Work.Tell(message));
        }
    }

    private void invoke(Message.Invoke invoke) {
        Tenant tenant = tenants.get(invoke.launch());
        Call call = new Call(invoke, System.nanoTime());
        if (tenant == null) {
            link.send(call.failed(Ending.NO_RESPONSE, "The launch is not known to this host."));
        } else {
            tenant.post(new Work.Start(call));
        }
    }

    private Message.Pong pong(long nonce) {
        IsolateBudget isolates = workshop.isolates();
        return new Message.Pong(nonce, isolates.open(), isolates.opened(), ResidentMemory.bytes());
    }
}
