package io.mesosframework.benchmarks;

import io.mesosframework.benchmarks.PlacementCase.Clock;
import io.mesosframework.benchmarks.PlacementCase.Outcome;
import io.mesosframework.protocol.Offer;
import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.internal.placement.DefaultResourceManager;
import io.mesosframework.scheduler.placement.AgentScore;
import io.mesosframework.scheduler.placement.Placement;
import io.mesosframework.scheduler.tasks.Slot;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** How many tasks a second the resource manager places in a {@link PlacementCase}. */
final class PlacementRate {

    private PlacementRate() {}

    /** Arguments: those of {@link PlacementCase#median}. */
    public static void main(String[] args) {
        System.out.println(PlacementCase.median(args, PlacementRate::fill).line());
    }

    static Outcome fill(PlacementCase what, int agents, int most) {
        PlacementOffers offers = new PlacementOffers(agents, PlacementCase.CORES);
        PlacementBook book = new PlacementBook();
        DefaultResourceManager resources =
                new DefaultResourceManager(specification -> "*", AgentScore.BIN_PACK, List.of());
        int wanted = Math.min(most, PlacementCase.tasks(agents));
        Clock taken = new Clock(0, 0);
        int placed = 0;
        int timed = 0;
        for (int run = 0; placed < wanted; run++) {
            Application job = job(what, run, Math.min(PlacementCase.TASKS_A_RUN, wanted - placed));
            book.put(job, Instant.EPOCH);
            List<Slot> pending = book.slotsOf(job.name());
            Collection<Offer> open = offers.open();
            Clock start = Clock.now();
            Placement placement = resources.place(pending, open, book, Instant.EPOCH);
            if (run > 0) {
                taken = taken.plusSince(start);
                timed += pending.size();
            }
            int launched = offers.launch(placement);
            if (launched != pending.size()) {
                throw new IllegalStateException("placed only " + launched + " of " + pending.size() + ": "
                        + placement.shortfalls().get(0).text());
            }
            placed += launched;
        }
        return new Outcome(timed, taken, offers.used());
    }

    private static Application job(PlacementCase what, int run, int tasks) {
        ApplicationBuilder job = Application.named("job" + run)
                .instances(tasks)
                .cpus(1)
                .mem(PlacementCase.MEM_A_CORE)
                .command("true");
        return switch (what) {
            case BIN_PACKING -> job.build();
            case ATTRIBUTE_VALUE ->
                job.constraint(Constraint.equal(AgentField.attribute("rack"), PlacementCase.rack(run)))
                        .build();
            case UNIQUE_HOST ->
                job.constraint(Constraint.unique(AgentField.HOSTNAME)).build();
            case BALANCED ->
                job.constraint(new Constraint.GroupBy(AgentField.attribute("zone"), PlacementCase.ZONES, false))
                        .build();
        };
    }
}
