package io.mesosframework.server.api;

import io.mesosframework.scheduler.Distribution;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.FrameworkCondition;
import io.mesosframework.scheduler.FrameworkStatistics;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads a framework's figures when Prometheus asks for them. Those of the framework itself are there where it leads. */
final class FrameworkCollector implements MultiCollector {

    private static final String PREFIX = "mesos_framework_";

    private final ApiSource source;
    private final FrameworkEvents events;

    FrameworkCollector(ApiSource source, FrameworkEvents events) {
        this.source = source;
        this.events = events;
    }

    @Override
    public MetricSnapshots collect() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        Optional<Framework> leading = source.leading();
        leading.ifPresent(framework -> {
            statistics(framework.statistics(), all);
            condition(framework, all);
        });
        all.metricSnapshot(gauge("leading", "Whether this instance leads", leading.isPresent() ? 1 : 0));
        tasks(source.tasks(), all);
        all.metricSnapshot(CounterSnapshot.builder()
                .name("mesos_api_events")
                .help("Events of the stream")
                .dataPoint(point(events.encoded(), Labels.EMPTY))
                .build());
        all.metricSnapshot(CounterSnapshot.builder()
                .name("mesos_api_event_clients_cut")
                .help("Clients of the stream that were cut off as too slow")
                .dataPoint(point(events.cut(), Labels.EMPTY))
                .build());
        all.metricSnapshot(GaugeSnapshot.builder()
                .name("mesos_api_event_clients")
                .help("Clients of the stream")
                .dataPoint(value(events.clients(), Labels.EMPTY))
                .build());
        return all.build();
    }

    private static void statistics(FrameworkStatistics statistics, MetricSnapshots.Builder all) {
        all.metricSnapshot(counters("events", "What the master sent, by type", "type", statistics.events()));
        all.metricSnapshot(counters("statuses", "Statuses of tasks, by state", "state", statistics.statuses()));
        CounterSnapshot.Builder calls =
                CounterSnapshot.builder().name(PREFIX + "calls").help("Calls to the master, by type and outcome");
        new TreeMap<>(statistics.calls()).forEach((type, count) -> {
            calls.dataPoint(point(count.accepted(), Labels.of("type", type.name(), "outcome", "accepted")));
            calls.dataPoint(point(count.refused(), Labels.of("type", type.name(), "outcome", "refused")));
            calls.dataPoint(point(count.unanswered(), Labels.of("type", type.name(), "outcome", "unanswered")));
        });
        all.metricSnapshot(calls.build());
        FrameworkStatistics.Offers offers = statistics.offers();
        all.metricSnapshot(counter("offers_received", "Offers that came in", offers.received()));
        all.metricSnapshot(counter("offers_accepted", "Offers that were accepted", offers.accepted()));
        all.metricSnapshot(counter("offers_declined", "Offers that were declined", offers.declined()));
        all.metricSnapshot(gauge("offers_open", "Offers without an answer", offers.open()));
        all.metricSnapshot(gauge("offers_held", "Offers that are held on purpose", offers.held()));
        all.metricSnapshot(counter("launches", "Tasks that were launched", statistics.launches()));
        all.metricSnapshot(counter("starts", "How often what is stored was taken up", statistics.starts()));
        FrameworkStatistics.Commits commits = statistics.commits();
        all.metricSnapshot(histogram("commit_seconds", "How long commits took", commits.seconds()));
        all.metricSnapshot(histogram("commit_operations", "How many keys commits wrote", commits.operations()));
        all.metricSnapshot(counter("storage_failures", "Commits that failed", commits.failures()));
        FrameworkStatistics.Loop loop = statistics.loop();
        all.metricSnapshot(
                histogram("loop_lag_seconds", "From when the loop had something to do to its beginning", loop.lag()));
        all.metricSnapshot(histogram("loop_turn_seconds", "How long the loop took for an input", loop.turns()));
        all.metricSnapshot(gauge("loop_waiting", "Inputs, turns and calls that wait", loop.waiting()));
    }

    private static void condition(Framework framework, MetricSnapshots.Builder all) {
        FrameworkCondition condition = framework.condition();
        all.metricSnapshot(gauge(
                "subscribed",
                "Whether there is a subscription",
                condition.subscription().isWell() ? 1 : 0));
        all.metricSnapshot(gauge(
                "reconciled", "Whether the master has told the state of every task", condition.reconciled() ? 1 : 0));
        all.metricSnapshot(gauge(
                "storage_well",
                "Whether the storage takes what is to be kept",
                condition.storage().isWell() ? 1 : 0));
    }

    private static void tasks(TaskView tasks, MetricSnapshots.Builder all) {
        all.metricSnapshot(gauge(
                "applications",
                "Applications, with those that go away",
                tasks.specifications().size()));
        Map<SlotState, Integer> counts = new EnumMap<>(SlotState.class);
        for (SlotState state : SlotState.values()) {
            counts.put(state, 0);
        }
        for (Slot slot : tasks.slots()) {
            counts.merge(slot.state(), 1, Integer::sum);
        }
        GaugeSnapshot.Builder slots =
                GaugeSnapshot.builder().name(PREFIX + "slots").help("Slots, by state");
        counts.forEach((state, count) -> slots.dataPoint(value(count, Labels.of("state", state.word()))));
        all.metricSnapshot(slots.build());
    }

    private static CounterSnapshot.CounterDataPointSnapshot point(long value, Labels labels) {
        return CounterSnapshot.CounterDataPointSnapshot.builder()
                .value((double) value)
                .labels(labels)
                .build();
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot value(long value, Labels labels) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .value((double) value)
                .labels(labels)
                .build();
    }

    private static CounterSnapshot counter(String name, String help, long value) {
        return CounterSnapshot.builder()
                .name(PREFIX + name)
                .help(help)
                .dataPoint(point(value, Labels.EMPTY))
                .build();
    }

    private static GaugeSnapshot gauge(String name, String help, long value) {
        return GaugeSnapshot.builder()
                .name(PREFIX + name)
                .help(help)
                .dataPoint(value(value, Labels.EMPTY))
                .build();
    }

    private static <K extends Enum<K>> CounterSnapshot counters(
            String name, String help, String label, Map<K, Long> values) {
        CounterSnapshot.Builder all =
                CounterSnapshot.builder().name(PREFIX + name).help(help);
        new TreeMap<>(values).forEach((key, count) -> all.dataPoint(point(count, Labels.of(label, key.name()))));
        return all.build();
    }

    private static HistogramSnapshot histogram(String name, String help, Distribution distribution) {
        double[] bounds = new double[distribution.counts().size()];
        long[] counts = new long[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = i < bounds.length - 1 ? distribution.bounds().get(i) : Double.POSITIVE_INFINITY;
            counts[i] = distribution.counts().get(i);
        }
        return HistogramSnapshot.builder()
                .name(PREFIX + name)
                .help(help)
                .dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
                        .sum(distribution.sum())
                        .build())
                .build();
    }
}
