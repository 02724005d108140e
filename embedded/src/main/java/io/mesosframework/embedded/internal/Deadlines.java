package io.mesosframework.embedded.internal;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** When each machine of a cluster is to be looked at next: at its deadline, or before it. */
final class Deadlines {

    private record Due(Instant at, int machine) {}

    private final Map<Integer, Instant> noted = new HashMap<>();

    /** What is noted, and what an earlier time has taken the place of. */
    private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparing(Due::at));

    /** Without effect where an earlier one is noted. */
    void note(int machine, Optional<Instant> deadline) {
        deadline.ifPresent(at -> {
            Instant known = noted.get(machine);
            if (known == null || at.isBefore(known)) {
                noted.put(machine, at);
                due.add(new Due(at, machine));
            }
        });
    }

    /** The earliest there may be; null if there is none. */
    @Nullable
    Instant first() {
        Due first = due.peek();
        return first == null ? null : first.at;
    }

    /** Hands out each machine whose time has come, also those that are noted meanwhile; it is noted no more. */
    void takeDue(Instant now, IntConsumer machines) {
        for (Due next = due.peek(); next != null && !next.at.isAfter(now); next = due.peek()) {
            due.remove();
            if (noted.remove(next.machine, next.at)) { // else an earlier one came in its place
                machines.accept(next.machine);
            }
        }
    }
}
