package io.mesosframework.scheduler.application;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The names that operators give to resources of their own. */
final class ResourceNames {

    /** What Mesos itself knows, and where an application says it. */
    private static final Map<String, String> OWN_FIELDS =
            Map.of("cpus", "cpu", "mem", "mem", "disk", "disk.size", "gpus", "gpus", "ports", "ports");

    private ResourceNames() {}

    static void check(Problems problems, Map<String, NamedNeed> named) {
        Map<String, String> byVariable = new HashMap<>();
        named.forEach((name, need) -> {
            String path = Paths.field("named", name);
            problems.check(path, Rules.filled(name));
            String field = OWN_FIELDS.get(name);
            if (field != null) {
                problems.add(path, "has a field of its own: say resources." + field);
            }
            if (!(need instanceof NamedNeed.Amount)) {
                String other = byVariable.putIfAbsent(variable(name), name);
                if (other != null) {
                    problems.add(
                            path,
                            "is told to the command in " + variable(name) + ", as " + Texts.quoted(other) + " is");
                }
            }
        });
    }

    /** The variable that tells a command which numbers or items its task has. */
    static String variable(String name) {
        return "RESOURCE_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
