package io.mesosframework.reference;

import io.mesosframework.MesosException;
import java.util.List;

/** What the user gave cannot be used; each line says what is wrong and where. */
final class BadInputException extends MesosException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> lines;

    BadInputException(String line) {
        this(List.of(line));
    }

    BadInputException(List<String> lines) {
        super(String.join("\n", lines));
        this.lines = List.copyOf(lines);
    }

    List<String> lines() {
        return lines;
    }
}
