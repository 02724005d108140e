package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.master.Response;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.resources.Resources;
import io.mesosframework.utils.MesosUuid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/** A master with frameworks and agents played by the test; time moves when the test says so. */
final class MasterDriver {

    static final String MASTER_ID = "5c1a2d3e-0000-4000-8000-000000000001";

    /** One subscription as the framework sees it. */
    static final class Stream {
        final long exchange;
        String streamId = "";
        boolean ended;
        final List<Event> events = new ArrayList<>();

        Stream(long exchange) {
            this.exchange = exchange;
        }

        FrameworkID frameworkId() {
            return of(Event.Type.SUBSCRIBED).get(0).getSubscribed().getFrameworkId();
        }

        List<Event> of(Event.Type type) {
            return events.stream().filter(e -> e.getType() == type).toList();
        }

        List<Offer> offers() {
            return of(Event.Type.OFFERS).stream()
                    .flatMap(e -> e.getOffers().getOffersList().stream())
                    .toList();
        }

        List<TaskStatus> updates() {
            return of(Event.Type.UPDATE).stream()
                    .map(e -> e.getUpdate().getStatus())
                    .toList();
        }

        String error() {
            return of(Event.Type.ERROR).get(0).getError().getMessage();
        }
    }

    record Answered(int status, String text) {}

    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    final Master master;
    final List<Stream> streams = new ArrayList<>();
    final List<ToAgent> toAgents = new ArrayList<>();

    /** Answers to operators that are more than a status. */
    final List<Response> replies = new ArrayList<>();

    /** Agents that do not answer pings. */
    final Set<Integer> silent = new HashSet<>();

    private final Deque<Integer> pinged = new ArrayDeque<>();
    private Answered lastAnswer = new Answered(0, "");
    private long nextExchange = 1;

    MasterDriver() {
        this(Optional.empty());
    }

    MasterDriver(Optional<Duration> offerTimeout) {
        this(offerTimeout, new Registry());
    }

    MasterDriver(Optional<Duration> offerTimeout, Registry registry) {
        master = new Master(
                MasterConfig.builder(new SplittableRandom(1))
                        .id(MASTER_ID)
                        .offerTimeout(offerTimeout)
                        .build(),
                registry,
                new SplittableRandom(42),
                now);
    }

    AgentID agent(int peer) {
        return agent(peer, "cpus:4;mem:4096;disk:10000;ports:[31000-31999]");
    }

    AgentID agent(int peer, String resources) {
        input(new MasterInput.AgentSays(
                peer,
                new FromAgent.Register(
                        AgentInfo.newBuilder()
                                .setHostname("host" + peer)
                                .setPort(5051 + peer)
                                .addAllResources(Resources.parse(resources).asList())
                                .build(),
                        "127.0.0.1",
                        "slave(1)")));
        List<ToAgent.Registered> registered = told(ToAgent.Registered.class);
        return registered.get(registered.size() - 1).agentId();
    }

    /** What a usual agent tells of itself once it has an id. */
    static AgentInfo agentInfo(AgentID id) {
        return AgentInfo.newBuilder()
                .setId(id)
                .setHostname("host")
                .setPort(5051)
                .addAllResources(Resources.parse("cpus:4;mem:4096;disk:10000;ports:[31000-31999]")
                        .asList())
                .build();
    }

    static FrameworkInfo.Builder info(FrameworkInfo.Capability.Type... capabilities) {
        FrameworkInfo.Builder info = FrameworkInfo.newBuilder().setUser("root").setName("test");
        for (FrameworkInfo.Capability.Type capability : capabilities) {
            info.addCapabilities(FrameworkInfo.Capability.newBuilder().setType(capability));
        }
        return info;
    }

    Stream subscribe(FrameworkInfo.Builder info, String... suppressed) {
        Call.Builder call = Call.newBuilder()
                .setType(Call.Type.SUBSCRIBE)
                .setSubscribe(
                        Call.Subscribe.newBuilder().setFrameworkInfo(info).addAllSuppressedRoles(List.of(suppressed)));
        if (info.hasId()) {
            call.setFrameworkId(info.getId());
        }
        Stream stream = new Stream(nextExchange);
        streams.add(stream);
        call(call, Optional.empty(), Optional.empty());
        return stream;
    }

    Stream resubscribe(Stream old) {
        return subscribe(info().setId(old.frameworkId()).setFailoverTimeout(100));
    }

    Answered call(Stream stream, Call.Builder call) {
        return call(call.setFrameworkId(stream.frameworkId()), Optional.of(stream.streamId), Optional.empty());
    }

    Answered call(Call.Builder call, Optional<String> streamId, Optional<String> principal) {
        lastAnswer = new Answered(0, "");
        input(new MasterInput.SchedulerCall(nextExchange++, call.build(), streamId, principal));
        return lastAnswer;
    }

    void input(MasterInput input) {
        for (MasterEffect effect : master.on(input, now)) {
            if (effect instanceof MasterEffect.Answer answer) {
                lastAnswer = new Answered(answer.status(), answer.text());
            } else if (effect instanceof MasterEffect.OpenStream open) {
                stream(open.exchange()).streamId = open.streamId();
            } else if (effect instanceof MasterEffect.Send send) {
                stream(send.exchange()).events.add(send.event());
            } else if (effect instanceof MasterEffect.EndStream end) {
                stream(end.exchange()).ended = true;
            } else if (effect instanceof MasterEffect.Reply reply && reply.message() instanceof Response response) {
                replies.add(response);
            } else if (effect instanceof MasterEffect.Tell tell && tell.message() instanceof ToAgent.Ping) {
                pinged.add(tell.peer());
            } else if (effect instanceof MasterEffect.Tell tell) {
                toAgents.add(tell.message());
            }
        }
        for (Integer peer = pinged.poll(); peer != null; peer = pinged.poll()) {
            if (!silent.contains(peer)) {
                input(new MasterInput.AgentSays(peer, new FromAgent.Pong()));
            }
        }
    }

    private Stream stream(long exchange) {
        return streams.stream().filter(s -> s.exchange == exchange).findFirst().orElseThrow();
    }

    Answered operator(io.mesosframework.protocol.master.Call.Builder call) {
        lastAnswer = new Answered(0, "");
        input(new MasterInput.OperatorCall(nextExchange++, call.build(), Optional.empty()));
        return lastAnswer;
    }

    /** What an agent has, as operators are told. */
    Resources total(AgentID agent) {
        operator(io.mesosframework.protocol.master.Call.newBuilder()
                .setType(io.mesosframework.protocol.master.Call.Type.GET_AGENTS));
        return replies.get(replies.size() - 1).getGetAgents().getAgentsList().stream()
                .filter(a -> a.getAgentInfo().getId().equals(agent))
                .map(a -> Resources.of(a.getTotalResourcesList()))
                .findFirst()
                .orElseThrow();
    }

    Answered accept(Stream stream, Offer offer, Offer.Operation... operations) {
        Call.Accept.Builder accept =
                Call.Accept.newBuilder().addOfferIds(offer.getId()).addAllOperations(List.of(operations));
        accept.getFiltersBuilder().setRefuseSeconds(0);
        return call(stream, Call.newBuilder().setType(Call.Type.ACCEPT).setAccept(accept));
    }

    void hangUp(Stream stream) {
        input(new MasterInput.StreamClosed(stream.exchange));
    }

    /** Takes the effects of what was done to the master beside its inputs. */
    void flush() {
        input(new MasterInput.Tick());
    }

    /** Time passes, deadline by deadline. */
    void pass(Duration duration) {
        Instant end = now.plus(duration);
        while (true) {
            Instant next = master.nextDeadline().orElse(end);
            if (next.isAfter(end)) {
                break;
            }
            now = next;
            input(new MasterInput.Tick());
        }
        now = end;
    }

    static TaskInfo.Builder task(String id, Offer offer, String resources) {
        return TaskInfo.newBuilder()
                .setName(id)
                .setTaskId(TaskID.newBuilder().setValue(id))
                .setAgentId(offer.getAgentId())
                .setCommand(CommandInfo.newBuilder().setValue("true"))
                .addAllResources(Resources.parse(resources).asList());
    }

    Answered launch(Stream stream, Offer offer, TaskInfo.Builder... tasks) {
        Offer.Operation.Launch.Builder launch = Offer.Operation.Launch.newBuilder();
        for (TaskInfo.Builder task : tasks) {
            launch.addTaskInfos(task);
        }
        return call(
                stream,
                Call.newBuilder()
                        .setType(Call.Type.ACCEPT)
                        .setAccept(Call.Accept.newBuilder()
                                .addOfferIds(offer.getId())
                                .addOperations(Offer.Operation.newBuilder()
                                        .setType(Offer.Operation.Type.LAUNCH)
                                        .setLaunch(launch))));
    }

    Answered decline(Stream stream, Offer offer, double refuseSeconds) {
        Call.Decline.Builder decline = Call.Decline.newBuilder().addOfferIds(offer.getId());
        decline.getFiltersBuilder().setRefuseSeconds(refuseSeconds);
        return call(stream, Call.newBuilder().setType(Call.Type.DECLINE).setDecline(decline));
    }

    TaskStatus update(Stream stream, AgentID agent, String task, TaskState state, TaskState latest) {
        TaskStatus status = TaskStatus.newBuilder()
                .setTaskId(TaskID.newBuilder().setValue(task))
                .setAgentId(agent)
                .setState(state)
                .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
                .setUuid(MesosUuid.toBytes(new UUID(state.getNumber(), latest.getNumber())))
                .setTimestamp(1)
                .build();
        input(new MasterInput.AgentSays(0, new FromAgent.StatusUpdate(stream.frameworkId(), status, latest)));
        return status;
    }

    Answered acknowledge(Stream stream, TaskStatus status) {
        return call(
                stream,
                Call.newBuilder()
                        .setType(Call.Type.ACKNOWLEDGE)
                        .setAcknowledge(Call.Acknowledge.newBuilder()
                                .setAgentId(status.getAgentId())
                                .setTaskId(status.getTaskId())
                                .setUuid(status.getUuid())));
    }

    <T extends ToAgent> List<T> told(Class<T> type) {
        return toAgents.stream().filter(type::isInstance).map(type::cast).toList();
    }

    static double cpus(Offer offer) {
        return offer.getResourcesList().stream()
                .filter(r -> r.getName().equals("cpus"))
                .map(Resource::getScalar)
                .mapToDouble(s -> s.getValue())
                .sum();
    }
}
