package io.mesosframework.testing.mesos;

import io.mesosframework.MesosException;
import io.mesosframework.client.scheduler.SchedulerClient;
import io.mesosframework.client.scheduler.SchedulerListener;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.resources.Resources;
import java.time.Duration;
import java.util.List;

/** A framework that launches one task, and acknowledges what it is told. */
final class Starter implements SchedulerListener {

    private final SchedulerClient client;
    private final String taskId;
    private boolean launched;

    Starter(SchedulerClient client, String taskId) {
        this.client = client;
        this.taskId = taskId;
    }

    @Override
    public void event(Event event) {
        if (event.getType() == Event.Type.OFFERS && !launched) {
            launched = true;
            launch(event.getOffers().getOffers(0));
        } else if (event.getUpdate().getStatus().hasUuid()) {
            var unused = client.acknowledge(event.getUpdate().getStatus());
        }
    }

    private void launch(Offer offer) {
        TaskInfo task = TaskInfo.newBuilder()
                .setName(taskId)
                .setTaskId(TaskID.newBuilder().setValue(taskId))
                .setAgentId(offer.getAgentId())
                .setCommand(CommandInfo.newBuilder().setValue("sleep 60"))
                .addAllResources(Resources.parse("cpus:0.1;mem:32").asList())
                .build();
        var unused = client.accept(
                List.of(offer.getId()),
                List.of(Offer.Operation.newBuilder()
                        .setType(Offer.Operation.Type.LAUNCH)
                        .setLaunch(Offer.Operation.Launch.newBuilder().addTaskInfos(task))
                        .build()),
                Filters.getDefaultInstance());
    }

    @Override
    public void disconnected(MesosException cause, Duration retryIn) {
        // It subscribes again by itself.
    }

    @Override
    public void failed(MesosException cause) {
        // Seen by what does not come.
    }
}
