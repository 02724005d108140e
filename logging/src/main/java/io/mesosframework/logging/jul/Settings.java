package io.mesosframework.logging.jul;

import java.util.Arrays;
import java.util.logging.LogManager;

/** What the log manager's properties say of a class. */
final class Settings {

    private Settings() {}

    /** @throws IllegalArgumentException if there is something else than one of the values, which the log manager tells */
    static <E extends Enum<E>> E of(Class<?> type, String name, E[] values, E otherwise) {
        String key = type.getName() + "." + name;
        String value = LogManager.getLogManager().getProperty(key);
        if (value == null) {
            return otherwise;
        }
        return Arrays.stream(values)
                .filter(each -> each.name().equals(value.trim()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        key + " is one of " + Arrays.toString(values) + ", not '" + value + "'"));
    }
}
