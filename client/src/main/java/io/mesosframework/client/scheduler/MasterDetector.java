package io.mesosframework.client.scheduler;

import io.mesosframework.http.Origin;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells where the masters are: a list that stands still, or one's own way to find them, such as DNS, a file or a registry.
 *
 * <p>Asked before every attempt to subscribe, on a client's thread, one question at a time. It must answer at once from what it
 * knows, and must not block: what takes time is done beforehand, on a thread of its own. It stays the caller's to close.
 */
@FunctionalInterface
public interface MasterDetector {

    /**
     * The masters as they are known now, the likeliest to lead first; one suffices, as the others redirect to it (PROTOCOL A17).
     * None where none is known: the client then waits as after a failed attempt and asks again. The same goes where this throws,
     * with what it threw told as the cause.
     */
    List<Origin> masters();

    /**
     * Always these.
     *
     * @param masters {@code host:port}, {@code http://host:port} or {@code https://host:port} each; the port is 5050 if not given
     * @throws IllegalArgumentException if there is none, or one is none of these
     */
    static MasterDetector of(String... masters) {
        if (masters.length == 0) {
            throw new IllegalArgumentException("Name at least one master, such as 10.0.0.1:5050.");
        }
        List<Origin> origins =
                Stream.of(masters).map(master -> Origin.parse(master, 5050)).toList();
        return () -> origins;
    }
}
