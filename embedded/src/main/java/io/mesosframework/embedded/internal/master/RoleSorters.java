package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.resources.Resources;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whose turn it is: roles among each other, and the frameworks of a role. A framework counts under a role while it is
 * subscribed to it or holds anything in it.
 */
final class RoleSorters {

    private static final class Role {
        final DrfSorter sorter;
        final Set<String> frameworks = new HashSet<>();

        Role(ClusterTotal total) {
            sorter = new DrfSorter(total);
        }
    }

    private final ClusterTotal total;
    private final DrfSorter sorter;
    private final Map<String, Role> roles = new HashMap<>();

    RoleSorters(ClusterTotal total) {
        this.total = total;
        this.sorter = new DrfSorter(total);
    }

    boolean isEmpty() {
        return roles.isEmpty();
    }

    /** The roles that any framework counts under, in their turn. */
    List<String> sorted() {
        return sorter.sort();
    }

    /** The frameworks that want offers in the role, in their turn. */
    List<String> frameworks(String role) {
        Role known = roles.get(role);
        return known == null ? List.of() : known.sorter.sort();
    }

    void setWeight(String role, double weight) {
        sorter.setWeight(role, weight);
    }

    /** Must be told whenever the roles of the framework, those suppressed among them or its being active change. */
    void update(Candidate framework, Set<String> rolesBefore) {
        framework.roles().forEach(role -> track(role, framework));
        rolesBefore.forEach(role -> untrackIfIdle(role, framework));
        for (Map.Entry<String, Role> entry : roles.entrySet()) {
            if (entry.getValue().frameworks.contains(framework.name)) {
                entry.getValue().sorter.setActive(framework.name, framework.wants(entry.getKey()));
            }
        }
    }

    void remove(Candidate framework) {
        List.copyOf(roles.keySet()).forEach(role -> untrack(role, framework));
    }

    void allocated(String role, Candidate framework, AgentID agentId, Resources resources) {
        track(role, framework).sorter.allocated(framework.name, agentId, resources);
        sorter.allocated(role, agentId, resources);
    }

    void unallocated(String role, Candidate framework, AgentID agentId, Resources resources) {
        Role known = roles.get(role);
        if (known != null && known.frameworks.contains(framework.name)) {
            known.sorter.unallocated(framework.name, agentId, resources);
            sorter.unallocated(role, agentId, resources);
            untrackIfIdle(role, framework);
        }
    }

    void updated(String role, Candidate framework, AgentID agentId, Resources before, Resources after) {
        track(role, framework).sorter.updated(framework.name, agentId, before, after);
        sorter.updated(role, agentId, before, after);
    }

    private Role track(String name, Candidate framework) {
        Role role = roles.get(name);
        if (role == null) {
            role = new Role(total);
            roles.put(name, role);
            sorter.add(name);
            sorter.setActive(name, true);
        }
        if (role.frameworks.add(framework.name)) {
            role.sorter.add(framework.name);
        }
        return role;
    }

    private void untrackIfIdle(String name, Candidate framework) {
        Role role = roles.get(name);
        if (role != null
                && role.frameworks.contains(framework.name)
                && !framework.roles().contains(name)
                && role.sorter.holdsNothing(framework.name)) {
            untrack(name, framework);
        }
    }

    private void untrack(String name, Candidate framework) {
        Role role = roles.get(name);
        if (role != null && role.frameworks.remove(framework.name)) {
            role.sorter.remove(framework.name);
            if (role.frameworks.isEmpty()) {
                roles.remove(name);
                sorter.remove(name);
            }
        }
    }
}
