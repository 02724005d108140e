package io.mesosframework.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.placement.Shortfall.Cause;
import io.mesosframework.scheduler.placement.Shortfall.Reason;
import io.mesosframework.scheduler.tasks.SlotKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveTableTest {

    private static final String CODES = "\u001b\\[[0-9;]*[A-Za-z]";

    private EmbeddedMesos mesos;
    private Framework framework;
    private ScreenSize size = new ScreenSize(24, 80);

    @BeforeAll
    void deploy() {
        mesos = EmbeddedMesos.builder().agents(0).start();
        framework = Framework.named("table").masters(mesos.master()).start();
        framework
                .put(Application.named("web")
                        .instances(40)
                        .cpus(1)
                        .mem(32)
                        .command("true")
                        .build())
                .join();
        framework
                .put(Application.named("batch").cpus(1).mem(32).command("true").build())
                .join();
    }

    @BeforeAll
    void putWhatNoAgentHolds() {
        framework
                .put(Application.named("huge").cpus(64).mem(32).command("true").build())
                .join();
    }

    @AfterAll
    void close() {
        framework.close();
        mesos.close();
    }

    private List<String> drawn(LiveTable table, StringWriter out) {
        out.getBuffer().setLength(0);
        table.summary(new Summary(0, 0, 0, 0, 41)); // draws, and adds one line
        List<String> lines = out.toString().replaceAll(CODES, "").lines().toList();
        return lines.subList(0, lines.size() - 1);
    }

    private LiveTable table(StringWriter out) {
        LiveTable table = new LiveTable(
                new PrintWriter(out),
                framework::tasks,
                Clock.systemUTC(),
                () -> size,
                "mesosfw, a headline of some length");
        for (int i = 0; i < 20; i++) {
            table.note("news number " + i + " of a length that no narrow terminal can show in one of its lines");
        }
        return table;
    }

    @ParameterizedTest
    @CsvSource({"50, 120", "24, 80", "12, 80", "5, 20", "2, 10", "1, 1"})
    void nothingIsDrawnBeyondTheScreen(int rows, int columns) {
        size = new ScreenSize(rows, columns);
        StringWriter out = new StringWriter();

        List<String> lines = drawn(table(out), out);

        assertThat(lines).hasSizeLessThanOrEqualTo(Math.max(1, rows - 1)).allMatch(line -> line.length() <= columns);
    }

    @Test
    void whatDoesNotFitIsCounted() {
        size = new ScreenSize(24, 80);
        StringWriter out = new StringWriter();

        List<String> lines = drawn(table(out), out);

        long slots = lines.stream()
                .filter(line -> line.startsWith("web.") || line.startsWith("batch.") || line.startsWith("huge."))
                .count();
        assertThat(lines).hasSize(23).contains("... and " + (42 - slots) + " more");
        assertThat(lines.get(22)).startsWith("news number 19");
    }

    @Test
    void aTerminalOfAnotherSizeIsDrawnAnew() {
        StringWriter out = new StringWriter();
        LiveTable table = table(out);
        drawn(table, out);
        assertThat(out.toString()).doesNotContain("\u001b[2J");

        size = new ScreenSize(30, 60);
        List<String> lines = drawn(table, out);

        assertThat(out.toString()).contains("\u001b[2J");
        assertThat(lines).hasSize(29).allMatch(line -> line.length() <= 60);
    }

    @Test
    void whatTasksWriteDoesNotCommandTheTerminal() {
        size = new ScreenSize(60, 80);
        StringWriter out = new StringWriter();
        LiveTable table = table(out);
        table.note("last words: \u001b]0;title\u0007\u001b[31m red");

        List<String> lines = drawn(table, out);

        assertThat(lines.get(lines.size() - 1)).isEqualTo("last words: \\x1b]0;title\\x07\\x1b[31m red");
    }

    @Test
    void whySlotsWaitStandsBesideThemAndInFullBelow() {
        size = new ScreenSize(60, 100);
        StringWriter out = new StringWriter();
        LiveTable table = table(out);
        SlotKey slot = new SlotKey("huge", 0);
        Cause cpus = new Cause(Reason.CPUS, "", 2, "needs 64 cpus, offers 8 (h1, agent a1)", 0.125);
        Cause rack = new Cause(
                Reason.CONSTRAINT, "rack equals a", 1, "rack equals a allows no slot there (h2, agent a2)", 1);

        table.waiting(List.of(new Shortfall(slot, 3, List.of(rack, cpus))), Instant.now());
        List<String> lines = drawn(table, out);

        assertThat(lines)
                .anyMatch(line -> line.startsWith("huge.0 ")
                        && line.contains("pending")
                        && line.contains("fits none of 3 agents; nearest: rack equals a"));
        assertThat(lines.subList(lines.size() - 3, lines.size()))
                .containsExactly(
                        "huge.0 waits: fits none of 3 agents",
                        "    1 agent: rack equals a allows no slot there (h2, agent a2)",
                        "    2 agents; nearest: needs 64 cpus, offers 8 (h1, agent a1)");
    }

    @ParameterizedTest
    @CsvSource({"12, 80", "24, 80", "24, 40"})
    void aMessageIsReadInFullOnASmallTerminal(int rows, int columns) {
        size = new ScreenSize(rows, columns);
        StringWriter out = new StringWriter();
        LiveTable table = table(out);
        String message = "TASK_DROPPED (GC_ERROR): CPU limits can only be set on tasks launched with the isolator";
        table.note(message);

        List<String> lines = drawn(table, out);

        String words = String.join(" ", lines.stream().map(String::strip).toList());
        assertThat(words).endsWith(message).contains("... and ").contains("batch.0");
    }

    @Test
    void applicationsThatDoNotFitAreCountedToo() {
        size = new ScreenSize(9, 80);
        StringWriter out = new StringWriter();

        assertThat(drawn(table(out), out)).contains("... and 3 more applications");
    }

    @Test
    void whatIsImpossibleDoesNotCountAsPendingUntilItIsPossible() {
        size = new ScreenSize(60, 100);
        StringWriter out = new StringWriter();
        LiveTable table = table(out);
        Cause cpus = new Cause(Reason.CPUS, "", 2, "needs 64 cpus, offers 8 (h1, agent a1)", 0.125);
        table.impossible(new Shortfall(new SlotKey("huge", 0), 2, List.of(cpus)), Instant.now());
        table.impossibleNow(Set.of("huge"));

        assertThat(drawn(table, out))
                .anyMatch(line -> line.matches("huge +1  1 impossible"))
                .anyMatch(line -> line.matches("huge\\.0 +impossible +\\d+s  needs 64 cpus, offers 8 .*"))
                .anyMatch(line -> line.startsWith("huge: no registered agent could ever hold a slot of it"));

        table.impossibleNow(Set.of());
        assertThat(drawn(table, out)).anyMatch(line -> line.matches("huge +1  1 pending"));
    }

    @Test
    void sizesAreReadAndWhatIsNoneIsNot() {
        ScreenSize other = new ScreenSize(1, 2);

        assertThat(ScreenSize.parse("24 80\n", other)).isEqualTo(new ScreenSize(24, 80));
        assertThat(List.of("", "0 0", "24", "a b", "-1 80"))
                .allSatisfy(text -> assertThat(ScreenSize.parse(text, other)).isEqualTo(other));
    }
}
