package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.scheduler.OfferConstraints.RoleConstraints.Group;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.application.PlacementRules;
import io.mesosframework.scheduler.internal.placement.PushedDown;
import io.mesosframework.scheduler.tasks.Specification;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Which agents' offers what waits could use, by role. For the loop alone. */
final class UsefulAgents {

    /** Beyond so many groups a role asks for any agent. */
    private static final int MOST_GROUPS = 256;

    private record Translated(PlacementRules rules, Set<Group> groups) {}

    private final Function<Specification, String> roleOf;
    private final Map<String, Translated> translated = new HashMap<>();

    UsefulAgents(Function<Specification, String> roleOf) {
        this.roleOf = roleOf;
    }

    /** By role: the groups one of which holds on every useful agent; none where any may be useful. */
    Map<String, Set<Group>> to(Collection<String> applications, TaskManager tasks) {
        translated.keySet().retainAll(applications);
        Map<String, Set<Group>> byRole = new TreeMap<>();
        Set<String> any = new TreeSet<>();
        for (String application : applications) {
            tasks.specification(application).ifPresent(specification -> {
                String role = roleOf.apply(specification);
                Set<Group> groups = groups(specification);
                Set<Group> ofRole = byRole.computeIfAbsent(role, unused -> new LinkedHashSet<>());
                ofRole.addAll(groups);
                if (groups.isEmpty() || ofRole.size() > MOST_GROUPS) {
                    any.add(role);
                }
            });
        }
        any.forEach(role -> byRole.put(role, Set.of()));
        return byRole;
    }

    private Set<Group> groups(Specification specification) {
        String name = specification.application().name();
        PlacementRules rules = specification.application().placement();
        Translated known = translated.get(name);
        if (known == null || !known.rules.equals(rules)) {
            known = new Translated(rules, PushedDown.groups(rules));
            translated.put(name, known);
        }
        return known.groups;
    }
}
