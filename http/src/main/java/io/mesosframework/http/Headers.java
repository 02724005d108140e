package io.mesosframework.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The header fields of a message: immutable, in order, names without regard to case, a name may come several times. */
public final class Headers {

    /** No fields. */
    public static final Headers EMPTY = new Headers(new String[0]);

    /** name, value, name, value, … */
    private final String[] fields;

    private Headers(String[] fields) {
        this.fields = fields;
    }

    /**
     * The fields of these names and values, in this order.
     *
     * @param namesAndValues name, value, name, value, …
     * @throws IllegalArgumentException for an odd count, a name that is not a token, or a value with control characters or
     *     characters beyond Latin-1
     */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("Headers come as name, value, name, value; the last name has no value: "
                    + namesAndValues[namesAndValues.length - 1]);
        }
        for (int i = 0; i < namesAndValues.length; i += 2) {
            check(namesAndValues[i], namesAndValues[i + 1]);
        }
        return namesAndValues.length == 0 ? EMPTY : new Headers(namesAndValues.clone());
    }

    /** Fields as they came over the wire, which are not held to what {@link #of} asks. */
    static Headers received(List<String> namesAndValues) {
        return namesAndValues.isEmpty() ? EMPTY : new Headers(namesAndValues.toArray(new String[0]));
    }

    /** The value of the first field of this name. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(first(name));
    }

    @Nullable
    String first(String name) {
        for (int i = 0; i < fields.length; i += 2) {
            if (fields[i].equalsIgnoreCase(name)) {
                return fields[i + 1];
            }
        }
        return null;
    }

    /** The values of all fields of this name, in order. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>();
        forEach((field, value) -> {
            if (field.equalsIgnoreCase(name)) {
                values.add(value);
            }
        });
        return List.copyOf(values);
    }

    /** Whether there is a field of this name. */
    public boolean contains(String name) {
        return first(name) != null;
    }

    /**
     * These fields with all of this name replaced by one, at the end.
     *
     * @throws IllegalArgumentException as {@link #of} does
     */
    public Headers with(String name, String value) {
        check(name, value);
        Headers rest = without(name);
        String[] changed = Arrays.copyOf(rest.fields, rest.fields.length + 2);
        changed[changed.length - 2] = name;
        changed[changed.length - 1] = value;
        return new Headers(changed);
    }

    /** These fields without those of this name. */
    public Headers without(String name) {
        if (!contains(name)) {
            return this;
        }
        List<String> rest = new ArrayList<>(fields.length);
        forEach((field, value) -> {
            if (!field.equalsIgnoreCase(name)) {
                rest.add(field);
                rest.add(value);
            }
        });
        return received(rest);
    }

    /** Hands over each field, in order. */
    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < fields.length; i += 2) {
            action.accept(fields[i], fields[i + 1]);
        }
    }

    /** The number of fields. */
    public int size() {
        return fields.length / 2;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Headers that && Arrays.equals(fields, that.fields);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(fields);
    }

    /** The names, and the values but for those that hold secrets. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        forEach((name, value) -> text.append(text.length() > 1 ? ", " : "")
                .append(name)
                .append(": ")
                .append(isSecret(name) ? "…" : value));
        return text.append('}').toString();
    }

    private static boolean isSecret(String name) {
        return name.equalsIgnoreCase("Authorization") || name.equalsIgnoreCase("Cookie");
    }

    private static void check(String name, String value) {
        if (!Wire.isToken(name)) {
            throw new IllegalArgumentException("Not the name of a header: '" + name + "'");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                throw new IllegalArgumentException("The value of header " + name
                        + " holds a character that HTTP does not allow there, at index " + i);
            }
        }
    }
}
