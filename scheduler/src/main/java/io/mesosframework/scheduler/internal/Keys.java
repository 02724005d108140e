package io.mesosframework.scheduler.internal;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a framework keeps what in its storage. Each framework has a space of its own, by its name:
 *
 * <pre>
 * frameworks/NAME/term          counts the starts: its version fences every commit
 * frameworks/NAME/id            the framework id
 * frameworks/NAME/kept/KEY      what the task manager and handlers persist
 * </pre>
 */
record Keys(String space) {

    /** What all frameworks' keys begin with. */
    static final String ALL = "frameworks/";

    static Keys of(String frameworkName) {
        return new Keys(ALL + URLEncoder.encode(frameworkName, StandardCharsets.UTF_8) + "/");
    }

    /** The name of the framework in whose space a key is; empty where the key is of something else. */
    static Optional<String> frameworkOf(String key) {
        int slash = key.indexOf('/', ALL.length());
        if (!key.startsWith(ALL) || slash < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(URLDecoder.decode(key.substring(ALL.length(), slash), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    String term() {
        return space + "term";
    }

    String frameworkId() {
        return space + "id";
    }

    String kept() {
        return space + "kept/";
    }

    String kept(String key) {
        return kept() + key;
    }
}
