package io.mesosframework.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesosframework.benchmarks.micro.Jmh;
import io.mesosframework.client.recordio.RecordDecoder;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.storage.Storage;
import io.mesosframework.testing.etcd.EtcdCluster;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That the benchmarks run and measure what they say; with rounds far too few for a figure. */
class BenchmarksTest {

    @Test
    void nineInTenEventsAreUpdatesAndEachOffersHasTen() throws Exception {
        List<Event> events = new ArrayList<>();
        for (byte[] bytes : Workload.events()) {
            events.add(Event.parseFrom(bytes));
        }
        assertThat(events)
                .filteredOn(event -> event.getType() == Event.Type.UPDATE)
                .hasSize(events.size() * 9 / 10);
        assertThat(events)
                .filteredOn(event -> event.getType() == Event.Type.OFFERS)
                .hasSize(events.size() / 10)
                .allMatch(event -> event.getOffers().getOffersCount() == Workload.OFFERS_AN_EVENT);
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void everyCutCarriesTheSameRecords(Cut cut) {
        List<byte[]> events = Workload.events();
        List<byte[]> read = new ArrayList<>();
        RecordDecoder decoder = new RecordDecoder();
        for (byte[] chunk : cut.chunks(events)) {
            decoder.feed(
                    ByteBuffer.wrap(chunk),
                    (buffer, offset, length) -> read.add(Arrays.copyOfRange(buffer, offset, offset + length)));
        }
        decoder.end();
        assertThat(read)
                .hasSameSizeAs(events)
                .zipSatisfy(events, (one, other) -> assertThat(one).isEqualTo(other));
    }

    @Test
    void theEventStreamIsMeasuredInEachCut() throws Exception {
        List<RawServer> servers = new ArrayList<>();
        Map<Cut, String> masters = new EnumMap<>(Cut.class);
        try {
            for (Cut cut : Cut.values()) {
                RawServer server = new RawServer(new EventServer(cut, Workload.events()));
                servers.add(server);
                masters.put(cut, server.address());
            }
            List<Figure> figures = new EventStream(masters, 2000).run(0, 1);
            assertThat(figures)
                    .filteredOn(figure -> figure.what().endsWith("throughput"))
                    .hasSize(2 + Cut.values().length)
                    .allMatch(figure -> figure.value() > 0);
            assertThat(figures)
                    .filteredOn(figure -> figure.atMost().isPresent())
                    .hasSize(Cut.values().length);
        } finally {
            for (RawServer server : servers) {
                server.close();
            }
        }
    }

    @Test
    void ourOwnParsersAreMeasured() throws Throwable {
        for (BindingsParse.Kind kind : List.of(BindingsParse.Kind.PARSE_FROM, BindingsParse.Kind.CODEC)) {
            Meter.Use use = BindingsParse.measure(BindingsParse.way(kind, Path.of("none")), 2, 500);
            assertThat(use.allocatedBytes()).isGreaterThan(1000);
        }
    }

    @Test
    void everyOfferIsAccepted() throws Exception {
        double[] millis = OfferToAccept.measure(Storage.inMemory(), 1, 5);
        assertThat(millis).hasSize(5);
        assertThat(Arrays.stream(millis).min().orElse(0)).isPositive();
    }

    @Test
    void anEmbeddedMesosIsStartedColdAndWarm() {
        assertThat(EmbeddedStart.measure(0, 1))
                .extracting(Figure::value)
                .hasSize(3)
                .allMatch(value -> value > 0);
    }

    @Test
    @Tag("slow")
    void manyAgentsAndTasksAreMeasuredInAProcessOfTheirOwn() throws Exception {
        assertThat(EmbeddedScale.measure(20, 5))
                .hasSize(6)
                .allMatch(figure -> figure.value() > 0)
                .filteredOn(Figure::hasGoal)
                .hasSize(3);
    }

    @Test
    @Tag("slow")
    void launchesAreMeasuredAtThreeNumbersOfTasks() throws Exception {
        assertThat(LaunchRate.measure(1))
                .hasSize(7)
                .allMatch(figure -> figure.value() > 0)
                .extracting(Figure::atLeast)
                .contains(OptionalDouble.of(5000));
    }

    @ParameterizedTest
    @EnumSource(PlacementCase.class)
    void aClusterIsFilledInEachCase(PlacementCase what) {
        PlacementCase.Outcome outcome = PlacementRate.fill(what, 200, Integer.MAX_VALUE);
        assertThat(outcome.tasks()).isEqualTo(PlacementCase.tasks(200) - PlacementCase.TASKS_A_RUN);
        assertThat(outcome.tasksPerSecond()).isPositive();
        assertThat(PlacementCase.Outcome.parse(outcome.line())).isEqualTo(outcome);
    }

    @Test
    @Tag("slow")
    void placementIsMeasuredBesideFenzo() throws Exception {
        assertThat(PlacementPeers.measure(Path.of("../protocol/descriptors/target/mesos-1.11.0"), true))
                .hasSize(PlacementCase.values().length * 6)
                .allMatch(figure -> figure.value() > 0)
                .filteredOn(figure -> figure.what().endsWith("agents used"))
                .allMatch(Figure::isMet);
    }

    @Test
    void placementIsMeasuredAtManySizes() {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            PlacementScale.main(new String[] {"100"});
        } finally {
            System.setOut(before);
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines().flatMap(line -> Figure.parse(line).stream()))
                .hasSizeGreaterThan(10)
                .allMatch(figure -> figure.value() > 0);
    }

    @Test
    @Tag("slow")
    void aSteadyPaceOfStatusesIsAcknowledged() throws Exception {
        assertThat(StatusRate.measure(200, 1, 1))
                .hasSize(5)
                .allMatch(figure -> figure.value() > 0)
                .filteredOn(Figure::hasGoal)
                .hasSize(1);
    }

    @Test
    @Tag("slow")
    void theLagUnderReadsAndClientsOfTheEventsIsMeasured() throws Exception {
        assertThat(ApiLoad.measure(20, 1, 2))
                .hasSize(9)
                .allMatch(figure -> figure.value() > 0)
                .filteredOn(Figure::hasGoal)
                .hasSize(1);
    }

    @Test
    @Tag("slow")
    void durableStatusesAreMeasuredBesideTheFloor() throws Exception {
        assertThat(new DurableStatuses(DurableStatuses.SQLITE, 200, 1, 1).onSqlite())
                .hasSize(10)
                .allMatch(figure -> figure.value() > 0)
                .filteredOn(Figure::hasGoal)
                .hasSize(2);
    }

    @Test
    @Tag("slow")
    void durableStatusesAndARestartAreMeasuredOnEtcd() throws Exception {
        String obstacle = EtcdCluster.obstacle().orElse("");
        assumeTrue(obstacle.isEmpty() || "true".equals(System.getenv("CI")), obstacle);
        assertThat(new DurableStatuses(DurableStatuses.ETCD, 200, 1, 1).onEtcd())
                .hasSize(12)
                .allMatch(figure -> figure.value() > 0);
        assertThat(SlotRestart.onEtcd(2)).hasSize(4).allMatch(figure -> figure.value() > 0);
    }

    @Test
    @Tag("slow")
    void theHeapOfRunningSlotsIsMeasured() throws Exception {
        assertThat(SlotHeap.measure(1000)).hasSize(4).allMatch(figure -> figure.value() > 0);
    }

    @Test
    @Tag("slow")
    void aRestartWithRunningSlotsIsMeasured() throws Exception {
        assertThat(SlotRestart.onSqlite(2)).hasSize(4).allMatch(figure -> figure.value() > 0);
    }

    @Test
    void aFigureGoesFromProcessToProcessAsALine() {
        Figure figure = Figure.withGoal("part", "what", 1.25, "x", 1.35);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        figure.print(new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(Figure.parse(line(out))).contains(figure);
        Figure least = Figure.withGoalAtLeast("part", "what", 5, "1/s", 4);
        out.reset();
        least.print(new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(Figure.parse(line(out))).contains(least);
        assertThat(Figure.parse(Jmh.line("part", "what", 1.25, "ns"))).contains(Figure.of("part", "what", 1.25, "ns"));
        assertThat(Figure.parse("a line of another kind")).isEmpty();
    }

    private static String line(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow();
    }

    @Test
    void aMissedGoalIsSaidPlainly() {
        Report report = new Report();
        report.add(Figure.withGoal("part", "fast", 1, "ms", 2));
        report.add(Figure.withGoal("part", "slow", 3, "ms", 2));
        report.add(Figure.withGoalAtLeast("part", "enough", 5, "1/s", 4));
        report.add(Figure.withGoalAtLeast("part", "little", 3, "1/s", 4));
        report.skip("peer", "it is not here");
        assertThat(report.table())
                .containsPattern("fast .* met\n")
                .containsPattern("slow .* MISSED\n")
                .contains("not measured: peer: it is not here")
                .containsPattern("enough .* met\n")
                .containsPattern("little .* goal: at least 4.00 .* MISSED\n")
                .contains("2 of 4 goals met; MISSED: 2");
        assertThat(report.json()).contains("\"met\" : false", "\"goalAtMost\" : 2.0", "\"goalAtLeast\" : 4.0");
    }

    @Test
    void aQuantileIsTheLeastValueThatSoManyDoNotExceed() {
        double[] values = {4, 1, 3, 2};
        assertThat(Numbers.quantile(values, 0.5)).isEqualTo(2);
        assertThat(Numbers.quantile(values, 0.99)).isEqualTo(4);
        assertThat(Numbers.quantile(values, 1)).isEqualTo(4);
    }
}
