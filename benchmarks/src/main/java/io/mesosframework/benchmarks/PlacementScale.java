package io.mesosframework.benchmarks;

import io.mesosframework.protocol.Offer;
import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.application.Constraint.Comparison;
import io.mesosframework.scheduler.application.Filter;
import io.mesosframework.scheduler.internal.placement.DefaultResourceManager;
import io.mesosframework.scheduler.placement.AgentScore;
import io.mesosframework.scheduler.placement.Placement;
import io.mesosframework.scheduler.tasks.Slot;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** How long one round of placing takes at many sizes, and that of one more task on the largest cluster when it is full. */
final class PlacementScale {

    static final String PART = "placement of 50 applications with constraints";

    private static final int APPLICATIONS = 50;
    private static final int CORES = 16;
    private static final int[] AGENTS = {100, 1_000, 10_000};
    private static final int[] SLOTS = {1_000, 10_000, 100_000};
    private static final double GOAL_SECONDS = 2;
    private static final double GOAL_ONE_MILLIS = 1;

    private PlacementScale() {}

    /** Argument: by what agents and slots are divided. */
    public static void main(String[] args) {
        int divisor = Integer.parseInt(args[0]);
        place(AGENTS[2] / divisor, SLOTS[2] / divisor);
        for (int agents : AGENTS) {
            for (int slots : SLOTS) {
                if (slots <= agents * CORES && agents >= divisor) {
                    Cluster cluster = place(agents / divisor, slots / divisor);
                    boolean largest = agents == AGENTS[2] && slots == SLOTS[2];
                    String what = "%,d slots onto %,d agents: processor time".formatted(slots, agents);
                    (largest
                                    ? Figure.withGoal(PART, what, cluster.seconds, "s", GOAL_SECONDS)
                                    : Figure.of(PART, what, cluster.seconds, "s"))
                            .print(System.out);
                    double units = slots * log(slots) + APPLICATIONS * agents * log(agents);
                    Figure.of(
                                    PART,
                                    "the same by slots x log slots + applications x agents x log agents",
                                    cluster.seconds * 1e9 / units,
                                    "ns")
                            .print(System.out);
                    if (largest) {
                        Figure.withGoal(
                                        PART,
                                        "one task more: processor time",
                                        cluster.oneMore(Math.max(20, 3_000 / divisor)),
                                        "ms",
                                        GOAL_ONE_MILLIS)
                                .print(System.out);
                    }
                }
            }
        }
    }

    private static double log(int count) {
        return Math.log(count) / Math.log(2);
    }

    /** After all slots have been placed. */
    private record Cluster(
            DefaultResourceManager resources, PlacementOffers offers, PlacementBook book, double seconds) {

        /** The median of so many. */
        double oneMore(int rounds) {
            double[] millis = new double[rounds];
            for (int i = 0; i < millis.length; i++) {
                String name = "app" + i % APPLICATIONS;
                Application application = book.specification(name).orElseThrow().application();
                book.put(application.withInstances(application.instances() + 1), Instant.EPOCH);
                List<Slot> pending = book.pending();
                Collection<Offer> open = offers.open();
                long start = cpu();
                Placement placement = resources.place(pending, open, book, Instant.EPOCH);
                millis[i] = (cpu() - start) / 1e6;
                launch(placement, pending.size(), offers, book);
            }
            return Numbers.quantile(millis, 0.5);
        }
    }

    private static Cluster place(int agents, int slots) {
        PlacementOffers offers = new PlacementOffers(agents, CORES);
        PlacementBook book = new PlacementBook();
        for (int i = 0; i < APPLICATIONS; i++) {
            book.put(application(i, slots / APPLICATIONS), Instant.EPOCH);
        }
        DefaultResourceManager resources =
                new DefaultResourceManager(specification -> "*", AgentScore.SPREAD, List.of());
        List<Slot> pending = book.pending();
        Collection<Offer> open = offers.open();
        long start = cpu();
        Placement placement = resources.place(pending, open, book, Instant.EPOCH);
        double seconds = (cpu() - start) / 1e9;
        launch(placement, pending.size(), offers, book);
        return new Cluster(resources, offers, book, seconds);
    }

    private static void launch(Placement placement, int wanted, PlacementOffers offers, PlacementBook book) {
        book.launch(placement);
        int launched = offers.launch(placement);
        if (launched != wanted) {
            throw new IllegalStateException("placed only " + launched + " of " + wanted + ": "
                    + placement.shortfalls().get(0).text());
        }
    }

    /** Ten applications of each of five kinds; those that look for another's company come after it. */
    private static Application application(int number, int instances) {
        AgentField rack = AgentField.attribute("rack");
        AgentField zone = AgentField.attribute("zone");
        ApplicationBuilder application = Application.named("app" + number)
                .instances(instances)
                .cpus(1)
                .mem(PlacementCase.MEM_A_CORE)
                .command("true");
        switch (number % 5) {
            case 0 -> application.constraint(new Constraint.GroupBy(zone, 1, false));
            case 1 ->
                application
                        .constraint(new Constraint.Compare(rack, Comparison.IN, List.of("r0", "r1", "r2"), false))
                        .constraint(new Constraint.Compare(zone, Comparison.NOT_EQUALS, List.of("z4"), true));
            case 2 ->
                application
                        .filter(Filter.Type.TEXT, "zone", "Z1", "Z2", "Z3")
                        .constraint(new Constraint.MaxPer(AgentField.HOSTNAME, CORES, false));
            case 3 ->
                application
                        .constraint(new Constraint.Near("app" + (number - 1), rack, false))
                        .constraint(new Constraint.MaxPer(AgentField.HOSTNAME, 1, true));
            default ->
                application
                        .constraint(new Constraint.Compare(rack, Comparison.MATCHES, List.of("r[1-3]"), false))
                        .constraint(new Constraint.GroupBy(zone, 1, true));
        }
        return application.build();
    }

    /** Of this thread. */
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
