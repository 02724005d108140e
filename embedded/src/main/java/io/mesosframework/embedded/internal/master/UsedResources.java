package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.MesosJson;
import io.mesosframework.embedded.internal.core.TaskJson;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.resources.Resources;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What does not go together in the resources of a task, its executor or both, in Mesos' words (PROTOCOL B80). */
final class UsedResources {

    private UsedResources() {}

    static Optional<String> repeatedVolume(Resources resources) {
        Set<String> seen = new HashSet<>();
        Set<Resource> shared = new HashSet<>(); // as often as it is used, and one all the same
        return resources.asList().stream()
                .filter(r -> r.getDisk().hasPersistence())
                .filter(r -> !r.hasShared() || shared.add(r))
                .filter(r -> !seen.add(Resources.reservationRole(r) + " "
                        + r.getDisk().getPersistence().getId()))
                .findFirst()
                .map(r -> "Persistence ID '" + r.getDisk().getPersistence().getId() + "' is not unique");
    }

    /** Of one name there is some that may be taken away and some that may not. */
    static Optional<String> mixed(Resources resources) {
        List<Resource> all = resources.asList();
        return resources.names().stream()
                .filter(name -> all.stream()
                                .filter(r -> r.getName().equals(name))
                                .map(Resource::hasRevocable)
                                .distinct()
                                .count()
                        > 1)
                .findFirst()
                .map(name -> "Cannot use both revocable and non-revocable '" + name + "' at the same time");
    }

    static Optional<String> manyRoles(Resources resources) {
        List<String> roles = resources.asList().stream()
                .map(r -> r.getAllocationInfo().getRole())
                .distinct()
                .toList();
        return roles.size() > 1
                ? Optional.of("The resources have multiple allocation roles ('" + roles.get(1) + "' and '"
                        + roles.get(0) + "') but only one allocation role is allowed")
                : Optional.empty();
    }

    /** Whether something of a range or set is in several of them: then the sum holds less than they do one by one. */
    static boolean overlap(List<Resources> all) {
        Map<String, Long> each = new HashMap<>();
        Resources sum = Resources.EMPTY;
        for (Resources one : all) {
            quantities(one).forEach((name, quantity) -> each.merge(name, quantity, Long::sum));
            sum = sum.plus(one);
        }
        return !each.equals(quantities(sum));
    }

    private static Map<String, Long> quantities(Resources resources) {
        Map<String, Long> quantities = new HashMap<>(resources.scalarMillis());
        for (Resource resource : resources.asList()) {
            if (resource.getType() != Value.Type.SCALAR) {
                long count = resource.getSet().getItemCount();
                for (Value.Range range : resource.getRanges().getRangeList()) {
                    count += range.getEnd() - range.getBegin() + 1;
                }
                quantities.merge(resource.getName(), count * 1000, Long::sum);
            }
        }
        return quantities;
    }

    /** As Mesos writes a message's own list: JSON, the fields by their names' order. */
    static String json(List<Resource> resources) {
        return resources.stream()
                .map(resource -> MesosJson.text(sorted(TaskJson.tree(resource))))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isArray()) {
            return JsonNodeFactory.instance
                    .arrayNode()
                    .addAll(node.valueStream().map(UsedResources::sorted).toList());
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        node.properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(field -> object.set(field.getKey(), sorted(field.getValue())));
        return object;
    }
}
