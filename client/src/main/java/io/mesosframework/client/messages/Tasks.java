package io.mesosframework.client.messages;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.resources.Resources;
import java.util.List;

/**
 * Tasks and executors on what an offer has. Resources are asked for plainly, as in {@code Resources.parse("cpus:0.5;mem:64")}, and are found in the
 * offer whoever has reserved them: what comes out carries its reservations and its role. Several on one offer must not be more than it
 * together; that is not looked at here.
 */
public final class Tasks {

    private Tasks() {}

    /**
     * A task for Mesos' command executor, or for a group. Its name is its id.
     *
     * @throws IllegalArgumentException if the id is none, or the offer does not have that
     */
    public static TaskInfo command(Offer offer, String id, Resources resources, CommandInfo command) {
        return task(offer, id, resources).setCommand(command).build();
    }

    /**
     * A task in an executor of one's own. Its name is its id.
     *
     * @param data what the executor is told; may be empty
     * @throws IllegalArgumentException if the id is none, or the offer does not have that
     */
    public static TaskInfo inExecutor(
            Offer offer, String id, Resources resources, ExecutorInfo executor, ByteString data) {
        return task(offer, id, resources).setExecutor(executor).setData(data).build();
    }

    private static TaskInfo.Builder task(Offer offer, String id, Resources resources) {
        return TaskInfo.newBuilder()
                .setName(Checks.id("task", id))
                .setTaskId(TaskID.newBuilder().setValue(id))
                .setAgentId(offer.getAgentId())
                .addAllResources(found(offer, "Task " + id, resources));
    }

    /**
     * An executor of one's own. Mesos takes its resources once, with its first task; all its tasks carry the very same one (PROTOCOL B85, B86).
     *
     * @throws IllegalArgumentException if the id is none, or the offer does not have that
     */
    public static ExecutorInfo executor(Offer offer, String id, Resources resources, CommandInfo command) {
        return executor(offer, id, resources, ExecutorInfo.Type.CUSTOM)
                .setCommand(command)
                .build();
    }

    /**
     * Mesos' own executor of a group.
     *
     * @param framework the framework's id, which the master does not fill in for groups (PROTOCOL B64)
     * @param resources at least 0.01 cpus, 32 MiB of memory and some disk (PROTOCOL B88)
     * @throws IllegalArgumentException if the id is none, it takes less, or the offer does not have that
     */
    public static ExecutorInfo defaultExecutor(Offer offer, String id, FrameworkID framework, Resources resources) {
        if (resources.cpusMillis() < 10 || resources.memMillis() < 32_000 || resources.diskMillis() == 0) {
            throw new IllegalArgumentException(
                    "The executor of a group takes at least 0.01 cpus, 32 MiB of memory and some disk, not "
                            + resources);
        }
        return executor(offer, id, resources, ExecutorInfo.Type.DEFAULT)
                .setFrameworkId(framework)
                .build();
    }

    private static ExecutorInfo.Builder executor(Offer offer, String id, Resources resources, ExecutorInfo.Type type) {
        return ExecutorInfo.newBuilder()
                .setType(type)
                .setExecutorId(ExecutorID.newBuilder().setValue(Checks.id("executor", id)))
                .addAllResources(found(offer, "Executor " + id, resources));
    }

    private static List<Resource> found(Offer offer, String what, Resources resources) {
        Resources wanted = Checks.some(what, resources).withoutAllocation();
        Resources all = Resources.of(offer.getResourcesList());
        Resources found = all.withoutAllocation()
                .find(wanted)
                .orElseThrow(() -> new IllegalArgumentException(what + " takes " + wanted + ", and offer "
                        + offer.getId().getValue() + " has " + all.withoutAllocation()));
        return offer.hasAllocationInfo()
                ? found.withAllocation(offer.getAllocationInfo().getRole()).asList()
                : found.asList();
    }
}
