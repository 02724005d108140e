package io.mesosframework.conformance;

import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.Label;
import io.mesosframework.protocol.Labels;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OperationID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.scheduler.Call;
import java.util.List;

/** What the frameworks on a real Mesos send: infos, tasks, operations. */
public final class Tasks {
    public static final String ROLE = "golden";

    private Tasks() {}

    public static FrameworkInfo.Builder framework(String name) {
        FrameworkInfo.Builder info = FrameworkInfo.newBuilder()
                .setUser(System.getProperty("user.name"))
                .setName(name)
                .addRoles(ROLE)
                .setCheckpoint(true)
                .setFailoverTimeout(60);
        for (FrameworkInfo.Capability.Type type : List.of(
                FrameworkInfo.Capability.Type.MULTI_ROLE,
                FrameworkInfo.Capability.Type.PARTITION_AWARE,
                FrameworkInfo.Capability.Type.TASK_KILLING_STATE,
                FrameworkInfo.Capability.Type.RESERVATION_REFINEMENT)) {
            info.addCapabilities(FrameworkInfo.Capability.newBuilder().setType(type));
        }
        return info;
    }

    public static Resource.Builder scalar(String name, double amount) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(amount))
                .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(ROLE));
    }

    public static TaskInfo.Builder task(String id, Offer offer) {
        return TaskInfo.newBuilder()
                .setName("grüße")
                .setTaskId(TaskID.newBuilder().setValue(id))
                .setAgentId(offer.getAgentId())
                .addResources(scalar("cpus", 0.1))
                .addResources(scalar("mem", 32))
                .setLabels(Labels.newBuilder()
                        .addLabels(Label.newBuilder().setKey("key").setValue("a \"value\"")));
    }

    public static TaskInfo.Builder command(String id, Offer offer, String command) {
        return task(id, offer).setCommand(CommandInfo.newBuilder().setValue(command));
    }

    public static ExecutorInfo.Builder executor(String id, String command) {
        return ExecutorInfo.newBuilder()
                .setType(ExecutorInfo.Type.CUSTOM)
                .setExecutorId(ExecutorID.newBuilder().setValue(id))
                .setCommand(CommandInfo.newBuilder().setValue(command))
                .addResources(scalar("cpus", 0.1))
                .addResources(scalar("mem", 32));
    }

    public static Call.Accept.Builder launch(Offer offer, List<TaskInfo> tasks) {
        return Call.Accept.newBuilder()
                .addOfferIds(offer.getId())
                .addOperations(Offer.Operation.newBuilder()
                        .setType(Offer.Operation.Type.LAUNCH)
                        .setLaunch(Offer.Operation.Launch.newBuilder().addAllTaskInfos(tasks)));
    }

    /** Half a cpu of the role, reserved dynamically; reported under that id. */
    public static Call.Accept.Builder reserve(Offer offer, OperationID id) {
        Resource reserved = scalar("cpus", 0.5)
                .addReservations(Resource.ReservationInfo.newBuilder()
                        .setType(Resource.ReservationInfo.Type.DYNAMIC)
                        .setRole(ROLE))
                .build();
        return Call.Accept.newBuilder()
                .addOfferIds(offer.getId())
                .addOperations(Offer.Operation.newBuilder()
                        .setType(Offer.Operation.Type.RESERVE)
                        .setId(id)
                        .setReserve(Offer.Operation.Reserve.newBuilder().addResources(reserved)));
    }
}
