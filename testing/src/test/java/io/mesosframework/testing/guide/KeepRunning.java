package io.mesosframework.testing.guide;

import io.mesosframework.MesosException;
import io.mesosframework.client.scheduler.SchedulerClient;
import io.mesosframework.client.scheduler.SchedulerListener;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.resources.Resources;
import io.mesosframework.utils.TaskStates;
import java.time.Duration;
import java.util.List;

/** A framework that keeps one task running: {@code name-1}, then {@code name-2} when that has ended, and so on. */
final class KeepRunning implements SchedulerListener {

    private final SchedulerClient client;
    private final String name;
    private int launched;
    private boolean wanting = true;

    KeepRunning(SchedulerClient client, String name) {
        this.client = client;
        this.name = name;
    }

    @Override
    public void event(Event event) {
        switch (event.getType()) {
            case OFFERS -> event.getOffers().getOffersList().forEach(this::offered);
            case UPDATE -> updated(event.getUpdate().getStatus());
            default -> {}
        }
    }

    private void offered(Offer offer) {
        if (wanting) {
            wanting = false;
            var unused = client.accept(List.of(offer.getId()), List.of(launch(offer)), Filters.getDefaultInstance());
        } else {
            var unused = client.decline(List.of(offer.getId()), null);
        }
    }

    private Offer.Operation launch(Offer offer) {
        TaskInfo task = TaskInfo.newBuilder()
                .setName(name)
                .setTaskId(TaskID.newBuilder().setValue(name + "-" + ++launched))
                .setAgentId(offer.getAgentId())
                .setCommand(CommandInfo.newBuilder().setValue("exec web"))
                .addAllResources(Resources.parse("cpus:0.1;mem:32").asList())
                .build();
        return Offer.Operation.newBuilder()
                .setType(Offer.Operation.Type.LAUNCH)
                .setLaunch(Offer.Operation.Launch.newBuilder().addTaskInfos(task))
                .build();
    }

    private void updated(TaskStatus status) {
        wanting |= TaskStates.isTerminal(status.getState());
        if (status.hasUuid()) {
            var unused = client.acknowledge(status);
        }
    }

    @Override
    public void disconnected(MesosException cause, Duration retryIn) {
        // The client subscribes again by itself.
    }

    @Override
    public void failed(MesosException cause) {
        throw cause;
    }
}
