package io.mesosframework.benchmarks;

import io.mesosframework.protocol.Address;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Attribute;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.ContainerStatus;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.MasterInfo;
import io.mesosframework.protocol.NetworkInfo;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.URL;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.utils.MesosUuid;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Events as a master of a thousand agents sends them, fields and ids of the lengths that the real one's have. */
final class Workload {

    static final int OFFERS_AN_EVENT = 10;

    private static final int CYCLE = 4000;
    private static final int AGENTS = 1000;
    private static final String ROLE = "services";

    private final SplittableRandom random = new SplittableRandom(20);
    private final String master = uuid().toString();
    private final FrameworkID framework =
            FrameworkID.newBuilder().setValue(master + "-0007").build();
    private int offers;

    /** Serialised events, nine UPDATEs to one OFFERS of ten; always the same ones. */
    static List<byte[]> events() {
        Workload workload = new Workload();
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < CYCLE; i++) {
            Event event = i % 10 == 9 ? workload.offers(OFFERS_AN_EVENT) : workload.update(i);
            events.add(event.toByteArray());
        }
        return events;
    }

    /** Heartbeats are a day apart, so that nothing here is taken for silence. */
    Event subscribed() {
        return Event.newBuilder()
                .setType(Event.Type.SUBSCRIBED)
                .setSubscribed(Event.Subscribed.newBuilder()
                        .setFrameworkId(framework)
                        .setHeartbeatIntervalSeconds(86_400)
                        .setMasterInfo(MasterInfo.newBuilder()
                                .setId(master)
                                .setIp(0)
                                .setPort(5050)
                                .setVersion("1.11.0")))
                .build();
    }

    Event offers(int count) {
        Event.Offers.Builder all = Event.Offers.newBuilder();
        for (int i = 0; i < count; i++) {
            all.addOffers(offer(random.nextInt(1, 640) / 10.0, random.nextInt(256, 262_144)));
        }
        return Event.newBuilder().setType(Event.Type.OFFERS).setOffers(all).build();
    }

    /** An event with one offer of so much. */
    Event offering(double cpus, double mem) {
        return Event.newBuilder()
                .setType(Event.Type.OFFERS)
                .setOffers(Event.Offers.newBuilder().addOffers(offer(cpus, mem)))
                .build();
    }

    private Offer offer(double cpus, double mem) {
        int agent = random.nextInt(AGENTS);
        String host = "agent-" + agent + ".rack" + agent % 20 + ".dc1.example.com";
        return Offer.newBuilder()
                .setId(OfferID.newBuilder().setValue(master + "-O" + offers++))
                .setFrameworkId(framework)
                .setAgentId(agentId(agent))
                .setHostname(host)
                .setUrl(URL.newBuilder()
                        .setScheme("http")
                        .setAddress(Address.newBuilder()
                                .setHostname(host)
                                .setIp(ip(agent))
                                .setPort(5051))
                        .setPath("/slave(1)"))
                .addResources(ports())
                .addResources(scalar("cpus", cpus))
                .addResources(scalar("mem", mem))
                .addResources(scalar("disk", random.nextInt(10_000, 4_000_000)))
                .addAttributes(Attribute.newBuilder()
                        .setName("rack")
                        .setType(Value.Type.TEXT)
                        .setText(Value.Text.newBuilder().setValue("rack" + agent % 20)))
                .addAttributes(Attribute.newBuilder()
                        .setName("generation")
                        .setType(Value.Type.SCALAR)
                        .setScalar(Value.Scalar.newBuilder().setValue(agent % 5)))
                .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(ROLE))
                .build();
    }

    private Resource ports() {
        return Resource.newBuilder()
                .setName("ports")
                .setType(Value.Type.RANGES)
                .setRanges(Value.Ranges.newBuilder()
                        .addRange(Value.Range.newBuilder().setBegin(31_000).setEnd(31_000 + random.nextInt(400)))
                        .addRange(Value.Range.newBuilder().setBegin(31_500).setEnd(32_000)))
                .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(ROLE))
                .build();
    }

    private static Resource scalar(String name, double amount) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(amount))
                .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(ROLE))
                .build();
    }

    private Event update(int number) {
        int agent = random.nextInt(AGENTS);
        String task = "web-frontend." + number % 500 + "." + uuid();
        TaskStatus status = TaskStatus.newBuilder()
                .setTaskId(TaskID.newBuilder().setValue(task))
                .setState(number % 3 == 0 ? TaskState.TASK_STARTING : TaskState.TASK_RUNNING)
                .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
                .setAgentId(agentId(agent))
                .setExecutorId(ExecutorID.newBuilder().setValue(task))
                .setTimestamp(1.7e9 + number)
                .setUuid(MesosUuid.toBytes(uuid()))
                .setHealthy(true)
                .setContainerStatus(ContainerStatus.newBuilder()
                        .setContainerId(ContainerID.newBuilder().setValue(uuid().toString()))
                        .addNetworkInfos(NetworkInfo.newBuilder()
                                .addIpAddresses(NetworkInfo.IPAddress.newBuilder()
                                        .setProtocol(NetworkInfo.Protocol.IPv4)
                                        .setIpAddress(ip(agent)))))
                .build();
        return Event.newBuilder()
                .setType(Event.Type.UPDATE)
                .setUpdate(Event.Update.newBuilder().setStatus(status))
                .build();
    }

    private AgentID agentId(int agent) {
        return AgentID.newBuilder().setValue(master + "-S" + agent).build();
    }

    private static String ip(int agent) {
        return "10.32." + agent / 250 + "." + agent % 250;
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }
}
