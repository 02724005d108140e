package io.mesosframework.conformance.suite;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Puts names for what differs from run to run: {@code <framework-1>}, {@code <agent-2>}, {@code <offer-3>}, {@code <uuid-1>} by
 * first appearance in the record, {@code <time>}, {@code <port>}, and {@code <work-1>} for the work directory of agent 1.
 */
final class Abstraction {
    private static final String UUID_TEXT = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    private static final Pattern IDS = Pattern.compile("(?<framework>" + UUID_TEXT + "-\\d{4}(?!\\d))"
            + "|(?<offer>" + UUID_TEXT + "-O\\d+)"
            + "|(?<agent>" + UUID_TEXT + "-S\\d+)"
            + "|(?<uuid>" + UUID_TEXT + ")"
            + "|(?<address>127\\.0\\.0\\.1:\\d{4,5})");
    private static final List<String> KINDS = List.of("framework", "offer", "agent", "uuid", "address");
    private static final Set<String> TIMES = Set.of(
            "timestamp", "registered_time", "reregistered_time", "unregistered_time", "start_time", "elected_time");
    private static final String USER = System.getProperty("user.name");

    private final Path directory;
    private final List<String> masters;
    private final Map<String, Map<String, Integer>> numbers = new HashMap<>();
    private final Map<Pattern, String> hidden = new LinkedHashMap<>();

    Abstraction(Path directory, List<String> masters) {
        this.directory = directory;
        this.masters = masters;
    }

    void hide(String regex, String name) {
        hidden.put(Pattern.compile(regex), name);
    }

    /** A leaf's value, as JSON, without what may vary. */
    String value(Json.Leaf leaf, boolean numbered) {
        JsonNode value = leaf.value();
        String name = leaf.name();
        if (TIMES.contains(name) && value.isNumber()) {
            return "<time>";
        }
        if (leaf.path().endsWith("unreachable_time.nanoseconds")) {
            return "<time>";
        }
        if (name.equals("executor_pid")) {
            return "<pid>";
        }
        if (name.equals("port") && value.isNumber()) {
            return port("127.0.0.1:" + value.asString(), numbered);
        }
        if (name.equals("user") && value.asString().equals(USER)) {
            return "<user>";
        }
        boolean uuid = name.equals("uuid") || leaf.path().endsWith("uuid.value");
        if (uuid && value.isString() && value.asString().length() == 24) {
            return text('"' + uuid(value.asString()) + '"', numbered);
        }
        return text(Json.write(value), numbered);
    }

    /** A tree as JSON on one line. */
    String inline(JsonNode tree, boolean numbered) {
        return inline("", "", tree, numbered);
    }

    private String inline(String path, String name, JsonNode node, boolean numbered) {
        if (node.isObject()) {
            return node.properties().stream()
                    .map(field -> '"' + field.getKey() + "\":"
                            + inline(path + "." + field.getKey(), field.getKey(), field.getValue(), numbered))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (node.isArray()) {
            return node.valueStream()
                    .map(element -> inline(path, name, element, numbered))
                    .collect(Collectors.joining(",", "[", "]"));
        }
        return value(new Json.Leaf(path, name, node), numbered);
    }

    private static String uuid(String base64) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
            return new UUID(bytes.getLong(), bytes.getLong()).toString();
        } catch (IllegalArgumentException e) {
            return base64;
        }
    }

    /** Any text without what may vary; without numbers it can be sorted before the order of appearance is known. */
    String text(String text, boolean numbered) {
        String rest =
                text.replaceAll(Pattern.quote(directory.toString()) + "/agent(\\d+)(/work(?![a-z]))?", "<work-$1>");
        for (Map.Entry<Pattern, String> entry : hidden.entrySet()) {
            rest = entry.getKey().matcher(rest).replaceAll(found -> entry.getValue());
        }
        return IDS.matcher(rest).replaceAll(match -> nameOf(match, numbered));
    }

    private String nameOf(MatchResult match, boolean numbered) {
        for (int i = 0; i < KINDS.size(); i++) {
            if (match.start(i + 1) >= 0) {
                String kind = KINDS.get(i);
                return kind.equals("address")
                        ? "127.0.0.1:" + port(match.group(), numbered)
                        : number(kind, match.group(), numbered);
            }
        }
        return match.group();
    }

    private String port(String address, boolean numbered) {
        return masters.contains(address)
                ? (masters.size() == 1 ? "<master-port>" : number("master-port", address, numbered))
                : number("port", address, numbered);
    }

    private String number(String kind, String value, boolean numbered) {
        if (!numbered) {
            return "<" + kind + ">";
        }
        Map<String, Integer> known = numbers.computeIfAbsent(kind, k -> new HashMap<>());
        int number = known.computeIfAbsent(value, v -> known.size() + 1);
        return "<" + kind + "-" + number + ">";
    }

    /** The lines of a tree, arrays without an order of their own sorted. */
    List<String> lines(JsonNode tree, boolean numbered) {
        JsonNode sorted =
                Json.sorted(tree, List.of("resources", "executor_resources", "offers"), text -> text(text, false));
        List<String> lines = new ArrayList<>();
        for (Json.Leaf leaf : Json.leaves(sorted)) {
            lines.add((leaf.path().isEmpty() ? "" : leaf.path() + ": ") + value(leaf, numbered));
        }
        return lines;
    }
}
