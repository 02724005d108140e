package io.mesosframework.scheduler.internal;

import com.google.protobuf.ByteString;
import io.mesosframework.MesosException;
import io.mesosframework.protocol.Address;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.URL;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.scheduler.EventController;
import io.mesosframework.scheduler.ResourceManager;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.internal.placement.DefaultResourceManager;
import io.mesosframework.scheduler.placement.AgentScore;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.storage.Precondition;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.TransactionSize;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A core with scripted surroundings: commits succeed when the test says so, and calls are kept to be looked at. */
final class CoreFixture {

    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    final DefaultTaskManager tasks = new DefaultTaskManager(new SplittableRandom(1));
    final List<Call> calls = new ArrayList<>();
    final List<Effect.Send> sends = new ArrayList<>();
    final Deque<Effect.Commit> commits = new ArrayDeque<>();
    final List<Transaction> committed = new ArrayList<>();
    boolean commitAtOnce = true;
    private final FrameworkCore core;
    private int offers;

    CoreFixture() {
        this(EventController.standard(), null, List.of("*"));
    }

    CoreFixture(EventController controller, @Nullable ResourceManager resources, List<String> roles) {
        this(controller, resources, roles, UnaryOperator.identity());
    }

    CoreFixture(
            EventController controller,
            @Nullable ResourceManager resources,
            List<String> roles,
            UnaryOperator<TaskInfo> lastTouch) {
        this(controller, resources, roles, lastTouch, Callbacks.standard());
    }

    CoreFixture(EventController controller, Callbacks callbacks) {
        this(controller, null, List.of("*"), UnaryOperator.identity(), callbacks);
    }

    CoreFixture(
            EventController controller,
            @Nullable ResourceManager resources,
            List<String> roles,
            UnaryOperator<TaskInfo> lastTouch,
            Callbacks callbacks) {
        FrameworkSettings settings =
                new FrameworkSettings("test", roles, Duration.ofMinutes(15), FrameworkInfo.getDefaultInstance(), true);
        FrameworkParts parts = new FrameworkParts(
                controller,
                tasks,
                resources == null
                        ? new DefaultResourceManager(settings::roleOf, AgentScore.SPREAD, List.of())
                        : resources,
                lastTouch,
                new SplittableRandom(7),
                callbacks);
        core = new FrameworkCore(
                settings,
                parts,
                List.of(new Precondition(Keys.of(settings.name()).term(), 1)),
                null,
                TransactionSize.LARGEST);
    }

    FrameworkCore core() {
        return core;
    }

    void input(Input input) {
        perform(core.on(input, now));
    }

    private void perform(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Send send) {
                calls.add(send.call());
                sends.add(send);
            } else if (effect instanceof Effect.Commit commit) {
                commits.add(commit);
                if (commitAtOnce) {
                    commitNext();
                }
            } else if (effect instanceof Effect.Reply reply) {
                reply.done().complete(null);
            } else if (effect instanceof Effect.Refuse refuse) {
                refuse.done().completeExceptionally(refuse.why());
            } else if (effect instanceof Effect.GiveLeave give) {
                give.leave().complete(null);
            }
        }
    }

    /** The commit in flight becomes durable. */
    void commitNext() {
        Effect.Commit commit = commits.remove();
        committed.add(commit.transaction());
        perform(core.on(new Input.Committed(commit.sequence()), now));
    }

    void pass(Duration duration) {
        now = now.plus(duration);
        input(new Input.Tick());
    }

    void put(Application application) {
        var unused = request(application);
    }

    /** As {@link #put}, where the answer matters. */
    CompletableFuture<Void> request(Application application) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        input(new Input.Request((manager, at) -> manager.put(application, at), done));
        return done;
    }

    void subscribe() {
        event(Event.newBuilder()
                .setType(Event.Type.SUBSCRIBED)
                .setSubscribed(Event.Subscribed.newBuilder()
                        .setFrameworkId(FrameworkID.newBuilder().setValue("f-1")))
                .build());
    }

    void disconnect() {
        input(new Input.Disconnected(new MesosException("cut"), Duration.ofSeconds(1)));
    }

    void event(Event event) {
        input(new Input.FromMaster(event));
    }

    /** One OFFERS event; answers the offers in it. */
    List<Offer> offer(Offer... some) {
        event(Event.newBuilder()
                .setType(Event.Type.OFFERS)
                .setOffers(Event.Offers.newBuilder().addAllOffers(List.of(some)))
                .build());
        return List.of(some);
    }

    Offer agentOffer(String agent, double cpus, double mem) {
        return agentOffer(agent, cpus, mem, "*");
    }

    Offer agentOffer(String agent, double cpus, double mem, String role) {
        return Offer.newBuilder()
                .setId(OfferID.newBuilder().setValue("O" + offers++))
                .setFrameworkId(FrameworkID.newBuilder().setValue("f-1"))
                .setAgentId(AgentID.newBuilder().setValue(agent))
                .setHostname(agent + ".example")
                .setUrl(URL.newBuilder()
                        .setScheme("http")
                        .setAddress(Address.newBuilder().setIp("127.0.0.1").setPort(5051)))
                .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(role))
                .addResources(scalar("cpus", cpus, role))
                .addResources(scalar("mem", mem, role))
                .addResources(scalar("disk", 10_000, role))
                .build();
    }

    static Resource scalar(String name, double value, String role) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(value))
                .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(role))
                .build();
    }

    void rescind(Offer offer) {
        event(Event.newBuilder()
                .setType(Event.Type.RESCIND)
                .setRescind(Event.Rescind.newBuilder().setOfferId(offer.getId()))
                .build());
    }

    void update(String taskId, TaskState state) {
        update(taskId, state, status -> status.setUuid(ByteString.copyFrom(new byte[16])));
    }

    void update(String taskId, TaskState state, UnaryOperator<TaskStatus.Builder> more) {
        TaskStatus.Builder status = TaskStatus.newBuilder()
                .setTaskId(TaskID.newBuilder().setValue(taskId))
                .setAgentId(AgentID.newBuilder().setValue("a1"))
                .setState(state);
        event(Event.newBuilder()
                .setType(Event.Type.UPDATE)
                .setUpdate(Event.Update.newBuilder().setStatus(more.apply(status)))
                .build());
    }

    void answer(Effect.Send send, @Nullable Throwable error) {
        input(new Input.Answered(send, error));
    }

    List<Call> calls(Call.Type type) {
        return calls.stream().filter(call -> call.getType() == type).toList();
    }

    Effect.Send lastSend(Call.Type type) {
        return sends.stream()
                .filter(send -> send.call().getType() == type)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    List<TaskInfo> launched() {
        return calls(Call.Type.ACCEPT).stream()
                .flatMap(call -> call.getAccept().getOperationsList().stream())
                .flatMap(operation -> operation.getLaunch().getTaskInfosList().stream())
                .toList();
    }

    List<String> accepted() {
        return calls(Call.Type.ACCEPT).stream()
                .flatMap(call -> call.getAccept().getOfferIdsList().stream())
                .map(OfferID::getValue)
                .toList();
    }

    List<String> declined() {
        return calls(Call.Type.DECLINE).stream()
                .flatMap(call -> call.getDecline().getOfferIdsList().stream())
                .map(OfferID::getValue)
                .toList();
    }

    SlotState state(String application, int index) {
        return tasks.slot(new SlotKey(application, index)).orElseThrow().state();
    }

    String taskId(String application, int index) {
        return tasks.slot(new SlotKey(application, index))
                .orElseThrow()
                .currentTask()
                .id();
    }
}
