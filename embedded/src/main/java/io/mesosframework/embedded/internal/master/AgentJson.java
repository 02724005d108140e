package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.AttributesJson;
import io.mesosframework.embedded.internal.core.Build;
import io.mesosframework.embedded.internal.core.EndpointResources;
import io.mesosframework.embedded.internal.core.ResourcesJson;
import io.mesosframework.embedded.internal.core.Statuses;
import io.mesosframework.embedded.internal.core.TaskJson;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.DrainInfo;
import io.mesosframework.resources.Resources;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An agent in the master's JSON (PROTOCOL E63). */
final class AgentJson {

    private AgentJson() {}

    static ObjectNode of(MasterState state, AgentRecord agent, Usage usage, Permissions who) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", agent.id().getValue());
        json.put("hostname", agent.info.getHostname());
        json.put("port", agent.info.getPort());
        json.set("attributes", AttributesJson.of(agent.info.getAttributesList()));
        json.put("pid", agent.pid());
        json.put("registered_time", Statuses.seconds(agent.registered));
        if (agent.reregistered != null) {
            json.put("reregistered_time", Statuses.seconds(agent.reregistered));
        }
        json.set("resources", ResourcesJson.of(agent.total));
        json.set("used_resources", ResourcesJson.of(usage.usedOn(agent.id())));
        json.set("offered_resources", ResourcesJson.of(usage.offeredOn(agent.id())));
        ObjectNode reserved = ResourcesJson.reserved(agent.total);
        List.copyOf(reserved.propertyNames()).stream()
                .filter(role -> !who.seesRole(role))
                .forEach(reserved::remove);
        json.set("reserved_resources", reserved);
        json.set("unreserved_resources", ResourcesJson.of(agent.total.unreserved()));
        json.put("active", agent.connected && agent.active);
        json.put("deactivated", !agent.active);
        json.put("version", Build.VERSION);
        ArrayNode capabilities = json.putArray("capabilities");
        Build.AGENT_CAPABILITIES.forEach(capability -> capabilities.add(capability.name()));
        DrainInfo draining = state.registry.draining.get(agent.id());
        if (draining != null) {
            json.set("drain_info", TaskJson.tree(draining));
        }
        Instant drainStart = state.drainStarts.get(agent.id());
        if (drainStart != null) {
            json.put("estimated_drain_start_time_seconds", (double) drainStart.getEpochSecond());
        }
        if (agent.info.hasDomain()) {
            json.set("domain", TaskJson.tree(agent.info.getDomain()));
        }
        return json;
    }

    /** With the resources one by one, as `/slaves` has them. */
    static ObjectNode full(MasterState state, AgentRecord agent, Usage usage, Permissions who) {
        ObjectNode json = of(state, agent, usage, who);
        json.set("reserved_resources_full", ResourcesJson.reservedFull(who.seen(agent.total)));
        json.set("unreserved_resources_full", full(who.seen(agent.total.unreserved())));
        json.set("used_resources_full", full(who.seen(usage.usedOn(agent.id()))));
        json.set("offered_resources_full", full(who.seen(usage.offeredOn(agent.id()))));
        return json;
    }

    /** One that a new leader waits for. */
    static JsonNode recovered(AgentInfo info) {
        return TaskJson.tree(info);
    }

    private static ArrayNode full(Resources resources) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        EndpointResources.of(resources).forEach(resource -> json.add(TaskJson.tree(resource)));
        return json;
    }
}
