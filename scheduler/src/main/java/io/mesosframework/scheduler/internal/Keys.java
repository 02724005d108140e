package io.mesosframework.scheduler.internal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

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

    static Keys of(String frameworkName) {
        return new Keys("frameworks/" + URLEncoder.encode(frameworkName, StandardCharsets.UTF_8) + "/");
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
