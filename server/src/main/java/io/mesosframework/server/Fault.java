package io.mesosframework.server;

/**
 * One thing that is wrong with a request, as the body of each error tells it: {@code {"errors":[{"path":…,"message":…}]}}.
 *
 * @param path where: a JSON path of the body, the name of a parameter or of a header; empty for the request as a whole
 * @param message what is wrong and what would be right
 */
public record Fault(String path, String message) {

    /** Of the request as a whole. */
    public Fault(String message) {
        this("", message);
    }
}
