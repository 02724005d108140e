package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.SlotReservation.Stage;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.scheduler.tasks.Update;
import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.Entry;
import io.mesosframework.utils.TaskIds;
import io.mesosframework.utils.TaskStates;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What must hold after every step of a {@link ChaosRun}, and what at its end. */
final class ChaosInvariants implements ModelProcess.Watcher {

    private final ModelMaster master;
    private final Map<String, TaskState> told = new HashMap<>();
    private final Map<String, SlotKey> keys = new HashMap<>();
    private final Map<String, String> uuids = new HashMap<>();
    private final Set<String> givenUp = new HashSet<>();
    private final Set<String> launched = new HashSet<>();
    private final Set<String> offered = new HashSet<>();
    private final Set<String> answeredOffers = new HashSet<>();
    private final ChaosVolumes volumes = new ChaosVolumes();
    private final StringBuilder news = new StringBuilder();
    private Map<String, Slot> unreachable = Map.of();
    private @Nullable ModelProcess watched;

    ChaosInvariants(ModelMaster master) {
        this.master = master;
    }

    void watch(ModelProcess process) {
        watched = process;
    }

    private ModelProcess process() {
        return Objects.requireNonNull(watched, "nothing is watched");
    }

    // ---- on the way ----

    @Override
    public void before(Input input, DefaultTaskManager tasks) {
        Map<String, Slot> now = new LinkedHashMap<>();
        tasks.slotsIn(SlotState.UNREACHABLE)
                .forEach(slot -> now.put(slot.currentTask().id(), slot));
        unreachable = now;
        if (input instanceof Input.FromMaster fromMaster) {
            event(fromMaster.event());
        } else if (input instanceof Input.Disconnected) {
            told.clear();
            offered.clear();
        }
    }

    private void event(Event event) {
        if (event.getType() == Event.Type.SUBSCRIBED) {
            told.clear();
            offered.clear();
        } else if (event.getType() == Event.Type.OFFERS) {
            event.getOffers()
                    .getOffersList()
                    .forEach(offer -> offered.add(offer.getId().getValue()));
        } else if (event.getType() == Event.Type.UPDATE) {
            TaskStatus status = event.getUpdate().getStatus();
            String task = status.getTaskId().getValue();
            told.put(task, status.getState());
            uuids.put(task, status.getUuid().toStringUtf8());
            news.append(" [")
                    .append(task)
                    .append(' ')
                    .append(status.getState())
                    .append(' ')
                    .append(status.getReason())
                    .append(']');
        } else {
            news.append(" [").append(event.getType()).append(']');
        }
    }

    /** A task may be replaced while it lives only on the word of this subscription that it cannot be seen. */
    @Override
    public void after(Input input, DefaultTaskManager tasks) {
        unreachable.forEach((id, slot) -> {
            if (tasks.slotOfTask(id).isEmpty()) {
                List<String> living = slot.currentTask().liveIds();
                require(
                        living.stream().map(told::get).anyMatch(ChaosInvariants::isOutOfSight),
                        id + " was given up on the word of an earlier subscription: " + slot
                                + living.stream().map(told::get).toList());
                living.stream()
                        .filter(task -> told.get(task) == TaskState.TASK_UNREACHABLE
                                || told.get(task) == TaskState.TASK_UNKNOWN)
                        .findAny()
                        .ifPresent(some -> givenUp.addAll(living));
            }
        });
        // One that its slot has taken back counts again.
        givenUp.removeIf(task -> tasks.slotOfTask(task).isPresent());
        require(process().core().unaccountedOffers() == 0, "offers are unaccounted for");
        volumes.forget(tasks);
    }

    private static boolean isOutOfSight(@Nullable TaskState word) {
        return word != null && word != TaskState.TASK_RUNNING && word != TaskState.TASK_STAGING;
    }

    /** A task begins, and finds this in its volume. */
    void finds(String task, String volume, List<String> written) {
        volumes.finds(
                key(task),
                task,
                volume,
                written,
                durable(task).filter(slot -> slot.holds(task)).isPresent());
    }

    /** An agent is gone by the operator's word, and these volumes with it. */
    void lost(Set<String> gone) {
        volumes.lost(gone);
    }

    @Override
    public void sends(Call call) {
        news.append(" -> ").append(call.getType());
        switch (call.getType()) {
            case ACKNOWLEDGE -> acknowledged(call.getAcknowledge());
            case ACCEPT -> {
                answered(call.getAccept().getOfferIdsList().stream()
                        .map(id -> id.getValue())
                        .toList());
                call.getAccept().getOperationsList().stream()
                        .flatMap(operation -> Stream.concat(
                                operation.getLaunch().getTaskInfosList().stream(),
                                operation.getLaunchGroup().getTaskGroup().getTasksList().stream()))
                        .forEach(task -> launches(task.getTaskId().getValue()));
            }
            case DECLINE -> call.getDecline().getOfferIdsList().forEach(id -> answeredOffers.add(id.getValue()));
            default -> {}
        }
    }

    private void answered(List<String> offers) {
        for (String offer : offers) {
            require(offered.contains(offer), "offer " + offer + " is of another subscription");
            require(answeredOffers.add(offer), "offer " + offer + " is answered twice");
        }
    }

    private void launches(String task) {
        news.append(' ').append(task);
        require(launched.add(task), task + " is launched twice");
        Slot slot = durable(task).orElseThrow(() -> new AssertionError(task + " is launched and not durable"));
        require(slot.holds(task), task + " is launched and not durable: " + slot);
    }

    /** What is acknowledged is never told again, so it has to be in storage. */
    private void acknowledged(Call.Acknowledge call) {
        String task = call.getTaskId().getValue();
        require(call.getUuid().size() == 16, "acknowledged without uuid: " + task);
        Optional<Slot> slot = durable(task).filter(one -> one.holds(task));
        require(
                slot.isEmpty() || slot.get().currentTask().mesosState() != null,
                task + " was acknowledged and nothing of it is durable");
        Optional<ModelAgent.Running> there = master.agents.values().stream()
                .flatMap(agent -> agent.processes.values().stream())
                .filter(one -> one.task.equals(task))
                .findFirst();
        boolean end = acknowledgesEnd(call);
        require(
                !end
                        || slot.isEmpty()
                        || slot.get()
                                .currentTask()
                                .member(task)
                                .filter(one -> one.ending() != null)
                                .isPresent(),
                "the end of " + task + " was acknowledged, and storage has it living: " + slot + there);
    }

    private boolean acknowledgesEnd(Call.Acknowledge call) {
        TaskState state = told.get(call.getTaskId().getValue());
        boolean last =
                call.getUuid().toStringUtf8().equals(uuids.get(call.getTaskId().getValue()));
        return last && state != null && TaskStates.isTerminal(state);
    }

    private Optional<Slot> durable(String task) {
        String kept = SlotJson.slotKey(key(task));
        return process()
                .storage
                .get(ModelProcess.KEYS.kept(kept))
                .join()
                .map(entry -> SlotJson.slot(kept, entry.value()));
    }

    private SlotKey key(String task) {
        return keys.computeIfAbsent(task, unused -> {
            TaskIds ids = TaskIds.parse(task).orElseThrow();
            return new SlotKey(ids.application(), ids.slot());
        });
    }

    /** No slot has two live tasks or groups, but where the older one was given up as unreachable; what is held is there. */
    void check() {
        checkHeld();
        Map<SlotKey, String> live = new HashMap<>();
        for (ModelAgent agent : master.agents.values()) {
            for (ModelAgent.Running one : agent.alive()) {
                if (!givenUp.contains(one.task)) {
                    SlotKey key = key(one.task);
                    String other = live.put(key, Objects.requireNonNullElse(one.group, one.task));
                    require(
                            other == null || other.equals(one.group),
                            key + " has two live tasks: " + other + " and " + one.task);
                }
            }
        }
    }

    private void checkHeld() {
        if (process().isUp()) {
            for (SlotReservation one : process().core().reservations()) {
                ModelAgent agent = master.agents.get(one.agent());
                require(
                        one.stage() != Stage.HELD
                                || agent == null
                                || agent.holdings.reservations().contains(one.id()),
                        one + " is held and not there");
            }
        }
    }

    // ---- at the end ----

    /** The first that is found not yet to be as it should be. */
    Optional<String> unsettled(Map<String, Optional<Application>> wished) {
        DefaultTaskManager tasks = process().tasks();
        for (Map.Entry<String, Optional<Application>> wish : wished.entrySet()) {
            Optional<Application> present = tasks.specification(wish.getKey()).map(Specification::application);
            if (!present.equals(wish.getValue())) {
                return Optional.of(wish.getKey() + " is " + present + " and should be " + wish.getValue());
            }
        }
        Map<String, ModelAgent.Running> live = new LinkedHashMap<>();
        master.agents.values().forEach(agent -> agent.alive().forEach(one -> live.put(one.task, one)));
        for (Specification specification : tasks.specifications()) {
            List<Slot> slots = tasks.slotsOf(specification.application().name());
            if (specification.deleted()
                    || tasks.update(specification.application().name())
                            .filter(update -> update.state() == Update.State.ROLLING)
                            .isPresent()
                    || slots.size() != specification.application().instances()) {
                return Optional.of(slots.size() + " slots of " + specification + ", "
                        + tasks.update(specification.application().name()));
            }
            for (Slot slot : slots) {
                if (!settled(slot, specification, live)) {
                    return Optional.of(slot.toString());
                }
            }
        }
        List<SlotKey> keeping = tasks.slots().stream()
                .map(Slot::key)
                .filter(key -> List.of("pg", "kv").contains(key.application()))
                .toList();
        Collection<SlotReservation> kept = process().core().reservations();
        if (!kept.stream().map(SlotReservation::slot).sorted().toList().equals(keeping)
                || kept.stream().anyMatch(one -> one.stage() != Stage.HELD)) {
            return Optional.of("slots " + keeping + " keep " + kept);
        }
        Set<String> names =
                kept.stream().map(one -> one.id() + "@" + one.agent()).collect(Collectors.toSet());
        Set<String> there = master.agents.values().stream()
                .flatMap(agent -> agent.holdings.reservations().stream().map(name -> name + "@" + agent.id))
                .collect(Collectors.toSet());
        if (!there.equals(names) || !master.reservations().equals(names)) {
            return Optional.of(
                    "agents have " + there + ", the master's record " + master.reservations() + ", slots " + names);
        }
        if (!live.isEmpty()) {
            return Optional.of("tasks live that nobody wants: " + live.keySet());
        }
        if (!master.openOffers().isEmpty()) {
            return Optional.of("offers wait for an answer: " + master.openOffers());
        }
        return master.agents.values().stream()
                .filter(ModelAgent::hasUnacknowledged)
                .findFirst()
                .map(agent -> agent + " waits for acknowledgements");
    }

    private static boolean settled(Slot slot, Specification specification, Map<String, ModelAgent.Running> live) {
        if (slot.version() != specification.taskVersion() && slot.state().hasTask()) {
            return false;
        }
        if (specification.application().name().equals("job")) {
            return slot.state().isDone();
        }
        return slot.state() == SlotState.RUNNING
                && slot.currentTask().liveIds().stream()
                        .filter(id -> live.remove(id) == null)
                        .findAny()
                        .isEmpty();
    }

    /** Storage holds just what memory does, and nothing that grows with time is left. */
    void checkSettled() {
        Map<String, Bytes> kept = new LinkedHashMap<>();
        for (Entry entry : process().storage.range(ModelProcess.KEYS.kept()).join()) {
            kept.put(entry.key().substring(ModelProcess.KEYS.kept().length()), entry.value());
        }
        ReservationBook reservations = new ReservationBook(new SplittableRandom(1));
        reservations.restore(kept);
        require(
                List.copyOf(reservations.all())
                        .equals(List.copyOf(process().core().reservations())),
                "storage has " + reservations.all() + ", memory "
                        + process().core().reservations());
        master.agents.values().forEach(agent -> {
            require(
                    agent.holdings.total().withoutReservations().cpusMillis() == ModelAgent.WHOLE.cpusMillis(),
                    agent + " has " + agent.holdings.total());
            Set<String> its = reservations.all().stream()
                    .filter(one -> one.agent().equals(agent.id))
                    .map(SlotReservation::volume)
                    .filter(Objects::nonNull)
                    .collect(Collectors.toSet());
            require(agent.holdings.volumes().equals(its), agent + " has " + agent.holdings.volumes() + ", kept " + its);
        });
        DefaultTaskManager again = new DefaultTaskManager(new SplittableRandom(1));
        require(again.restore(kept, Instant.MAX).isEmpty(), "what is stored is not whole");
        require(
                List.copyOf(again.slots()).equals(List.copyOf(process().tasks().slots())),
                "storage has " + again.slots() + ", memory " + process().tasks().slots());
    }

    long launched() {
        return launched.size();
    }

    /** What happened since this was last asked. */
    String news() {
        String text = news.toString();
        news.setLength(0);
        return text;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
