package io.mesosframework.scheduler;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.util.Map;

/**
 * What a framework has done since it was started, counted. Taken at a moment, though not all of it at the same one.
 *
 * @param events what the master sent, by type
 * @param statuses statuses of tasks, by their state
 * @param calls what became of the calls to the master, by type, but for SUBSCRIBE and TEARDOWN
 * @param offers the books of offers
 * @param launches tasks in ACCEPTs that were sent
 * @param commits what was made durable
 * @param loop how quick the loop is
 * @param starts how often what is stored was taken up: once, and once more after each failure of the storage
 */
public record FrameworkStatistics(
        Map<Event.Type, Long> events,
        Map<TaskState, Long> statuses,
        Map<Call.Type, Calls> calls,
        Offers offers,
        long launches,
        Commits commits,
        Loop loop,
        long starts) {

    public FrameworkStatistics {
        events = Map.copyOf(events);
        statuses = Map.copyOf(statuses);
        calls = Map.copyOf(calls);
    }

    /**
     * Calls of one type.
     *
     * @param accepted that the master took
     * @param refused that the master answered with an error
     * @param unanswered that had no answer, or were not sent as the subscription had ended
     */
    public record Calls(long accepted, long refused, long unanswered) {}

    /**
     * Offers.
     *
     * @param received that came in
     * @param accepted in ACCEPTs that were sent
     * @param declined in DECLINEs that were sent; those that were declined once more, as the first did not get through, count twice
     * @param open that have no answer at the moment
     * @param held those of the open ones that are held on purpose
     */
    public record Offers(long received, long accepted, long declined, int open, int held) {}

    /**
     * Commits.
     *
     * @param seconds how long each took
     * @param operations how many keys each wrote or deleted
     * @param failures those that failed, or whose outcome is unknown
     */
    public record Commits(Distribution seconds, Distribution operations, long failures) {}

    /**
     * The loop.
     *
     * @param lag seconds from when there was something to do to when the loop began with it
     * @param turns seconds that each input took
     * @param waiting inputs, turns and calls that wait at the moment
     */
    public record Loop(Distribution lag, Distribution turns, int waiting) {}
}
