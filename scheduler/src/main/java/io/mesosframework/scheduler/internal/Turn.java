package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.OffersNotOpenException;
import io.mesosframework.scheduler.internal.CommitPipeline.StorageWrite;
import io.mesosframework.scheduler.tasks.ApplicationChange;
import io.mesosframework.scheduler.tasks.SlotTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers what one turn yields: translates actions into writes and effects, and holds offers to the ledger. */
final class Turn {

    private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

    private final Keys keys;
    private final OfferLedger ledger;
    private final RoleDemand demand;
    private final Registration registration;
    private final long subscription;
    private final Function<SlotTransition, List<Action>> changed;
    private final Function<String, Optional<ApplicationChange>> news;
    private final List<StorageWrite> writes = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private boolean fenced;

    /**
     * @param subscription the number of the present one
     * @param changed told of each slot's change; answers what else is to be done about it
     * @param news what there is to be told of an application that is written
     */
    Turn(
            Keys keys,
            OfferLedger ledger,
            RoleDemand demand,
            Registration registration,
            long subscription,
            Function<SlotTransition, List<Action>> changed,
            Function<String, Optional<ApplicationChange>> news) {
        this.keys = keys;
        this.ledger = ledger;
        this.demand = demand;
        this.registration = registration;
        this.subscription = subscription;
        this.changed = changed;
        this.news = news;
    }

    CommitPipeline.Turn result() {
        return new CommitPipeline.Turn(writes, effects, fenced);
    }

    void add(List<Action> actions) {
        actions.forEach(this::add);
    }

    void add(Action action) {
        add(action, null);
    }

    /** A call that someone waits for. What the master is not told of is done at once. */
    void ask(Action action, CompletableFuture<Void> done) {
        int before = effects.size();
        add(action, done);
        if (effects.size() == before) {
            effects.add(new Effect.Reply(done));
        }
    }

    private void add(Action action, @Nullable CompletableFuture<Void> asked) {
        if (action instanceof Action.Persist persist) {
            write(new StorageWrite.Put(keys.kept(persist.key()), persist.value()));
            tellOf(persist.key());
        } else if (action instanceof Action.Forget forget) {
            write(new StorageWrite.Delete(keys.kept(forget.key())));
            tellOf(forget.key());
        } else if (action instanceof Action.Announce announce) {
            announce(announce);
        } else if (action instanceof Action.Accept accept) {
            accept(accept, asked);
        } else if (action instanceof Action.Decline decline) {
            decline(decline, asked);
        } else if (action instanceof Action.Hold hold) {
            hold(hold, asked);
        } else if (action instanceof Action.UpdateFramework update) {
            updateFramework(update, asked);
        } else {
            byHand(action);
            effects.add(new Effect.Send(Calls.of(action), List.of(), subscription, asked));
        }
    }

    /** The books that decide when to revive and suppress know of what others than they want. */
    private void byHand(Action action) {
        if (action instanceof Action.Revive revive) {
            demand.revived(revive.roles());
        } else if (action instanceof Action.Suppress suppress) {
            demand.suppressed(suppress.roles());
        }
    }

    void write(StorageWrite write) {
        writes.add(write);
    }

    void effect(Effect effect) {
        effects.add(effect);
    }

    /** Makes this turn's effects wait for proof that this instance still leads, even where there is nothing to write. */
    void fence() {
        fenced = true;
    }

    void send(Call call) {
        effects.add(new Effect.Send(call, List.of(), subscription, null));
    }

    private void tellOf(String key) {
        SlotJson.applicationIn(key)
                .flatMap(news)
                .ifPresent(change -> effects.add(new Effect.AnnounceApplication(change)));
    }

    private void announce(Action.Announce announce) {
        effects.add(new Effect.Announce(announce.transition()));
        add(changed.apply(announce.transition()));
    }

    private void accept(Action.Accept accept, @Nullable CompletableFuture<Void> asked) {
        List<Offer> offers = ledger.open(accept.offers());
        if (!ledger.use(accept.offers())) {
            notOpen("accepted", accept.offers(), asked);
            return;
        }
        filtered(offers, accept.filters());
        List<String> launches =
                accept.operations().stream().flatMap(Turn::launches).toList();
        effects.add(new Effect.Send(Calls.accept(accept), launches, subscription, asked));
    }

    /** What slots know their tasks by: a group is known by its executor. */
    private static Stream<String> launches(Offer.Operation operation) {
        return switch (operation.getType()) {
            case LAUNCH ->
                operation.getLaunch().getTaskInfosList().stream()
                        .map(info -> info.getTaskId().getValue());
            case LAUNCH_GROUP ->
                Stream.of(
                        operation.getLaunchGroup().getExecutor().getExecutorId().getValue());
            default -> Stream.empty();
        };
    }

    private void decline(Action.Decline decline, @Nullable CompletableFuture<Void> asked) {
        List<OfferID> open = ledger.stillOpen(decline.offers());
        if (asked != null && open.size() < decline.offers().size()) {
            notOpen("declined", decline.offers(), asked);
            return;
        }
        if (open.isEmpty()) {
            return;
        }
        filtered(ledger.open(open), decline.filters());
        ledger.use(open);
        effects.add(new Effect.Send(Calls.decline(open, decline.filters()), List.of(), subscription, asked));
    }

    private void hold(Action.Hold hold, @Nullable CompletableFuture<Void> asked) {
        if (ledger.stillOpen(hold.offers()).size() < hold.offers().size()) {
            notOpen("held", hold.offers(), asked);
        } else {
            hold.offers().forEach(offer -> ledger.hide(offer, hold.until()));
        }
    }

    private void updateFramework(Action.UpdateFramework update, @Nullable CompletableFuture<Void> asked) {
        try {
            effects.add(new Effect.Send(registration.update(update.change()), List.of(), subscription, asked));
        } catch (RuntimeException e) {
            if (asked == null) {
                LOG.error("The FrameworkInfo stays as it is", e);
            } else {
                effects.add(new Effect.Refuse(asked, e));
            }
        }
    }

    private void notOpen(String what, List<OfferID> offers, @Nullable CompletableFuture<Void> asked) {
        OffersNotOpenException gone = new OffersNotOpenException(offers);
        if (asked == null) {
            LOG.warn("Not {}. {}", what, gone.getMessage());
        } else {
            effects.add(new Effect.Refuse(asked, gone));
        }
    }

    /** What is refused for a while, be it the rest of what was used, may be just what a new wish needs. */
    private void filtered(List<Offer> offers, Filters filters) {
        if (filters.getRefuseSeconds() > 0) {
            offers.forEach(offer -> demand.filtered(offer.getAllocationInfo().getRole()));
        }
    }
}
