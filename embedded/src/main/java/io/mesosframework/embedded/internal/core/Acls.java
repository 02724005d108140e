package io.mesosframework.embedded.internal.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who may do what, as for Mesos' `--acls`: of the entries for an action the first one that speaks of both who asks and what it is
 * about decides; where none does, `permissive`. Immutable.
 */
public final class Acls {

    /** Without ACLs everyone may do everything. */
    public static final Acls NONE = new Acls(true, Map.of());

    /** The endpoints that `get_endpoints` may name. */
    private static final Set<String> ENDPOINTS = Set.of(
            "/containers",
            "/containerizer/debug",
            "/files/debug",
            "/logging/toggle",
            "/metrics/snapshot",
            "/monitor/statistics");

    private static final String BELOW = "/%";

    private final boolean permissive;
    private final Map<Action, List<Entry>> entries;

    private Acls(boolean permissive, Map<Action, List<Entry>> entries) {
        this.permissive = permissive;
        this.entries = entries;
    }

    private record Entry(Entity principals, Entity objects) {

        boolean allows() {
            return principals.type != Type.NONE && objects.type != Type.NONE;
        }
    }

    private enum Type {
        SOME,
        ANY,
        NONE
    }

    private record Entity(Type type, Set<String> values) {

        /** Who or what is not named is spoken of only by what speaks of all. */
        boolean speaksOf(Optional<String> asked) {
            return type != Type.SOME || asked.filter(values::contains).isPresent();
        }

        boolean speaksOfRole(Optional<String> asked) {
            return speaksOf(asked) || asked.filter(this::isBelowOne).isPresent();
        }

        private boolean isBelowOne(String role) {
            return values.stream()
                    .anyMatch(
                            value -> value.endsWith(BELOW) && role.startsWith(value.substring(0, value.length() - 1)));
        }
    }

    /** Whether there are any: without them some endpoints are laxer. */
    public boolean isEmpty() {
        return permissive && entries.isEmpty();
    }

    /**
     * These, if they speak of no other action.
     *
     * @throws IllegalArgumentException if they do
     */
    public Acls only(Action action) {
        entries.keySet().stream().filter(other -> other != action).findFirst().ifPresent(other -> {
            throw new IllegalArgumentException("ACLs: '" + other.list + "' is not looked at here");
        });
        return this;
    }

    /**
     * @param principal who asks; empty if nobody had to say
     * @param object what it is about: a role, a user, a principal or a path; empty for all there is
     */
    public boolean allows(Action action, Optional<String> principal, Optional<String> object) {
        for (Entry entry : entries.getOrDefault(action, List.of())) {
            boolean about = action.isOfRoles() ? entry.objects.speaksOfRole(object) : entry.objects.speaksOf(object);
            if (about && entry.principals.speaksOf(principal)) {
                return entry.allows();
            }
        }
        return permissive;
    }

    /**
     * @param json what Mesos' `--acls` takes
     * @throws IllegalArgumentException if it is not understood, or speaks of what this cluster does not do; the message says why
     */
    public static Acls parse(@Nullable String json) {
        if (json == null) {
            throw new IllegalArgumentException("ACLs: a JSON object is expected, not null");
        }
        JsonNode tree;
        try {
            tree = JsonMapper.shared().readTree(json);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("ACLs: this is no JSON: " + e.getOriginalMessage(), e);
        }
        if (!tree.isObject()) {
            throw new IllegalArgumentException("ACLs: a JSON object is expected, not " + tree);
        }
        Map<String, Action> byList =
                Arrays.stream(Action.values()).collect(Collectors.toMap(action -> action.list, action -> action));
        Map<Action, List<Entry>> entries = new EnumMap<>(Action.class);
        for (Map.Entry<String, JsonNode> field : tree.properties()) {
            if (field.getKey().equals("permissive")) {
                continue;
            }
            Action action = byList.get(field.getKey());
            if (action == null) {
                throw new IllegalArgumentException("ACLs: '" + field.getKey() + "' is not known to the embedded Mesos");
            }
            entries.put(action, entries(action, field.getValue()));
        }
        return new Acls(tree.path("permissive").asBoolean(true), entries);
    }

    private static List<Entry> entries(Action action, JsonNode list) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode entry : list.isArray() ? list : List.of(list)) {
            Entity objects = entity(action, entry, action.objects);
            if (action.isOfAllOrNothing() && objects.type == Type.SOME) {
                throw new IllegalArgumentException(
                        "ACLs: '" + action.objects + "' of '" + action.list + "' must be of type ANY or NONE");
            }
            if (action == Action.GET_ENDPOINT && objects.type == Type.SOME) {
                objects.values.stream()
                        .filter(path -> !ENDPOINTS.contains(path))
                        .findFirst()
                        .ifPresent(path -> {
                            throw new IllegalArgumentException("ACLs: '" + path + "' is not an authorizable path");
                        });
            }
            entries.add(new Entry(entity(action, entry, "principals"), objects));
        }
        return List.copyOf(entries);
    }

    private static Entity entity(Action action, JsonNode entry, String field) {
        JsonNode entity = entry.path(field);
        if (!entity.isObject()) {
            throw new IllegalArgumentException("ACLs: an entry of '" + action.list + "' has no '" + field + "'");
        }
        return new Entity(
                type(entity.path("type").asString("SOME")),
                entity.path("values").valueStream().map(JsonNode::asString).collect(Collectors.toUnmodifiableSet()));
    }

    private static Type type(String name) {
        try {
            return Type.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("ACLs: '" + name + "' is not one of SOME, ANY and NONE", e);
        }
    }
}
