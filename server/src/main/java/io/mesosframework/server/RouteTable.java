package io.mesosframework.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Finds the route of a request. */
final class RouteTable {

    /** What a path leads to: all methods of one template. */
    record Found(Map<String, Route> methods, Map<String, String> variables) {

        /** What an Allow header lists. */
        String allowed() {
            TreeSet<String> names = new TreeSet<>(methods.keySet());
            if (names.contains("GET")) {
                names.add("HEAD");
            }
            return String.join(", ", names);
        }
    }

    private record Template(List<String> segments, Map<String, Route> methods) {}

    private final List<Template> templates;

    /** @throws IllegalArgumentException if two answer the same */
    RouteTable(Collection<Route> routes) {
        Map<List<String>, Template> byShape = new HashMap<>();
        for (Route route : routes) {
            List<String> shape = route.segments().stream()
                    .map(segment -> segment.startsWith("{") ? "{}" : segment)
                    .toList();
            Template template =
                    byShape.computeIfAbsent(shape, first -> new Template(route.segments(), new HashMap<>()));
            if (!template.segments().equals(route.segments())) {
                throw new IllegalArgumentException(
                        "Two routes name the variables of one path differently: " + route.path());
            }
            if (template.methods().put(route.method(), route) != null) {
                throw new IllegalArgumentException("Two routes answer " + route.method() + " " + route.path());
            }
        }
        templates = byShape.values().stream()
                .sorted((one, other) -> compare(one.segments(), other.segments()))
                .toList();
    }

    /** Written out segments before variables, these before the rest. */
    private static int compare(List<String> one, List<String> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int order = Integer.compare(rank(one.get(i)), rank(other.get(i)));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(other.size(), one.size());
    }

    private static int rank(String segment) {
        return segment.equals("*") ? 2 : segment.startsWith("{") ? 1 : 0;
    }

    /** @throws RefusedException with 404 if there is none on this path */
    Found find(List<String> path) {
        for (Template template : templates) {
            Map<String, String> variables = new HashMap<>();
            if (matches(template.segments(), path, variables)) {
                return new Found(template.methods(), variables);
            }
        }
        throw new RefusedException(404, "There is nothing here");
    }

    private static boolean matches(List<String> template, List<String> path, Map<String, String> variables) {
        boolean open = !template.isEmpty() && template.get(template.size() - 1).equals("*");
        if (open ? path.size() < template.size() : path.size() != template.size()) {
            return false;
        }
        for (int i = 0; i < template.size(); i++) {
            String segment = template.get(i);
            if (segment.equals("*")) {
                List<String> rest = new ArrayList<>(path.subList(i, path.size()));
                if (rest.contains("")) {
                    return false;
                }
                variables.put("*", String.join("/", rest));
            } else if (segment.startsWith("{")) {
                if (path.get(i).isEmpty()) {
                    return false;
                }
                variables.put(segment.substring(1, segment.length() - 1), path.get(i));
            } else if (!segment.equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }
}
