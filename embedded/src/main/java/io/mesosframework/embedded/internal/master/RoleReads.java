package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Role;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.master.Response;
import io.mesosframework.protocol.quota.QuotaConfig;
import io.mesosframework.resources.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What operators are told of roles: those in use, with quota, weight or reservations, and all above them (PROTOCOL E64). */
final class RoleReads {

    private final MasterState state;
    private final Quotas quotas;
    private final Weights weights;

    RoleReads(MasterState state, Quotas quotas, Weights weights) {
        this.state = state;
        this.quotas = quotas;
        this.weights = weights;
    }

    Response.GetRoles roles(Permissions who) {
        Counted counted = count();
        Response.GetRoles.Builder roles = Response.GetRoles.newBuilder();
        for (String name : names(who)) {
            Role.Builder role =
                    Role.newBuilder().setName(name).setWeight(weights.byRole().getOrDefault(name, 1.0));
            members(name).forEach(role::addFrameworks);
            Resources held = within(counted.allocated, name).plus(within(counted.offered, name));
            held.scalarMillis()
                    .forEach((of, millis) -> role.addResources(Resource.newBuilder()
                            .setName(of)
                            .setType(Value.Type.SCALAR)
                            .setScalar(Value.Scalar.newBuilder().setValue(millis / 1000.0))));
            roles.addRoles(role);
        }
        return roles.build();
    }

    ObjectNode json(Permissions who) {
        Counted counted = count();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode roles = json.putArray("roles");
        for (String name : names(who)) {
            ObjectNode role = roles.addObject();
            role.put("name", name);
            role.put("weight", weights.byRole().getOrDefault(name, 1.0));
            QuotaConfig config = quotas.configs().getOrDefault(name, QuotaConfig.getDefaultInstance());
            ObjectNode quota = role.putObject("quota").put("role", name);
            putScalars(quota.putObject("guarantee"), config.getGuaranteesMap());
            putScalars(quota.putObject("limit"), config.getLimitsMap());
            ObjectNode consumed = quota.putObject("consumed");
            quotas.consumed(name).asMap().forEach((of, millis) -> consumed.put(of, millis / 1000.0));
            Resources allocated = within(counted.allocated, name);
            Resources offered = within(counted.offered, name);
            putAmounts(role.putObject("resources"), allocated.plus(offered));
            putAmounts(role.putObject("allocated"), allocated);
            putAmounts(role.putObject("offered"), offered);
            putAmounts(role.putObject("reserved"), within(counted.reserved, name));
            ArrayNode frameworks = role.putArray("frameworks");
            members(name).forEach(id -> frameworks.add(id.getValue()));
        }
        return json;
    }

    /** By the role itself, without those below it. */
    private record Counted(
            Map<String, Resources> allocated, Map<String, Resources> offered, Map<String, Resources> reserved) {}

    private Counted count() {
        Map<String, Resources> allocated = new TreeMap<>();
        Usage.of(state)
                .usedOn
                .values()
                .forEach(used ->
                        used.byAllocation().forEach((role, part) -> allocated.merge(role, part, Resources::plus)));
        Map<String, Resources> offered = new TreeMap<>();
        state.offers.values().forEach(offer -> offered.merge(offer.role(), offer.resources(), Resources::plus));
        Map<String, Resources> reserved = new TreeMap<>();
        for (AgentRecord agent : state.agents.values()) {
            for (Resource resource : agent.total.asList()) {
                if (resource.getReservationsCount() > 0) {
                    reserved.merge(Resources.reservationRole(resource), Resources.of(resource), Resources::plus);
                }
            }
        }
        return new Counted(allocated, offered, reserved);
    }

    private static Resources within(Map<String, Resources> byRole, String top) {
        Resources sum = Resources.EMPTY;
        for (Map.Entry<String, Resources> entry : byRole.entrySet()) {
            if (Allocator.isWithin(entry.getKey(), top)) {
                sum = sum.plus(entry.getValue().withoutAllocation());
            }
        }
        return sum;
    }

    private Set<String> names(Permissions who) {
        Set<String> names = new TreeSet<>(weights.byRole().keySet());
        names.addAll(quotas.configs().keySet());
        state.frameworks.values().forEach(framework -> names.addAll(FrameworkRecord.roles(framework.info)));
        Counted counted = count();
        names.addAll(counted.allocated.keySet());
        names.addAll(counted.reserved.keySet());
        for (String name : List.copyOf(names)) {
            for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
                names.add(name.substring(0, slash));
            }
        }
        names.removeIf(name -> !who.seesRole(name));
        return names;
    }

    private List<FrameworkID> members(String role) {
        List<FrameworkID> members = new ArrayList<>();
        for (FrameworkRecord framework : state.frameworks.values()) {
            if (FrameworkRecord.roles(framework.info).contains(role)) {
                members.add(framework.id());
            }
        }
        return members;
    }

    private static void putScalars(ObjectNode json, Map<String, Value.Scalar> scalars) {
        new TreeMap<>(scalars).forEach((name, scalar) -> json.put(name, scalar.getValue()));
    }

    /** Ports and items count one each. */
    private static void putAmounts(ObjectNode json, Resources resources) {
        for (String name : new TreeSet<>(resources.names())) {
            double amount = resources.millis(name) / 1000.0
                    + resources.ranges(name).size()
                    + resources.items(name).size();
            json.put(name, amount);
        }
    }
}
