package io.mesosframework.scheduler.application;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One JSON object being read. Hands out its fields by name and type; a field of another type becomes a problem and counts as
 * absent, so that reading goes on and finds the others. What a value must be beyond its type is the records' matter.
 */
final class Fields {

    private final JsonNode object;
    private final String path;
    private final Problems problems;

    private Fields(JsonNode object, String path, Problems problems) {
        this.object = object;
        this.path = path;
        this.problems = problems;
    }

    /** The fields of {@code node}; null, with a problem, where it is no object. Unknown fields become problems here. */
    static @Nullable Fields of(JsonNode node, Vocabulary vocabulary, String path, Problems problems) {
        if (!node.isObject()) {
            problems.add(path, "must be an object, is " + describe(node));
            return null;
        }
        node.propertyNames().stream()
                .filter(name -> !vocabulary.fields().contains(name))
                .forEach(name -> problems.add(Paths.field(path, name), vocabulary.fault(name)));
        return new Fields(node, path, problems);
    }

    String path(String name) {
        return Paths.field(path, name);
    }

    String path() {
        return path;
    }

    boolean has(String name) {
        return object.has(name);
    }

    /** Adds a problem where the field is absent. */
    void require(String name) {
        if (!has(name)) {
            problems.add(path(name), "is missing");
        }
    }

    void problem(String name, String message) {
        problems.add(path(name), message);
    }

    Optional<JsonNode> node(String name) {
        return Optional.ofNullable(object.get(name));
    }

    Optional<Fields> object(String name, Vocabulary vocabulary) {
        return node(name).flatMap(node -> Optional.ofNullable(of(node, vocabulary, path(name), problems)));
    }

    Optional<String> text(String name) {
        return typed(name, JsonNode::isString, "text").map(JsonNode::stringValue);
    }

    Optional<Boolean> flag(String name) {
        return typed(name, JsonNode::isBoolean, "true or false").map(JsonNode::booleanValue);
    }

    Optional<BigDecimal> number(String name) {
        return typed(name, JsonNode::isNumber, "a number").map(JsonNode::decimalValue);
    }

    Optional<Integer> whole(String name, int least, int most) {
        return number(name).flatMap(value -> whole(path(name), value, least, most));
    }

    Optional<Duration> duration(String name) {
        Optional<JsonNode> node = node(name);
        Optional<Duration> duration = node.flatMap(Fields::duration);
        if (node.isPresent() && duration.isEmpty()) {
            problem(name, Durations.EXPECTED + "; is " + describe(node.get()));
        }
        return duration;
    }

    /** One of a few words, in any case. */
    <E> Optional<E> word(String name, E[] values, Function<E, String> text) {
        Optional<String> written = text(name);
        if (written.isEmpty()) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>();
        for (E value : values) {
            if (text.apply(value).equals(written.get().toLowerCase(Locale.ROOT))) {
                return Optional.of(value);
            }
            words.add(text.apply(value));
        }
        noWord(name, written.get(), words);
        return Optional.empty();
    }

    /** One of a few words, just as it stands. */
    <E> Optional<E> exactWord(String name, E[] values, Function<E, String> text) {
        Optional<String> written = text(name);
        for (E value : values) {
            if (written.isPresent() && text.apply(value).equals(written.get())) {
                return Optional.of(value);
            }
        }
        List<String> words = Arrays.stream(values).map(text).toList();
        written.ifPresent(word -> noWord(name, word, words));
        return Optional.empty();
    }

    private void noWord(String name, String written, List<String> words) {
        String meant = Spelling.nearest(written, words)
                .map(word -> "; did you mean \"" + word + "\"?")
                .orElse("");
        problem(name, "must be \"" + String.join("\", \"", words) + "\"; is " + Texts.quoted(written) + meant);
    }

    boolean isText(String name, String text) {
        return node(name)
                .map(node -> node.isString() && node.stringValue().equalsIgnoreCase(text))
                .orElse(false);
    }

    boolean isArray(String name) {
        return node(name).map(JsonNode::isArray).orElse(false);
    }

    boolean isNumber(String name) {
        return node(name).map(JsonNode::isNumber).orElse(false);
    }

    /** What is no text counts as empty, so that the others keep their index. */
    List<String> texts(String name) {
        return each(name, (node, at) -> {
            if (!node.isString()) {
                problems.add(at, "must be text, is " + describe(node));
                return "";
            }
            return node.stringValue();
        });
    }

    /** The same with a stand-in for what is no text, of which the problem is told. */
    List<String> textsOr(String name, String standIn) {
        return each(name, (node, at) -> {
            if (!node.isString()) {
                problems.add(at, "must be text, is " + describe(node));
                return standIn;
            }
            return node.stringValue();
        });
    }

    /** Texts by name as an object, or as an array of objects. */
    Map<String, String> textsByNameInAnyForm(String name) {
        if (!isArray(name)) {
            return textsByName(name);
        }
        Map<String, String> all = new LinkedHashMap<>();
        each(name, (node, at) -> {
            if (!node.isObject()) {
                problems.add(at, "must be an object of texts, is " + describe(node));
                return null;
            }
            texts(node, at).forEach((key, value) -> {
                if (all.putIfAbsent(key, value) != null) {
                    problems.add(Paths.field(at, key), "is given twice");
                }
            });
            return node;
        });
        return all;
    }

    private Map<String, String> texts(JsonNode map, String at) {
        Map<String, String> texts = new LinkedHashMap<>();
        map.forEachEntry((key, value) -> {
            if (value.isString()) {
                texts.put(key, value.stringValue());
            } else {
                problems.add(Paths.field(at, key), "must be text, is " + describe(value));
            }
        });
        return texts;
    }

    List<Integer> wholes(String name, int least, int most) {
        return each(name, (node, at) -> {
            if (!node.isNumber()) {
                problems.add(at, "must be a number, is " + describe(node));
                return null;
            }
            return whole(at, node.decimalValue(), least, most).orElse(null);
        });
    }

    Map<String, String> textsByName(String name) {
        return typed(name, JsonNode::isObject, "an object of texts")
                .map(map -> texts(map, path(name)))
                .orElseGet(LinkedHashMap::new);
    }

    /** Reads one element; null where it became a problem. */
    interface ElementReader<T> {
        @Nullable
        T read(JsonNode node, String path);
    }

    /** The fields of an object whose names are anything; those that became problems are left out. */
    <T> Map<String, T> eachByName(String name, ElementReader<T> reader) {
        Map<String, T> read = new LinkedHashMap<>();
        typed(name, JsonNode::isObject, "an object")
                .ifPresent(map -> map.forEachEntry((key, value) -> {
                    T element = reader.read(value, Paths.field(path(name), key));
                    if (element != null) {
                        read.put(key, element);
                    }
                }));
        return read;
    }

    /** The elements of an array; those that became problems are left out. */
    <T> List<T> each(String name, ElementReader<T> reader) {
        List<T> read = new ArrayList<>();
        typed(name, JsonNode::isArray, "an array").ifPresent(array -> {
            for (int i = 0; i < array.size(); i++) {
                T element = reader.read(array.get(i), Paths.index(path(name), i));
                if (element != null) {
                    read.add(element);
                }
            }
        });
        return read;
    }

    private Optional<JsonNode> typed(String name, Function<JsonNode, Boolean> type, String expected) {
        Optional<JsonNode> node = node(name);
        if (node.isPresent() && !type.apply(node.get())) {
            problem(name, "must be " + expected + ", is " + describe(node.get()));
            return Optional.empty();
        }
        return node;
    }

    Optional<Long> wholeLong(String name, long least, long most) {
        return number(name).flatMap(value -> wholeLong(path(name), value, least, most));
    }

    private Optional<Integer> whole(String at, BigDecimal value, int least, int most) {
        return wholeLong(at, value, least, most).map(Math::toIntExact);
    }

    private Optional<Long> wholeLong(String at, BigDecimal value, long least, long most) {
        boolean inside =
                value.compareTo(BigDecimal.valueOf(least)) >= 0 && value.compareTo(BigDecimal.valueOf(most)) <= 0;
        if (!inside || value.stripTrailingZeros().scale() > 0) {
            problems.add(at, "must be a whole number from " + least + " to " + most + ", is " + Texts.number(value));
            return Optional.empty();
        }
        return Optional.of(value.longValueExact());
    }

    private static Optional<Duration> duration(JsonNode node) {
        if (node.isNumber()) {
            return Durations.ofSeconds(node.decimalValue());
        }
        return node.isString() ? Durations.parse(node.stringValue()) : Optional.empty();
    }

    private static String describe(JsonNode node) {
        if (node.isString()) {
            return "the text " + Texts.quoted(node.stringValue());
        }
        if (node.isNumber()) {
            return "the number " + Texts.number(node.decimalValue());
        }
        if (node.isNull()) {
            return "null (leave the field out instead)";
        }
        return node.isObject() ? "an object" : node.isArray() ? "an array" : node.toString();
    }
}
