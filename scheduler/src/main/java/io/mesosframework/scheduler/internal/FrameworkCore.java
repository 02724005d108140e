package io.mesosframework.scheduler.internal;

import io.mesosframework.MesosException;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.InverseOffer;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.protocol.scheduler.OfferConstraints.RoleConstraints.Group;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.ApplicationExistsException;
import io.mesosframework.scheduler.EventController;
import io.mesosframework.scheduler.FrameworkContext;
import io.mesosframework.scheduler.InverseOfferPolicy;
import io.mesosframework.scheduler.InverseOfferPolicy.Answer;
import io.mesosframework.scheduler.OffersNotOpenException;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.UnknownApplicationException;
import io.mesosframework.scheduler.application.InvalidApplicationsException;
import io.mesosframework.scheduler.internal.CommitPipeline.StorageWrite;
import io.mesosframework.scheduler.placement.KnownAgent;
import io.mesosframework.scheduler.placement.OpenOffer;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.Precondition;
import io.mesosframework.storage.TransactionSize;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A framework without its I/O: inputs go in with the time, effects come out. Everything it decides, it decides here;
 * the same code runs under the real loop, in a unit test and in a simulation.
 */
final class FrameworkCore {

    private static final Logger LOG = LoggerFactory.getLogger(FrameworkCore.class);
    private static final Duration DECLINE_AGAIN = Duration.ofSeconds(5);
    private static final String UNSENT = "The subscription ended before the ACCEPT was sent";
    private static final Filters INVERSE_FILTERS = Calls.refuse(Duration.ofMinutes(1));

    private final FrameworkSettings settings;
    private final Keys keys;
    private final TaskManager tasks;
    private final EventController controller;
    private final Callbacks callbacks;
    private final EventController standard = EventController.standard();
    private final OfferLedger ledger = new OfferLedger();
    private final OfferingAgents offering = new OfferingAgents();
    private final CommitPipeline pipeline;
    private final Reconciliation reconciliation;
    private final RoleDemand demand;
    private final Registration registration;
    private final UsefulAgents usefulAgents;
    private final ReservationBook reservations;
    private final Reserving reserving;
    private final Placing placing;
    private final ApplicationNews news;
    private @Nullable FrameworkID frameworkId;
    private Set<String> wanted = Set.of();
    private boolean subscribed;
    private boolean erased;
    private long subscription;
    private volatile boolean reconciled;

    /** @param together how much of several turns goes in one commit */
    FrameworkCore(
            FrameworkSettings settings,
            FrameworkParts parts,
            List<Precondition> fence,
            @Nullable FrameworkID frameworkId,
            TransactionSize together) {
        this.settings = settings;
        this.keys = Keys.of(settings.name());
        this.tasks = parts.tasks();
        this.controller = parts.controller();
        this.callbacks = parts.callbacks();
        this.pipeline = new CommitPipeline(fence, together);
        this.reconciliation = new Reconciliation(settings.reconcileInterval());
        this.demand = new RoleDemand(settings.roles());
        this.registration = new Registration(settings.info(), demand);
        this.usefulAgents = new UsefulAgents(settings::roleOf);
        this.reservations = parts.reservations();
        this.reserving = new Reserving(reservations, tasks, settings);
        this.placing = new Placing(parts, settings, ledger, reserving);
        this.news = new ApplicationNews(tasks);
        this.frameworkId = frameworkId;
    }

    /** Takes an input and answers with what is to be done about it, in order. */
    List<Effect> on(Input input, Instant now) {
        if (input instanceof Input.Committed committed) {
            return stillValid(pipeline.committed(committed.sequence()), now);
        }
        if (erased) {
            return List.of();
        }
        Turn turn = turn(now);
        if (input instanceof Input.FromMaster fromMaster) {
            event(fromMaster.event(), turn, now);
        } else if (input instanceof Input.Answered answered) {
            answered(answered.call(), answered.error(), turn, now);
        } else if (input instanceof Input.Disconnected disconnected) {
            disconnected(disconnected.cause(), turn, now);
        } else if (input instanceof Input.SubscribeAsked asked) {
            turn.fence();
            turn.effect(new Effect.GiveLeave(asked.leave()));
        } else if (input instanceof Input.Request request) {
            request(request, turn, now);
        } else if (input instanceof Input.Asked asked) {
            turn.ask(asked.action(), asked.done());
        } else if (input instanceof Input.Erase erase) {
            turn.write(new StorageWrite.Delete(keys.frameworkId()));
            turn.write(new StorageWrite.DeleteAll(keys.kept()));
            turn.effect(new Effect.Reply(erase.done()));
            erased = true;
            return pipeline.add(turn.result());
        }
        settle(turn, now);
        reconciled = subscribed && reconciliation.isAnswered();
        return pipeline.add(turn.result());
    }

    /** How many turns wait for a commit before theirs. */
    int waitingTurns() {
        return pipeline.waiting();
    }

    private Turn turn(Instant now) {
        return new Turn(keys, ledger, demand, registration, subscription, this::changed, name -> news.of(name, now));
    }

    private List<Action> changed(SlotTransition transition) {
        placing.changed();
        Slot after = transition.after();
        if (after != null && after.state() == SlotState.PENDING) {
            demand.wished(roleOf(after));
        }
        return reserving.changed(transition, transition.at());
    }

    /**
     * Leaves out the answers to offers of a subscription that ended while they waited for their commit: the offers are
     * void, and what was to be launched on them was not.
     */
    private List<Effect> stillValid(List<Effect> effects, Instant now) {
        List<Effect> valid = new ArrayList<>();
        List<String> unsent = new ArrayList<>();
        List<Call> unsentCalls = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Send send && send.answersOffers() && send.subscription() != subscription) {
                unsent.addAll(send.launches());
                unsentCalls.add(send.call());
                refuse(send, valid);
            } else {
                valid.add(effect);
            }
        }
        if (!unsentCalls.isEmpty() && !erased) {
            Turn turn = turn(now);
            turn.add(tasks.launchRefused(unsent, UNSENT, now));
            unsentCalls.forEach(call -> turn.add(reserving.refused(call, UNSENT, now)));
            valid.addAll(pipeline.add(turn.result()));
        }
        return valid;
    }

    private static void refuse(Effect.Send unsent, List<Effect> effects) {
        CompletableFuture<Void> asked = unsent.asked();
        if (asked != null) {
            effects.add(new Effect.Refuse(asked, new OffersNotOpenException(offersIn(unsent.call()))));
        }
    }

    /** What a request asks for may be refused; that is no trouble of the framework's. */
    private void request(Input.Request request, Turn turn, Instant now) {
        try {
            turn.add(request.work().on(tasks, now));
            placing.asked();
            turn.effect(new Effect.Reply(request.done()));
        } catch (InvalidApplicationsException | UnknownApplicationException | ApplicationExistsException e) {
            turn.effect(new Effect.Refuse(request.done(), e));
        }
    }

    private void event(Event event, Turn turn, Instant now) {
        boolean known = frameworkId != null;
        switch (event.getType()) {
            case SUBSCRIBED -> subscribed(event.getSubscribed(), turn, now);
            case OFFERS -> {
                ledger.receive(event.getOffers().getOffersList());
                offering.offered(event.getOffers().getOffersList(), now);
            }
            case FAILURE -> offering.failed(event.getFailure());
            case RESCIND -> ledger.rescind(event.getRescind().getOfferId());
            default -> {}
        }
        List<Action> actions = fromController(event, now);
        turn.add(actions);
        if (event.getType() == Event.Type.SUBSCRIBED) {
            Event.Subscribed begun = event.getSubscribed();
            turn.add(fromController("connected", now, context -> controller.connected(begun, context)));
            if (known) {
                turn.add(fromController("reregistered", now, context -> controller.reregistered(begun, context)));
            }
        } else if (event.getType() == Event.Type.UPDATE) {
            TaskStatus status = event.getUpdate().getStatus();
            reconciliation.heard(status.getTaskId().getValue(), tasks);
            if (!status.getUuid().isEmpty() && status.hasAgentId()) {
                turn.send(Calls.acknowledge(status));
            }
        } else if (event.getType() == Event.Type.INVERSE_OFFERS) {
            answer(event.getInverseOffers().getInverseOffersList(), actions, turn, now);
        } else if (event.getType() == Event.Type.UPDATE_OPERATION_STATUS) {
            OperationStatus status = event.getUpdateOperationStatus().getStatus();
            turn.add(reserving.status(status, now));
            if (status.hasUuid()
                    && status.hasOperationId()
                    && actions.stream().noneMatch(Action.AcknowledgeOperation.class::isInstance)) {
                turn.add(new Action.AcknowledgeOperation(status));
            }
        }
    }

    /** What no handler has answered of inverse offers is answered by policy. */
    private void answer(List<InverseOffer> offers, List<Action> actions, Turn turn, Instant now) {
        Set<OfferID> answered = new HashSet<>();
        for (Action action : actions) {
            if (action instanceof Action.AcceptInverse accept) {
                answered.addAll(accept.inverseOffers());
            } else if (action instanceof Action.DeclineInverse decline) {
                answered.addAll(decline.inverseOffers());
            }
        }
        InverseOfferPolicy policy = callbacks.inverseOffers();
        Map<Answer, List<OfferID>> answers = new EnumMap<>(Answer.class);
        for (InverseOffer offer : offers) {
            if (!answered.contains(offer.getId())) {
                Answer answer = callbacks.call(
                        policy.getClass().getName(),
                        "INVERSE_OFFERS",
                        () -> policy.answer(offer, new Context(now)),
                        () -> Answer.ACCEPT);
                answers.computeIfAbsent(answer, some -> new ArrayList<>()).add(offer.getId());
            }
        }
        answers.forEach((answer, ids) -> turn.add(
                answer == Answer.ACCEPT
                        ? new Action.AcceptInverse(ids, INVERSE_FILTERS)
                        : new Action.DeclineInverse(ids, INVERSE_FILTERS)));
    }

    /**
     * A handler that throws is reported, and the standard one takes its place for this event; what it had the task manager change
     * by then stays changed, and is kept.
     */
    private List<Action> fromController(Event event, Instant now) {
        RecordedTasks recorded = new RecordedTasks(tasks);
        return callbacks.call(
                controller.handlerOf(event),
                event.getType().name(),
                () -> answered(controller.on(event, new Context(now, recorded))),
                () -> {
                    List<Action> actions = new ArrayList<>(recorded.answered());
                    actions.addAll(standard.on(event, new Context(now)));
                    return actions;
                });
    }

    private List<Action> fromController(String what, Instant now, Function<FrameworkContext, List<Action>> call) {
        RecordedTasks recorded = new RecordedTasks(tasks);
        return callbacks.call(
                controller.getClass().getName(),
                what,
                () -> answered(call.apply(new Context(now, recorded))),
                () -> List.copyOf(recorded.answered()));
    }

    private static List<Action> answered(@Nullable List<Action> actions) {
        if (actions == null) {
            throw new IllegalStateException("it answered null; what has nothing to do answers an empty list");
        }
        return List.copyOf(actions);
    }

    private void subscribed(Event.Subscribed event, Turn turn, Instant now) {
        if (!event.getFrameworkId().equals(frameworkId)) {
            frameworkId = event.getFrameworkId();
            Bytes value = Bytes.ofText(frameworkId.getValue());
            turn.write(new StorageWrite.Put(keys.frameworkId(), value));
        }
        subscribed = true;
        subscription++;
        ledger.startAnew();
        demand.subscribed();
        registration.subscribed(event.getMasterInfo());
        reconciliation.subscribed(now);
        turn.add(tasks.subscribed(now));
        turn.add(reserving.subscribed(event.getFrameworkId(), now));
    }

    private void disconnected(MesosException cause, Turn turn, Instant now) {
        subscribed = false;
        subscription++;
        ledger.startAnew();
        reconciliation.disconnected();
        turn.add(tasks.disconnected(now));
        turn.add(fromController("disconnected", now, context -> controller.disconnected(cause, context)));
    }

    /** What became of a call. Only launches, what the roles' books rest on, and calls made by hand need an answer. */
    private void answered(Effect.Send call, @Nullable Throwable error, Turn turn, Instant now) {
        Call.Type type = call.call().getType();
        CompletableFuture<Void> asked = call.asked();
        if (asked != null) {
            turn.effect(
                    error == null ? new Effect.Reply(asked) : new Effect.Refuse(asked, CallErrors.typed(type, error)));
        }
        if (error == null) {
            if (type == Call.Type.ACCEPT) {
                turn.add(tasks.launchAccepted(call.launches(), now));
                turn.add(reserving.accepted(call.call(), now));
            } else if (type == Call.Type.UPDATE_FRAMEWORK) {
                registration.answered(call.call().getUpdateFramework(), null, now);
            }
            return;
        }
        switch (type) {
            case ACCEPT -> {
                if (CallErrors.isBroken(error)) {
                    turn.add(tasks.launchAccepted(call.launches(), now));
                    turn.add(reserving.accepted(call.call(), now));
                } else if (!CallErrors.isUnanswered(error)) {
                    turn.add(tasks.launchRefused(call.launches(), CallErrors.words(error), now));
                    turn.add(reserving.refused(call.call(), CallErrors.words(error), now));
                }
            }
            case REVIVE -> demand.reviveFailed(call.call().getRevive().getRolesList());
            case UPDATE_FRAMEWORK -> registration.answered(call.call().getUpdateFramework(), error, now);
            case SUPPRESS -> demand.suppressFailed(call.call().getSuppress().getRolesList());
            default -> {}
        }
        if (subscribed) {
            LOG.warn("{} failed: {}", type, CallErrors.words(error));
        }
        if (call.answersOffers() && call.subscription() == subscription && !CallErrors.isUnanswered(error)) {
            ledger.owe(offersIn(call.call()), now.plus(DECLINE_AGAIN));
        }
    }

    private static List<OfferID> offersIn(Call call) {
        return call.getType() == Call.Type.ACCEPT
                ? call.getAccept().getOfferIdsList()
                : call.getDecline().getOfferIdsList();
    }

    /** What every turn ends with: deadlines, placement, demand, reconciliation. */
    private void settle(Turn turn, Instant now) {
        turn.add(tasks.due(now));
        turn.add(reserving.due(subscribed, this::wished, now));
        if (!subscribed) {
            return;
        }
        placing.place(turn, reconciliation, Objects.requireNonNull(frameworkId), now);
        List<OfferID> owed = ledger.takeOwed(now);
        if (!owed.isEmpty()) {
            turn.send(Calls.decline(owed, Calls.refuse(DECLINE_AGAIN)));
        }
        Set<String> pending = tasks.pendingApplications();
        wanted = wanted(pending);
        if (settings.offerConstraints()) {
            registration.balance(usefulAgents(pending), now).ifPresent(turn::send);
        }
        demand.balance(wanted::contains, now).forEach(action -> turn.send(Calls.of(action)));
        turn.add(reconciliation.due(tasks, now));
    }

    private void wished(String role) {
        demand.wished(role);
        placing.changed();
    }

    /** When the next tick is due; empty where nothing waits for time. */
    Optional<Instant> nextDue() {
        if (erased) {
            return Optional.empty();
        }
        Stream<Optional<Instant>> due = subscribed
                ? Stream.of(
                        tasks.nextDue(),
                        reserving.nextDue(true),
                        reconciliation.nextDue(),
                        demand.nextDue(wanted::contains),
                        registration.nextDue(),
                        placing.nextDue(),
                        ledger.nextHoldEnd(),
                        ledger.nextOwed())
                : Stream.of(tasks.nextDue(), reserving.nextDue(false));
        return due.flatMap(Optional::stream).min(Instant::compareTo);
    }

    /** The roles that have a slot waiting for an offer, or something to be given back. */
    private Set<String> wanted(Set<String> pending) {
        return Stream.concat(pending.stream().map(this::roleOf), reserving.roles().stream())
                .collect(Collectors.toSet());
    }

    private Map<String, Set<Group>> usefulAgents(Set<String> pending) {
        Map<String, Set<Group>> useful = usefulAgents.to(pending, tasks);
        settings.roleList().stream().filter(demand::isByHand).forEach(role -> useful.put(role, Set.of()));
        // An agent that the constraints leave out does not offer what is reserved on it either (PROTOCOL B44).
        reservations.roles().forEach(role -> useful.put(role, Set.of()));
        return useful;
    }

    private String roleOf(Slot slot) {
        return roleOf(slot.key().application());
    }

    private String roleOf(String application) {
        return tasks.specification(application).map(settings::roleOf).orElse("");
    }

    /** Whether there is a subscription, and the master has told the state of every task on it. From any thread. */
    boolean isReconciled() {
        return reconciled;
    }

    int openOffers() {
        return ledger.open().size();
    }

    int heldOffers() {
        return ledger.heldCount();
    }

    Callbacks callbacks() {
        return callbacks;
    }

    Collection<Shortfall> shortfalls() {
        return placing.shortfalls().all();
    }

    Collection<OpenOffer> offers() {
        return ledger.shown();
    }

    Collection<KnownAgent> knownAgents() {
        return offering.withThoseOf(tasks.slots());
    }

    Collection<SlotReservation> reservations() {
        return reservations.all();
    }

    /** What is to be done first about what was restored. */
    List<Action> restored(Instant now) {
        return reserving.restored(now);
    }

    Optional<FrameworkID> frameworkId() {
        return Optional.ofNullable(frameworkId);
    }

    /** Offers that left the books without an answer: always none. */
    long unaccountedOffers() {
        return ledger.unaccounted();
    }

    private final class Context implements FrameworkContext {
        private final Instant now;
        private final TaskManager manager;

        Context(Instant now) {
            this(now, tasks);
        }

        Context(Instant now, TaskManager manager) {
            this.now = now;
            this.manager = manager;
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public Optional<FrameworkID> frameworkId() {
            return FrameworkCore.this.frameworkId();
        }

        @Override
        public TaskManager tasks() {
            return manager;
        }

        @Override
        public Collection<Offer> offers() {
            return List.copyOf(ledger.open());
        }
    }
}
