package io.mesosframework.benchmarks;

import io.mesosframework.client.recordio.RecordEncoder;
import io.mesosframework.protocol.scheduler.Call;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Sends the same events over and over to whoever subscribes, faster than anyone reads them, so that the socket is always
 * full and what is measured is the reader.
 */
final class EventServer implements RawServer.Master {

    private static final int WRITE_BYTES = 256 << 10;

    private final byte[] subscribed;
    private final byte[] wire;

    EventServer(Cut cut, List<byte[]> events) {
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        Cut.writeChunk(first, RecordEncoder.frame(new Workload().subscribed().toByteArray()));
        subscribed = first.toByteArray();
        wire = cut.wire(events);
    }

    /** Prints where it serves, for {@link #masters}, and serves until its input ends. */
    public static void main(String[] args) throws IOException {
        List<byte[]> events = Workload.events();
        List<String> served = new ArrayList<>();
        for (Cut cut : Cut.values()) {
            served.add(cut + "=" + new RawServer(new EventServer(cut, events)).address());
        }
        System.out.println(String.join(",", served));
        while (System.in.read() >= 0) {}
    }

    /** The address that streams in each way, from the line that {@link #main} prints. */
    static Map<Cut, String> masters(String line) {
        Map<Cut, String> masters = new EnumMap<>(Cut.class);
        for (String one : line.split(",")) {
            String[] cutAndAddress = one.split("=");
            masters.put(Cut.valueOf(cutAndAddress[0]), cutAndAddress[1]);
        }
        return masters;
    }

    @Override
    public void subscribed(OutputStream out) throws IOException {
        out.write(subscribed);
        while (true) {
            for (int at = 0; at < wire.length; at += WRITE_BYTES) {
                out.write(wire, at, Math.min(WRITE_BYTES, wire.length - at));
            }
        }
    }

    @Override
    public void called(Call call) {}
}
