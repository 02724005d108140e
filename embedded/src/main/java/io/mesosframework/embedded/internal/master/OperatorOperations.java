package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Offer.Operation;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.master.Call;
import io.mesosframework.resources.ResourceFormats;
import java.util.List;

/** An operator's call as the operation on an agent's resources that it stands for (PROTOCOL E20). */
record OperatorOperations(AgentID agentId, Operation operation) {

    static OperatorOperations of(Call call) {
        Operation.Builder operation = Operation.newBuilder();
        return switch (call.getType()) {
            case RESERVE_RESOURCES ->
                new OperatorOperations(
                        call.getReserveResources().getAgentId(),
                        operation
                                .setType(Operation.Type.RESERVE)
                                .setReserve(Operation.Reserve.newBuilder()
                                        .addAllResources(stacked(
                                                call.getReserveResources().getResourcesList()))
                                        .addAllSource(stacked(
                                                call.getReserveResources().getSourceList())))
                                .build());
            case UNRESERVE_RESOURCES ->
                new OperatorOperations(
                        call.getUnreserveResources().getAgentId(),
                        operation
                                .setType(Operation.Type.UNRESERVE)
                                .setUnreserve(Operation.Unreserve.newBuilder()
                                        .addAllResources(stacked(
                                                call.getUnreserveResources().getResourcesList())))
                                .build());
            case CREATE_VOLUMES ->
                new OperatorOperations(
                        call.getCreateVolumes().getAgentId(),
                        operation
                                .setType(Operation.Type.CREATE)
                                .setCreate(Operation.Create.newBuilder()
                                        .addAllVolumes(
                                                stacked(call.getCreateVolumes().getVolumesList())))
                                .build());
            case DESTROY_VOLUMES ->
                new OperatorOperations(
                        call.getDestroyVolumes().getAgentId(),
                        operation
                                .setType(Operation.Type.DESTROY)
                                .setDestroy(Operation.Destroy.newBuilder()
                                        .addAllVolumes(
                                                stacked(call.getDestroyVolumes().getVolumesList())))
                                .build());
            case GROW_VOLUME ->
                new OperatorOperations(
                        call.getGrowVolume().getAgentId(),
                        operation
                                .setType(Operation.Type.GROW_VOLUME)
                                .setGrowVolume(Operation.GrowVolume.newBuilder()
                                        .setVolume(ResourceFormats.toStack(
                                                call.getGrowVolume().getVolume()))
                                        .setAddition(ResourceFormats.toStack(
                                                call.getGrowVolume().getAddition())))
                                .build());
            default ->
                new OperatorOperations(
                        call.getShrinkVolume().getAgentId(),
                        operation
                                .setType(Operation.Type.SHRINK_VOLUME)
                                .setShrinkVolume(Operation.ShrinkVolume.newBuilder()
                                        .setVolume(ResourceFormats.toStack(
                                                call.getShrinkVolume().getVolume()))
                                        .setSubtract(call.getShrinkVolume().getSubtract()))
                                .build());
        };
    }

    private static List<Resource> stacked(List<Resource> resources) {
        return resources.stream().map(ResourceFormats::toStack).toList();
    }
}
