package io.mesosframework.server.api;

import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.server.Fault;
import io.mesosframework.server.RefusedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What a request names, each under the name of an application, and where.
 *
 * @param names of {@code items}, in the same order
 * @param places the index of each name, the first where one stands twice
 * @param isArray whether the paths of the items begin with their index
 */
record Named<T>(List<T> items, List<String> names, Map<String, Integer> places, boolean isArray) {

    private static final String BODY = "body";

    private static <T> Named<T> of(List<T> items, List<String> names, boolean isArray) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            places.putIfAbsent(names.get(i), i);
        }
        return new Named<>(items, names, places, isArray);
    }

    /** @throws io.mesosframework.scheduler.application.InvalidApplicationsException if the body does not describe applications */
    static Named<Application> in(byte[] body) {
        List<Application> applications = ApplicationJson.parse(body, BODY);
        return of(applications, applications.stream().map(Application::name).toList(), beginsAnArray(body));
    }

    /**
     * Only the names that the body gives, as {@code {"name":…}} or an array of these; what else there is is not looked at, so that what
     * deployed them can be given.
     *
     * @throws RefusedException with 400 if it does not
     */
    static Named<String> namesIn(byte[] body) {
        JsonNode root = Json.read(body);
        List<Fault> faults = new ArrayList<>();
        List<String> names = new ArrayList<>();
        if (root.isArray() && root.isEmpty()) {
            throw new RefusedException(400, "The body names no application");
        }
        List<JsonNode> each = root.isArray() ? List.copyOf(root.values()) : List.of(root);
        for (int i = 0; i < each.size(); i++) {
            JsonNode name = each.get(i).path("name");
            if (name.isString()) {
                names.add(name.stringValue());
            } else {
                faults.add(
                        new Fault(root.isArray() ? "[" + i + "].name" : "name", "is missing: the application's name"));
            }
        }
        if (!faults.isEmpty()) {
            throw new RefusedException(400, faults);
        }
        return of(List.copyOf(names), List.copyOf(names), root.isArray());
    }

    static <T> Named<T> one(T item) {
        return of(List.of(item), List.of(item.toString()), false);
    }

    /** @throws RefusedException with 400 if a name stands twice */
    void requireDistinct() {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (place(names.get(i)) < i) {
                faults.add(new Fault(path(i, "name"), "stands twice: " + names.get(i)));
            }
        }
        if (!faults.isEmpty()) {
            throw new RefusedException(400, faults);
        }
    }

    /** Where in the request what stands under a name has that path. */
    String path(String name, String below) {
        return path(place(name), below);
    }

    private int place(String name) {
        return places.getOrDefault(name, -1);
    }

    private String path(int index, String below) {
        if (!isArray || index < 0) {
            return below;
        }
        return "[" + index + "]" + (below.isEmpty() || below.startsWith("[") ? "" : ".") + below;
    }

    /** White space, and a byte order mark, may stand before it. */
    private static boolean beginsAnArray(byte[] body) {
        for (byte each : body) {
            if (each == '[') {
                return true;
            }
            if (each == '{') {
                return false;
            }
        }
        return false;
    }
}
