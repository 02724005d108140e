package io.mesosframework.server.api;

import io.mesosframework.protocol.Attribute;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.placement.KnownAgent;
import io.mesosframework.scheduler.placement.OpenOffer;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Offers and agents as the API shows them. */
final class AgentAnswers {

    private AgentAnswers() {}

    static ObjectNode offer(OpenOffer open) {
        Offer offer = open.offer();
        ObjectNode node = Json.object();
        node.put("id", offer.getId().getValue());
        node.put("agent", offer.getAgentId().getValue());
        node.put("hostname", offer.getHostname());
        node.put("role", offer.getAllocationInfo().getRole());
        resources(offer.getResourcesList(), node.putArray("resources"));
        if (open.heldUntil() != null) {
            node.put("heldUntil", open.heldUntil().toString());
        }
        return node;
    }

    static ObjectNode agent(KnownAgent agent, TaskView tasks) {
        ObjectNode node = Json.object();
        node.put("id", agent.id());
        node.put("hostname", agent.hostname());
        node.put("address", agent.address());
        node.put("region", agent.region());
        node.put("zone", agent.zone());
        ArrayNode attributes = node.putArray("attributes");
        agent.attributes().forEach(attribute -> attributes.add(attribute(attribute)));
        if (agent.offeredAt() != null) {
            node.put("offeredAt", agent.offeredAt().toString());
        }
        resources(agent.offered(), node.putArray("offered"));
        ArrayNode slots = node.putArray("slots");
        tasks.slotsOn(agent.id()).forEach(slot -> slots.add(slot.key().toString()));
        return node;
    }

    private static ObjectNode attribute(Attribute attribute) {
        ObjectNode node = Json.object().put("name", attribute.getName());
        if (attribute.getType() == Value.Type.TEXT) {
            node.put("value", attribute.getText().getValue());
        } else {
            value(node, attribute.getType(), attribute.getScalar(), attribute.getRanges(), attribute.getSet());
        }
        return node;
    }

    private static void resources(List<Resource> resources, ArrayNode all) {
        for (Resource resource : resources) {
            ObjectNode node = all.addObject().put("name", resource.getName());
            value(node, resource.getType(), resource.getScalar(), resource.getRanges(), resource.getSet());
            int reservations = resource.getReservationsCount();
            if (reservations > 0) {
                node.put("reserved", resource.getReservations(reservations - 1).getRole());
            }
            if (resource.getDisk().hasPersistence()) {
                node.put("volume", resource.getDisk().getPersistence().getId());
            }
            if (resource.hasRevocable()) {
                node.put("revocable", true);
            }
        }
    }

    private static void value(
            ObjectNode node, Value.Type type, Value.Scalar scalar, Value.Ranges ranges, Value.Set set) {
        switch (type) {
            case SCALAR -> node.put("value", scalar.getValue());
            case RANGES ->
                node.put(
                        "value",
                        ranges.getRangeList().stream()
                                .map(range -> range.getBegin() == range.getEnd()
                                        ? String.valueOf(range.getBegin())
                                        : range.getBegin() + "-" + range.getEnd())
                                .collect(Collectors.joining(",")));
            case SET -> set.getItemList().forEach(node.putArray("value")::add);
            case TEXT -> node.put("value", "");
        }
    }
}
