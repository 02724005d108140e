package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.Address;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.OperationState;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.URL;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.resources.ResourceConversion;
import io.mesosframework.resources.Resources;
import io.mesosframework.utils.TaskStates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A small Mesos master for one framework and one role: offers, launches, updates, reconciliation, agents that go and come,
 * and failover, by the rules of PROTOCOL B and F. It says what a real one says, and keeps quiet where a real one does.
 */
final class ModelMaster {

    private enum Standing {
        REGISTERED,
        /** Known from the registry since the failover, not back yet. */
        RECOVERED,
        UNREACHABLE,
        GONE
    }

    private record Task(String id, String agent, Resources taken, TaskState told, TaskState latest) {}

    /** An ACCEPT that was answered 202 and is still being authorized (PROTOCOL B150). */
    private record Pending(Call.Accept accept, List<Offer> offers, Instant at) {}

    private record Filter(Resources refused, Instant until) {}

    static final String ROLE = "db";
    static final Duration REREGISTER = Duration.ofMinutes(10);

    final Map<String, ModelAgent> agents = new LinkedHashMap<>();
    private final Supplier<Instant> clock;
    private final SplittableRandom random;
    private final Map<String, Standing> standings = new LinkedHashMap<>();
    private final Map<String, Resources> totals = new LinkedHashMap<>();

    /** What agents have free, as long as nothing changes. */
    private final Map<String, Resources> free = new HashMap<>();

    private final ModelOperations operations = new ModelOperations(this::tell);
    private final Map<String, Task> tasks = new LinkedHashMap<>();
    private final Map<String, Offer> offers = new LinkedHashMap<>();
    private final Map<String, Filter> filters = new LinkedHashMap<>();
    private final Set<String> killsForLater = new LinkedHashSet<>();
    private final Deque<Pending> pending = new ArrayDeque<>();
    private boolean suppressed;
    private int incarnation = 1;
    private int numbers;
    private long session;
    private @Nullable Deque<Event> stream;
    private Instant recoveryEnds = Instant.MAX;

    ModelMaster(Supplier<Instant> clock, SplittableRandom random) {
        this.clock = clock;
        this.random = random;
    }

    // ---- the framework's side ----

    /** A new subscription; the one before is over. Its number stands for the stream id. */
    long subscribe(Deque<Event> into, boolean suppressedRole) {
        free.clear();
        offers.clear();
        filters.clear();
        suppressed = suppressedRole;
        stream = into;
        session++;
        tell(Event.newBuilder()
                .setType(Event.Type.SUBSCRIBED)
                .setSubscribed(Event.Subscribed.newBuilder()
                        .setFrameworkId(FrameworkID.newBuilder().setValue("f-1"))));
        tell(Event.newBuilder().setType(Event.Type.HEARTBEAT));
        return session;
    }

    /** The stream has ended as the master sees it (PROTOCOL A67). */
    void streamClosed(long which) {
        free.clear();
        if (which == session && stream != null) {
            stream = null;
            offers.clear();
            filters.clear();
        }
    }

    /** Answers whether the call was taken: not so on a stream that is not the present one (PROTOCOL A55). */
    boolean call(long from, Call call) {
        free.clear();
        if (from != session || stream == null) {
            return false;
        }
        switch (call.getType()) {
            case ACCEPT -> accept(call.getAccept());
            case DECLINE -> decline(call.getDecline());
            case REVIVE -> {
                suppressed = false;
                filters.clear();
                allocate();
            }
            case SUPPRESS -> suppressed = true;
            case KILL -> kill(call.getKill());
            case ACKNOWLEDGE -> acknowledge(call.getAcknowledge());
            case RECONCILE -> reconcile(call.getReconcile().getTasksList());
            case ACKNOWLEDGE_OPERATION_STATUS -> acknowledge(call.getAcknowledgeOperationStatus());
            case RECONCILE_OPERATIONS ->
                call.getReconcileOperations().getOperationsList().forEach(this::explain);
            default -> {}
        }
        return true;
    }

    private void accept(Call.Accept accept) {
        List<Offer> taken = new ArrayList<>();
        boolean valid = true;
        for (OfferID id : accept.getOfferIdsList()) {
            Offer offer = offers.remove(id.getValue());
            valid &= offer != null;
            if (offer != null) {
                taken.add(offer);
            }
        }
        valid &= taken.stream().map(Offer::getAgentId).distinct().count() == 1;
        if (!valid) {
            drop(accept, "", TaskStatus.Reason.REASON_INVALID_OFFERS);
            return;
        }
        int delay = random.nextInt(3) == 0 ? random.nextInt(8000) : 0;
        pending.add(new Pending(accept, taken, clock.get().plusMillis(delay)));
    }

    private static List<TaskInfo> launches(Call.Accept accept) {
        return accept.getOperationsList().stream()
                .flatMap(ModelMaster::launches)
                .toList();
    }

    private static Stream<TaskInfo> launches(Offer.Operation operation) {
        return Stream.concat(
                operation.getLaunch().getTaskInfosList().stream(),
                operation.getLaunchGroup().getTaskGroup().getTasksList().stream());
    }

    private void drop(Call.Accept accept, String agent, TaskStatus.Reason reason) {
        for (TaskInfo info : launches(accept)) {
            answer(info.getTaskId().getValue(), info.getAgentId().getValue(), TaskState.TASK_DROPPED, reason);
        }
        OperationState state = reason == TaskStatus.Reason.REASON_INVALID_OFFERS
                ? OperationState.OPERATION_ERROR
                : OperationState.OPERATION_DROPPED;
        accept.getOperationsList().stream()
                .filter(Offer.Operation::hasId)
                .forEach(operation -> operations.say(operation.getId().getValue(), agent, state));
    }

    /** Launches what was accepted and is authorized by now. */
    boolean launchAuthorized() {
        boolean any = false;
        while (!pending.isEmpty() && !pending.element().at().isAfter(clock.get())) {
            any = true;
            launch(pending.remove());
        }
        return any;
    }

    private void launch(Pending ready) {
        free.clear();
        String agentId = ready.offers().get(0).getAgentId().getValue();
        ModelAgent agent = agents.get(agentId);
        if (agent == null || standings.get(agentId) != Standing.REGISTERED) {
            drop(ready.accept(), agentId, TaskStatus.Reason.REASON_AGENT_REMOVED);
            return;
        }
        if (!agent.linked) {
            drop(ready.accept(), agentId, TaskStatus.Reason.REASON_AGENT_DISCONNECTED);
            return;
        }
        Resources left = sum(ready.offers());
        for (Offer.Operation operation : ready.accept().getOperationsList()) {
            left = operation.hasId() ? convert(operation, left, agent) : launch(operation, left, agent);
        }
        refuse(agentId, ready.accept().getFilters().getRefuseSeconds());
    }

    /** Answers what is left of the offers. */
    private Resources launch(Offer.Operation operation, Resources offered, ModelAgent agent) {
        boolean isGroup = operation.getType() == Offer.Operation.Type.LAUNCH_GROUP;
        String group = isGroup
                ? operation.getLaunchGroup().getExecutor().getExecutorId().getValue()
                : null;
        Resources extra = Resources.of(operation.getLaunchGroup().getExecutor().getResourcesList())
                .withoutAllocation();
        Resources left = offered;
        Map<String, Resources> launched = new LinkedHashMap<>();
        for (TaskInfo info : launches(operation).toList()) {
            String id = info.getTaskId().getValue();
            Resources taken =
                    Resources.of(info.getResourcesList()).withoutAllocation().plus(extra);
            extra = Resources.EMPTY;
            if (!left.contains(taken)) {
                throw new AssertionError(id + " takes " + taken + " and is offered " + left);
            }
            left = left.minus(taken);
            tasks.put(id, new Task(id, agent.id, taken, TaskState.TASK_STAGING, TaskState.TASK_STAGING));
            launched.put(id, taken);
        }
        agent.toAgent.add(() -> agent.launch(launched, group, clock.get()));
        return left;
    }

    /** As the master does, at once; the agent does it when it hears of it (PROTOCOL B67). An authorizer may be against it. */
    private Resources convert(Offer.Operation operation, Resources offered, ModelAgent agent) {
        String id = operation.getId().getValue();
        List<ResourceConversion> conversions = ModelHoldings.conversions(operation);
        boolean there = offered.contains(
                conversions.stream().map(ResourceConversion::consumed).reduce(Resources.EMPTY, Resources::plus));
        if (!there || random.nextInt(20) == 0) {
            operations.say(id, agent.id, OperationState.OPERATION_ERROR);
            return offered;
        }
        totals.compute(agent.id, (same, total) -> Objects.requireNonNull(total).apply(conversions));
        operations.pending(id, agent.id);
        agent.toAgent.add(() -> agent.apply(id, operation, clock.get()));
        return offered.apply(conversions);
    }

    private void decline(Call.Decline decline) {
        for (OfferID id : decline.getOfferIdsList()) {
            Offer offer = offers.remove(id.getValue());
            if (offer != null) {
                refuse(offer.getAgentId().getValue(), decline.getFilters().getRefuseSeconds());
            }
        }
    }

    private void refuse(String agent, double seconds) {
        filters.put(agent, new Filter(free(agent), clock.get().plusMillis((long) (seconds * 1000))));
    }

    private void acknowledge(Call.AcknowledgeOperationStatus call) {
        String id = call.getOperationId().getValue();
        ModelAgent agent = agents.get(call.getAgentId().getValue());
        if (agent != null && agent.linked && standings.get(agent.id) == Standing.REGISTERED) {
            operations.acknowledged(id);
            agent.toAgent.add(() -> agent.holdings.acknowledge(id, call.getUuid()));
        }
    }

    private void explain(Call.ReconcileOperations.Operation asked) {
        Standing standing = standings.get(asked.getAgentId().getValue());
        operations.explain(
                asked.getOperationId().getValue(),
                asked.getAgentId().getValue(),
                standing == null
                        ? OperationState.OPERATION_UNKNOWN
                        : switch (standing) {
                            case REGISTERED -> OperationState.OPERATION_UNKNOWN;
                            case RECOVERED -> OperationState.OPERATION_RECOVERING;
                            case UNREACHABLE -> OperationState.OPERATION_UNREACHABLE;
                            case GONE -> OperationState.OPERATION_GONE_BY_OPERATOR;
                        });
    }

    void fromAgent(ModelAgent agent, OperationStatus status) {
        free.clear();
        if (standings.get(agent.id) == Standing.REGISTERED) {
            operations.heard(status, agent.id);
        }
    }

    private void kill(Call.Kill kill) {
        Task task = tasks.get(kill.getTaskId().getValue());
        if (task == null) {
            explain(kill.getTaskId().getValue(), kill.getAgentId().getValue());
            return;
        }
        ModelAgent agent = agents.get(task.agent());
        if (!kill.getAgentId().getValue().equals(task.agent())) {
            throw new AssertionError("a kill with the wrong agent");
        }
        if (agent != null && agent.linked) {
            agent.toAgent.add(() -> agent.kill(task.id(), clock.get()));
        } else {
            killsForLater.add(task.id());
        }
    }

    private void acknowledge(Call.Acknowledge call) {
        ModelAgent agent = agents.get(call.getAgentId().getValue());
        String id = call.getTaskId().getValue();
        if (agent == null || !agent.linked || standings.get(agent.id) != Standing.REGISTERED) {
            return;
        }
        Task task = tasks.get(id);
        if (task != null && TaskStates.isTerminal(task.told())) {
            tasks.remove(id);
        }
        agent.toAgent.add(() -> agent.acknowledge(id, call.getUuid(), clock.get()));
    }

    // ---- reconciliation (PROTOCOL B146-B154) ----

    private void reconcile(List<Call.Reconcile.Task> asked) {
        if (asked.isEmpty()) {
            tasks.values().stream()
                    .filter(task -> standings.get(task.agent()) == Standing.REGISTERED)
                    .toList()
                    .forEach(this::tellState);
        } else {
            asked.forEach(task ->
                    explain(task.getTaskId().getValue(), task.getAgentId().getValue()));
        }
    }

    private void tellState(Task task) {
        answer(task.id(), task.agent(), task.told(), TaskStatus.Reason.REASON_RECONCILIATION);
    }

    private void explain(String id, String agent) {
        Task task = tasks.get(id);
        Standing standing = standings.get(agent);
        if (task != null && standing == Standing.REGISTERED) {
            tellState(task);
        } else if (standing != Standing.RECOVERED) {
            TaskState state = standing == null
                    ? TaskState.TASK_UNKNOWN
                    : switch (standing) {
                        case REGISTERED -> TaskState.TASK_GONE;
                        case UNREACHABLE -> TaskState.TASK_UNREACHABLE;
                        case GONE -> TaskState.TASK_GONE_BY_OPERATOR;
                        case RECOVERED -> throw new IllegalStateException("silent");
                    };
            answer(id, agent, state, TaskStatus.Reason.REASON_RECONCILIATION);
        }
    }

    // ---- offers ----

    /** Offers what is free, agent by agent. */
    boolean allocate() {
        if (stream == null || suppressed) {
            return false;
        }
        List<Offer> made = new ArrayList<>();
        for (ModelAgent agent : agents.values()) {
            if (!agent.linked || standings.get(agent.id) != Standing.REGISTERED) {
                continue;
            }
            Resources left = free.computeIfAbsent(agent.id, this::free);
            Filter filter = filters.get(agent.id);
            boolean filtered = filter != null
                    && filter.until().isAfter(clock.get())
                    && filter.refused().contains(left);
            if (left.cpusMillis() >= 10 && !filtered) {
                made.add(offer(agent.id, left));
            }
        }
        if (made.isEmpty()) {
            return false;
        }
        free.clear();
        made.forEach(offer -> offers.put(offer.getId().getValue(), offer));
        tell(Event.newBuilder()
                .setType(Event.Type.OFFERS)
                .setOffers(Event.Offers.newBuilder().addAllOffers(made)));
        return true;
    }

    private Offer offer(String agent, Resources resources) {
        return Offer.newBuilder()
                .setId(OfferID.newBuilder().setValue("m" + incarnation + "-O" + numbers++))
                .setFrameworkId(FrameworkID.newBuilder().setValue("f-1"))
                .setAgentId(AgentID.newBuilder().setValue(agent))
                .setHostname(agent)
                .setUrl(URL.newBuilder()
                        .setScheme("http")
                        .setAddress(Address.newBuilder().setIp("127.0.0.1").setPort(5051)))
                .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(ROLE))
                .addAllResources(resources.withAllocation(ROLE).asList())
                .build();
    }

    private Resources free(String agent) {
        Resources left = Objects.requireNonNull(totals.get(agent));
        for (Task task : tasksOf(agent)) {
            left = TaskStates.isTerminal(task.latest()) ? left : left.minus(task.taken());
        }
        Stream<Offer> promised =
                Stream.concat(offers.values().stream(), pending.stream().flatMap(one -> one.offers().stream()));
        return left.minus(
                sum(promised.filter(offer -> offer.getAgentId().getValue().equals(agent))
                        .toList()));
    }

    private static Resources sum(List<Offer> offers) {
        return Resources.of(offers.stream()
                        .flatMap(offer -> offer.getResourcesList().stream())
                        .toList())
                .withoutAllocation();
    }

    /** Takes one offer back (PROTOCOL B51). */
    boolean rescindAny() {
        if (offers.isEmpty()) {
            return false;
        }
        rescind(List.copyOf(offers.values()).get(random.nextInt(offers.size())));
        return true;
    }

    private void rescind(Offer offer) {
        free.clear();
        offers.remove(offer.getId().getValue());
        tell(Event.newBuilder()
                .setType(Event.Type.RESCIND)
                .setRescind(Event.Rescind.newBuilder().setOfferId(offer.getId())));
    }

    private void rescindOf(String agent) {
        List.copyOf(offers.values()).stream()
                .filter(offer -> offer.getAgentId().getValue().equals(agent))
                .forEach(this::rescind);
    }

    // ---- agents ----

    void newAgent(String id) {
        newAgent(id, new ModelHoldings(id, ModelAgent.WHOLE, random.split()));
    }

    /** With what the disk of its machine holds. */
    void newAgent(String id, ModelHoldings holdings) {
        free.clear();
        ModelAgent agent = new ModelAgent(id, holdings, this, random.split());
        totals.put(id, holdings.total());
        agents.put(id, agent);
        standings.put(id, Standing.REGISTERED);
    }

    void fromAgent(ModelAgent agent, TaskStatus status, TaskState latest) {
        free.clear();
        if (standings.get(agent.id) != Standing.REGISTERED) {
            return;
        }
        String id = status.getTaskId().getValue();
        Task task = tasks.get(id);
        if (task != null) {
            TaskState told = stream == null ? task.told() : status.getState();
            tasks.put(id, new Task(id, agent.id, task.taken(), told, latest));
        }
        tell(update(status));
    }

    void linkLost(ModelAgent agent) {
        agent.linked = false;
        agent.toAgent.clear();
        agent.toMaster.clear();
        rescindOf(agent.id);
    }

    /** The agent's pings stay unanswered for too long (PROTOCOL F22). */
    void markUnreachable(ModelAgent agent) {
        free.clear();
        if (agent.linked || agent.shutDown || standings.get(agent.id) != Standing.REGISTERED) {
            return;
        }
        standings.put(agent.id, Standing.UNREACHABLE);
        operations.unreachable(agent.id);
        for (Task task : tasksOf(agent.id)) {
            tasks.remove(task.id());
            if (!TaskStates.isTerminal(task.latest())) {
                answer(task.id(), agent.id, TaskState.TASK_UNREACHABLE, TaskStatus.Reason.REASON_AGENT_REMOVED);
            }
        }
        tellFailure(agent);
    }

    /** The agent is back: from a cut, from being unreachable, or with a new master (PROTOCOL F23, F28, F32). */
    void reregister(ModelAgent agent) {
        free.clear();
        Standing before = standings.get(agent.id);
        agent.linked = true;
        standings.put(agent.id, Standing.REGISTERED);
        totals.put(agent.id, agent.holdings.total());
        operations.reregistered(agent);
        for (Task task : tasksOf(agent.id)) {
            if (!agent.processes.containsKey(task.id()) && !TaskStates.isTerminal(task.told())) {
                agent.update(task.id(), TaskState.TASK_DROPPED, TaskStatus.Reason.REASON_RECONCILIATION, clock.get());
            }
            if (killsForLater.remove(task.id())) {
                agent.toAgent.add(() -> agent.kill(task.id(), clock.get()));
            }
        }
        if (before != Standing.REGISTERED) {
            for (ModelAgent.Running process : agent.processes.values()) {
                tasks.put(process.task, new Task(process.task, agent.id, process.taken, process.state, process.state));
                if (before == Standing.UNREACHABLE) {
                    answer(process.task, agent.id, process.state, TaskStatus.Reason.REASON_AGENT_REREGISTERED);
                }
            }
        }
        agent.resendAll(clock.get());
    }

    /** The agent ends for good, by its own shutdown or the operator's word (PROTOCOL F24, F26). */
    void remove(ModelAgent agent, boolean gone) {
        free.clear();
        agent.shutDown();
        rescindOf(agent.id);
        for (Task task : tasksOf(agent.id)) {
            tasks.remove(task.id());
            if (!TaskStates.isTerminal(task.told())) {
                answer(
                        task.id(),
                        agent.id,
                        gone ? TaskState.TASK_GONE_BY_OPERATOR : TaskState.TASK_LOST,
                        TaskStatus.Reason.REASON_AGENT_REMOVED);
            }
        }
        agents.remove(agent.id);
        totals.remove(agent.id);
        operations.gone(agent.id, gone);
        if (gone) {
            standings.put(agent.id, Standing.GONE);
        } else {
            standings.remove(agent.id);
        }
        tellFailure(agent);
    }

    /** Another master leads: it knows the agents by name, and nothing else (PROTOCOL F31). */
    void failOver() {
        free.clear();
        incarnation++;
        session++;
        stream = null;
        tasks.clear();
        operations.failOver();
        offers.clear();
        filters.clear();
        pending.clear();
        killsForLater.clear();
        suppressed = false;
        recoveryEnds = clock.get().plus(REREGISTER);
        agents.values().forEach(agent -> {
            agent.toAgent.clear();
            agent.toMaster.clear();
            standings.computeIfPresent(agent.id, (id, was) -> was == Standing.REGISTERED ? Standing.RECOVERED : was);
        });
    }

    /** Whether the agent has to register with this master. */
    boolean awaits(ModelAgent agent) {
        return standings.get(agent.id) != Standing.REGISTERED;
    }

    /** Agents that did not come back in time after a failover are unreachable (PROTOCOL F33). */
    void endRecovery() {
        if (!recoveryEnds.isAfter(clock.get())) {
            recoveryEnds = Instant.MAX;
            standings.replaceAll((id, was) -> was == Standing.RECOVERED ? Standing.UNREACHABLE : was);
        }
    }

    private List<Task> tasksOf(String agent) {
        return tasks.values().stream()
                .filter(task -> task.agent().equals(agent))
                .toList();
    }

    // ---- events ----

    private void answer(String task, String agent, TaskState state, TaskStatus.Reason reason) {
        tell(update(TaskStatus.newBuilder()
                .setTaskId(TaskID.newBuilder().setValue(task))
                .setAgentId(AgentID.newBuilder().setValue(agent))
                .setState(state)
                .setSource(TaskStatus.Source.SOURCE_MASTER)
                .setReason(reason)
                .setTimestamp(clock.get().toEpochMilli() / 1000.0)
                .build()));
    }

    private static Event.Builder update(TaskStatus status) {
        return Event.newBuilder()
                .setType(Event.Type.UPDATE)
                .setUpdate(Event.Update.newBuilder().setStatus(status));
    }

    private void tellFailure(ModelAgent agent) {
        tell(Event.newBuilder()
                .setType(Event.Type.FAILURE)
                .setFailure(Event.Failure.newBuilder()
                        .setAgentId(AgentID.newBuilder().setValue(agent.id))));
    }

    private void tell(Event.Builder event) {
        if (stream != null) {
            stream.add(event.build());
        }
    }

    // ---- looked at ----

    Set<String> openOffers() {
        return offers.keySet();
    }

    /** Whose resources are reserved where by the master's own record, each as {@code <reservation>@<agent>}. */
    Set<String> reservations() {
        Set<String> names = new TreeSet<>();
        totals.forEach(
                (agent, total) -> ModelHoldings.reservations(total).forEach(name -> names.add(name + "@" + agent)));
        return names;
    }

    Instant nextDue() {
        Instant next = recoveryEnds;
        for (Pending one : pending) {
            next = one.at().isBefore(next) ? one.at() : next;
        }
        return next;
    }
}
