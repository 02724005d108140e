package io.mesosframework.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.TaskReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A slot that waits to try again says when, how often it has tried, and how its last task ended. */
class RetryingTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final TaskReport DROPPED =
            new TaskReport(TaskState.TASK_DROPPED, "GC_ERROR", "CPU limits need an isolator", null);

    private static Slot waiting(int index, int losses) {
        return Slot.fresh(new SlotKey("web", index), 1, NOON)
                .withEnding(DROPPED)
                .withCounts(0, losses)
                .to(SlotState.WAITING, NOON)
                .withUntil(NOON.plusSeconds(20));
    }

    @Test
    void peopleReadItInOneLine() {
        assertThat(Words.ofRetries(List.of(waiting(0, 1)), NOON.plusSeconds(5)))
                .isEqualTo(
                        "web.0 waits: tries again in 15.0 s; last: TASK_DROPPED (GC_ERROR): CPU limits need an isolator");
        assertThat(Words.ofRetries(List.of(waiting(0, 7), waiting(1, 7)), NOON))
                .startsWith("web.0 and 1 more wait: tries again in 20.0 s after 7 tries; last: TASK_DROPPED");
    }

    @Test
    void programsReadItInJson() {
        StringWriter out = new StringWriter();
        new JsonReport(new PrintWriter(out), new PrintWriter(new StringWriter()))
                .retrying(List.of(waiting(3, 2)), NOON);

        assertThat(out.toString())
                .contains(
                        "\"event\":\"waiting\"",
                        "\"application\":\"web\",\"instance\":3",
                        "\"until\":\"2026-01-01T12:00:20Z\",\"failures\":0,\"losses\":2",
                        "\"mesosState\":\"TASK_DROPPED\",\"mesosReason\":\"GC_ERROR\","
                                + "\"message\":\"CPU limits need an isolator\"");
    }
}
