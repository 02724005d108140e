package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.internal.CommitPipeline.StorageWrite;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers what one turn yields: translates actions into writes and effects, and holds offers to the ledger. */
final class Turn {

    private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

    private final Keys keys;
    private final OfferLedger ledger;
    private final RoleDemand demand;
    private final long subscription;
    private final Consumer<Slot> wished;
    private final List<StorageWrite> writes = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private boolean fenced;

    /**
     * @param subscription the number of the present one
     * @param wished told of each slot that begins to wait for an offer
     */
    Turn(Keys keys, OfferLedger ledger, RoleDemand demand, long subscription, Consumer<Slot> wished) {
        this.keys = keys;
        this.ledger = ledger;
        this.demand = demand;
        this.subscription = subscription;
        this.wished = wished;
    }

    CommitPipeline.Turn result() {
        return new CommitPipeline.Turn(writes, effects, fenced);
    }

    void add(List<Action> actions) {
        actions.forEach(this::add);
    }

    void add(Action action) {
        if (action instanceof Action.Persist persist) {
            write(new StorageWrite.Put(keys.kept(persist.key()), persist.value()));
        } else if (action instanceof Action.Forget forget) {
            write(new StorageWrite.Delete(keys.kept(forget.key())));
        } else if (action instanceof Action.Announce announce) {
            announce(announce);
        } else if (action instanceof Action.Accept accept) {
            accept(accept);
        } else if (action instanceof Action.Decline decline) {
            decline(decline);
        } else {
            send(Calls.of(action));
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
        effects.add(new Effect.Send(call, List.of(), subscription));
    }

    private void announce(Action.Announce announce) {
        Slot after = announce.transition().after();
        if (after != null && after.state() == SlotState.PENDING) {
            wished.accept(after);
        }
        effects.add(new Effect.Announce(announce.transition()));
    }

    private void accept(Action.Accept accept) {
        List<Offer> offers = ledger.open(accept.offers());
        if (!ledger.use(accept.offers())) {
            LOG.warn("Not accepted: of the offers {} at least one is not open any more", ids(accept.offers()));
            return;
        }
        filtered(offers, accept.filters());
        List<String> launches = accept.operations().stream()
                .filter(operation -> operation.getType() == Offer.Operation.Type.LAUNCH)
                .flatMap(operation -> operation.getLaunch().getTaskInfosList().stream())
                .map(TaskInfo::getTaskId)
                .map(id -> id.getValue())
                .toList();
        effects.add(new Effect.Send(Calls.accept(accept), launches, subscription));
    }

    private void decline(Action.Decline decline) {
        List<OfferID> open = ledger.stillOpen(decline.offers());
        if (open.isEmpty()) {
            return;
        }
        filtered(ledger.open(open), decline.filters());
        ledger.use(open);
        send(Calls.decline(open, decline.filters()));
    }

    /** What is refused for a while, be it the rest of what was used, may be just what a new wish needs. */
    private void filtered(List<Offer> offers, Filters filters) {
        if (filters.getRefuseSeconds() > 0) {
            offers.forEach(offer -> demand.filtered(offer.getAllocationInfo().getRole()));
        }
    }

    private static String ids(List<OfferID> offers) {
        return offers.stream().map(OfferID::getValue).collect(Collectors.joining(", "));
    }
}
